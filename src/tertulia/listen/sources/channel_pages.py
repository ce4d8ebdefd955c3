"""Settings › Channels and networks: our accounts, the wizard that connects one, what each network can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.sources import channels
from tertulia.listen.sources.forms import ConnectForm
from tertulia.listen.sources.matrix import matrix
from tertulia.listen.sources.models import Channel, ChannelFigure
from tertulia.listen.sources.showing import by, channel_of, is_part, manifest_of, show
from tertulia.networks.base import Identity, Manifest, live_networks
from tertulia.team.api import Role, needs


@dataclass(frozen=True)
class Line:
    """A channel in the list, with its network's manifest (None: no longer here) and its newest figures."""

    channel: Channel
    manifest: Manifest | None
    figure: ChannelFigure | None
    sources: int


def _lines() -> list[Line]:
    known = {name: network.manifest for name, network in live_networks().items()}
    listed = Channel.objects.filter(deleted_at=None).prefetch_related("figures", "sources")
    return [
        Line(
            channel,
            known.get(channel.network),
            next(iter(channel.figures.all()), None),
            sum(source.deleted_at is None for source in channel.sources.all()),
        )
        for channel in listed
    ]


def connectable() -> list[Manifest]:
    """The networks that an account of ours can be connected to."""
    return [network.manifest for network in live_networks().values() if network.manifest.settings]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Our channels, and the networks that one can be connected to."""
    return show(request, "sources/channels.html", {"lines": _lines(), "networks": connectable()})


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """What each network can be asked for, from the manifests."""
    shown = [network.manifest for network in live_networks().values()]
    return show(request, "sources/networks.html", {"networks": shown, "matrix": matrix(shown)})


@needs(Role.MANAGER)
@sensitive_post_parameters()
def connect(request: HttpRequest, network: str) -> HttpResponseBase:
    """The wizard: what is needed and why, the form, the outcome of the test."""
    manifest = manifest_of(network)
    form = ConnectForm(manifest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = channels.connect(network, form.answers(), by(request))
        except Problem as problem:
            return _wizard(request, manifest, form, problem=problem)
        text = _("%(handle)s is connected. Tertulia begins to read what it may.") % {"handle": channel.handle}
        messages.success(request, text)
        return redirect("channel", channel.pk)
    return _wizard(request, manifest, form)


@needs(Role.MANAGER)
@sensitive_post_parameters()
def reconnect(request: HttpRequest, number: int) -> HttpResponseBase:
    """The wizard again, for new credentials; the old ones stay until the new ones were tested."""
    channel = channel_of(number)
    manifest = manifest_of(channel.network)
    form = ConnectForm(manifest, request.POST or None, known=channel.settings)
    if request.method == "POST" and form.is_valid():
        try:
            channels.reconnect(channel, form.answers(), by(request))
        except Problem as problem:
            return _wizard(request, manifest, form, channel_of(number), problem)
        messages.success(request, _("%(handle)s is connected anew.") % {"handle": channel.handle})
        return redirect("channel", channel.pk)
    return _wizard(request, manifest, form, channel)


def _wizard(
    request: HttpRequest,
    manifest: Manifest,
    form: ConnectForm,
    channel: Channel | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    if problem is not None and problem.place in form.fields:
        form.add_error(problem.place, str(problem.cause))
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    has_secret = any(setting.kind == "secret" for setting in manifest.settings)
    context = {"manifest": manifest, "form": form, "channel": channel, "problem": problem}
    return show(request, "sources/connect.html", context | {"has_secret": has_secret})


@require_safe
def channel(request: HttpRequest, number: int) -> HttpResponse:
    """A channel: whom it speaks for, its figures, what is read with it."""
    return _channel(request, channel_of(number))


def _channel(request: HttpRequest, found: Channel, tested: dict[str, Any] | None = None) -> HttpResponse:
    network = live_networks().get(found.network)
    context = {
        "channel": found,
        "manifest": network.manifest if network else None,
        "figures": list(found.figures.all()[:30]),
        "sources": found.sources.filter(deleted_at=None),
    }
    return show(request, "sources/channel.html", context | (tested or {}))


@require_POST
@needs(Role.MANAGER)
def test(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the network who the channel is, and show what it says."""
    found = channel_of(number)
    identity: Identity | None = channels.test(found)
    tested = {"tested": True, "identity": identity}
    if is_part(request, "tested"):
        return show(request, "sources/tested.html", {"channel": found} | tested)
    return _channel(request, found, tested)


@require_POST
@needs(Role.MANAGER)
def disconnect(request: HttpRequest, number: int) -> HttpResponse:
    """Forget the credentials; asked for twice on the page, because they cannot be brought back."""
    found = channel_of(number)
    channels.disconnect(found, by(request))
    messages.success(
        request,
        _("%(handle)s is disconnected and its credentials are forgotten.") % {"handle": found.handle},
    )
    return redirect("channels")
