"""The channel of a publication: whether it is there, and whether a person publishes on it by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing.by_hand import NETWORKS
from tertulia.act.publishing.models import ByHand
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.channels import find
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import publisher
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "channel.by_hand": _("chose how a channel is published on"),
        "channel.added_by_hand": _("added a channel that is published on by hand"),
    }
)
__all__ = ["Channel", "add_by_hand", "find", "is_by_hand", "set_by_hand"]


def is_by_hand(channel: Channel) -> bool:
    """Whether its texts are handed to a person: its network takes none from us, or the team wants it so."""
    return publisher(channel.network) is None or ByHand.objects.filter(channel=channel.pk).exists()


def set_by_hand(channel: Channel, by_hand: bool, by: Person) -> None:
    """Choose it for all that is not sent yet."""
    if by_hand:
        ByHand.objects.get_or_create(channel=channel.pk)
    else:
        ByHand.objects.filter(channel=channel.pk).delete()
    record(by, "channel.by_hand", str(channel), channel=channel.pk, by_hand=by_hand)


def add_by_hand(network: str, handle: str, url: str, by: Person) -> Channel:
    """An account of ours on a network that we have no way into: nothing is read with it, a person publishes.
    The one that is there already is returned. Raises `Problem` (unknown-network, missing-setting,
    bad-address)."""
    handle, url = handle.strip(), url.strip()
    if network not in NETWORKS:
        cause = Text("Tertulia knows no network “{name}” to publish on by hand.", name=network)
        raise Problem("unknown-network", cause, Text("Choose one of the list."), "network")
    if not handle:
        raise Problem(
            "missing-setting",
            Text("The account's name is missing."),
            Text("Write it as people see it."),
            "handle",
        )
    if url and not url.startswith(("https://", "http://")):
        cause = Text("The address must begin with https://.")
        raise Problem("bad-address", cause, Text("Copy it from the browser."), "url")
    known = Channel.objects.filter(network=network, handle__iexact=handle, deleted_at=None).first()
    if known is not None:
        return known
    channel = Channel.objects.create(network=network, handle=handle[:255], url=url[:500], by=by)
    record(by, "channel.added_by_hand", str(channel), channel=channel.pk, network=network)
    return channel
