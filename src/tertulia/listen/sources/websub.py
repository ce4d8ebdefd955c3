"""Feeds whose hub tells their news at once (WebSub), where the world can reach this Tertulia:

    TERTULIA_PUBLIC_URL=https://tertulia.example.org

The hub's word only has the feed read now, by the collector as always: what comes in is one path, with its
cursor and its guards.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tertulia.errors import Problem
from tertulia.listen.sources import service
from tertulia.listen.sources.models import HubSubscription, Source
from tertulia.networks.base import Kind
from tertulia.networks.rss import websub
from tertulia.networks.rss.cursor import opened
from tertulia.networks.rss.websub import Subscription
from tertulia.outbound.api import Client
from tertulia.posts.api import Store

_log = logging.getLogger(__name__)
AGAIN = timedelta(days=1)  # before its end a subscription is renewed; after it a silent hub is asked anew


def public_url() -> str:
    """Where the world reaches this Tertulia; "" where it does not."""
    return os.environ.get("TERTULIA_PUBLIC_URL", "").strip().rstrip("/")


async def keep(http: Client, store: Store) -> int:
    """Subscribe to the hubs of followed feeds, and renew what ends soon; returns how many hubs were asked. To
    be called every hour or so. A hub that fails is asked again a day later; the feed is polled meanwhile."""
    if not public_url():
        return 0
    asked = 0
    for wanted in await asyncio.to_thread(lambda: list(_wanted(store))):
        try:
            await websub.ask(wanted, http)
        except Problem as problem:
            _log.warning("The hub of %s cannot be asked: %s", wanted.topic, problem)
            continue
        asked += 1
    return asked


def _wanted(store: Store) -> Iterator[Subscription]:
    """The subscriptions to ask for now, each kept as asked for."""
    now = timezone.now()
    due = Q(hub=None) | Q(hub__ends_at=None) | Q(hub__ends_at__lt=now + AGAIN)
    rested = Q(hub=None) | Q(hub__asked_at__lt=now - AGAIN)
    feeds = Source.objects.filter(network="rss", kind=Kind.FEED, active=True, deleted_at=None)
    for source in feeds.filter(due & rested):
        at = opened(store.position(source.key), source.target)
        known = {"hub": at.hub[:500], "topic": at.topic[:500], "asked_at": now}
        kept, _ = HubSubscription.objects.update_or_create(source=source, defaults=known)
        if kept.hub:
            yield _subscription(kept)


def _subscription(kept: HubSubscription) -> Subscription:
    callback = public_url() + reverse("hub", args=[kept.source_id])
    return Subscription(kept.hub, kept.topic, callback, _secret(kept))


def _secret(kept: HubSubscription) -> str:
    """What the hub signs with: of this feed and this folder alone."""
    named = f"websub {kept.source_id} {kept.hub} {kept.topic}"
    return hmac.new(settings.SECRET_KEY.encode(), named.encode(), "sha256").hexdigest()


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def hub(request: HttpRequest, number: int) -> HttpResponse:
    """Where hubs call: with a question (GET) whether we mean it, with news (POST), signed."""
    kept = HubSubscription.objects.select_related("source").filter(source_id=number).exclude(hub="").first()
    followed = kept is not None and kept.source.active and kept.source.deleted_at is None
    if request.method == "GET":
        return _confirm(request, kept if followed else None)
    if kept is None or not followed:
        return HttpResponse(status=410)  # the hub may forget us
    if websub.is_signed(request.body, request.headers.get("X-Hub-Signature", ""), _secret(kept)):
        _heard(kept, timezone.now())
    return HttpResponse(status=202)  # a forger learns nothing


def _confirm(request: HttpRequest, kept: HubSubscription | None) -> HttpResponse:
    agreed = websub.challenge(request.GET, _subscription(kept), "subscribe") if kept else None
    if kept is None or agreed is None:
        raise Http404
    kept.ends_at = timezone.now() + timedelta(seconds=agreed[1])
    kept.save(update_fields=["ends_at"])
    return HttpResponse(agreed[0], content_type="text/plain; charset=utf-8")


def _heard(kept: HubSubscription, now: datetime) -> None:
    kept.heard_at = now
    kept.save(update_fields=["heard_at"])
    service.read_now(kept.source)
