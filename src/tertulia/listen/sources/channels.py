"""Accounts of ours: connect, test, connect anew, disconnect. Secrets go in and never come out."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources import service
from tertulia.listen.sources.access import ask_now
from tertulia.listen.sources.models import Channel, ChannelFigure, Source
from tertulia.listen.sources.problems import kept
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks.base import Identity, Kind, Manifest, live
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS
from tertulia.team.secrets import seal

LABELS.update(
    {
        "channel.connected": _("connected a channel"),
        "channel.reconnected": _("connected a channel anew"),
        "channel.disconnected": _("disconnected a channel"),
    }
)
Answers = Mapping[str, str]  # what the wizard asked: the manifest's settings by name


def find(number: int) -> Channel:
    """The channel. Raises `Problem` (no-such-channel)."""
    channel = Channel.objects.filter(pk=number, deleted_at=None).first()
    if channel is None:
        raise Problem(
            "no-such-channel",
            Text("There is no channel {number}.", number=number),
            Text("See the list of channels; someone may have disconnected it."),
        )
    return channel


def connect(network: str, answers: Answers, by: Person | None) -> Channel:
    """Test the credentials, keep them sealed, and begin to read what the channel alone can read.

    Raises `Problem`: missing-setting, or what the network says to the credentials.
    """
    manifest, _live = live(network)
    channel = _filled(Channel(network=network, by=by), manifest, answers)
    identity = identify(channel)
    with transaction.atomic():
        known = Channel.objects.filter(network=network, handle=identity.handle, url=identity.url).first()
        if known:
            channel.pk, channel.created_at, known.deleted_at = known.pk, known.created_at, None
        _describe(channel, identity)
        channel.save()
        keep_figures(channel, identity)
        record(by, "channel.connected", str(channel), channel=channel.pk, network=network)
        _follow_own(channel, manifest, by)
    return channel


def reconnect(channel: Channel, answers: Answers, by: Person | None) -> Channel:
    """Put new credentials in the place of the old ones, once they were tested."""
    manifest, _live = live(channel.network)
    identity = identify(_filled(channel, manifest, answers))
    _describe(channel, identity)
    channel.save()
    keep_figures(channel, identity)
    record(by, "channel.reconnected", str(channel), channel=channel.pk)
    for source in channel.sources.filter(deleted_at=None):
        service.read_now(source)
    return channel


def test(channel: Channel) -> Identity | None:
    """Ask the network who the channel is, and keep the answer; None where it refused (`channel.problem`)."""
    try:
        identity = identify(channel)
    except Problem as problem:
        Channel.objects.filter(pk=channel.pk).update(tested_at=timezone.now(), problem=kept(problem))
        channel.refresh_from_db()
        return None
    Channel.objects.filter(pk=channel.pk).update(tested_at=timezone.now(), problem={})
    channel.refresh_from_db()
    keep_figures(channel, identity)
    return identity


def identify(channel: Channel) -> Identity:
    """Who the network says the channel is. Raises `Problem`."""
    _manifest, network = live(channel.network)
    return ask_now(network.identify, channel)


def keep_figures(channel: Channel, identity: Identity) -> None:
    """What the network told: its settings, and today's counts of the channel in place of earlier ones."""
    if identity.settings:
        channel.settings = {**channel.settings, **identity.settings}
        Channel.objects.filter(pk=channel.pk).update(settings=channel.settings)
    figures = {"followers": identity.followers, "following": identity.following, "posts": identity.posts}
    if any(count is not None for count in figures.values()):
        ChannelFigure.objects.update_or_create(channel=channel, day=timezone.localdate(), defaults=figures)


def disconnect(channel: Channel, by: Person | None) -> None:
    """Forget the credentials and stop reading with them. What was read stays."""
    with transaction.atomic():
        channel.secrets, channel.deleted_at = "", timezone.now()
        channel.save(update_fields=["secrets", "deleted_at"])
        Source.objects.filter(channel=channel, deleted_at=None).update(deleted_at=timezone.now())
        record(by, "channel.disconnected", str(channel), channel=channel.pk)


def _filled(channel: Channel, manifest: Manifest, answers: Answers) -> Channel:
    """The channel with what was typed: settings as they are, secrets sealed."""
    given = {s.name: (answers.get(s.name) or s.default).strip() for s in manifest.settings}
    for setting in manifest.settings:
        if setting.required and not given[setting.name]:
            raise Problem(
                "missing-setting",
                Text("“{label}” is missing.", label=setting.label),
                setting.why,
                setting.name,
            )
    secret = {s.name for s in manifest.settings if s.kind == "secret"}
    channel.settings = {name: value for name, value in given.items() if name not in secret}
    channel.secrets = seal({name: value for name, value in given.items() if name in secret})
    return channel


def _describe(channel: Channel, identity: Identity) -> None:
    channel.handle, channel.name, channel.url = identity.handle, identity.name, identity.url
    channel.tested_at, channel.problem, channel.deleted_at = timezone.now(), {}, None


def _follow_own(channel: Channel, manifest: Manifest, by: Person | None) -> None:
    """What we publish, and what is said to us."""
    for way in manifest.reads:
        own = way.kind in (Kind.ACCOUNT, Kind.SITE)
        if own or (way.channel and way.target is None):
            target = (channel.url if way.kind == Kind.SITE else channel.handle) if way.target else ""
            service.follow(
                SourceDraft(channel.network, way.kind, target, channel=channel, own=own, role="brand"), by
            )
