from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.i18n import Text
from tertulia.listen.sources import service, websub
from tertulia.listen.sources.models import HubSubscription, Source, SourceState
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks.rss.cursor import Cursor
from tertulia.outbound.api import Answer, OutboundProblem

FEED = "https://taza.example/feed"
HUB = "https://hub.example/"
PLACE = "https://tertulia.example"


@dataclass
class Hub:
    """A hub that takes what it is asked, or fails; and the store's positions."""

    fails: bool = False
    asked: list[Any] = field(default_factory=list)
    cursor: Cursor = field(default_factory=lambda: Cursor(FEED, hub=HUB, topic=FEED))

    async def post(self, url: str, **given: Any) -> Answer:
        if self.fails:
            raise OutboundProblem("unreachable", Text("No answer."), permanent=False)
        self.asked.append((url, given["form"]))
        return Answer(202, {}, b"", url)

    def position(self, source: str) -> str:
        return self.cursor.written()


@pytest.fixture
def feed(ana: Any, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setenv("TERTULIA_PUBLIC_URL", f"{PLACE}/")
    return service.follow(SourceDraft("rss", "feed", FEED), ana)


def keep(hub: Hub) -> int:
    # The database of a test is its thread's alone.
    wanted = list(websub._wanted(hub))  # type: ignore[arg-type]
    for one in wanted:
        asyncio.run(websub.websub.ask(one, hub))  # type: ignore[arg-type]
    return len(wanted)


def subscribed(feed: Source) -> tuple[Hub, dict[str, str]]:
    hub = Hub()
    keep(hub)
    [(url, form)] = hub.asked
    assert url == HUB
    return hub, form


def question(form: dict[str, str], **change: str) -> dict[str, str]:
    asked = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "abc"}
    return {**asked, "hub.lease_seconds": "864000", **change}


def signed(form: dict[str, str], body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature": "sha256=" + hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()}


def test_a_hub_is_asked_once_and_its_question_answered(feed: Source) -> None:
    hub, form = subscribed(feed)
    assert form["hub.callback"] == f"{PLACE}/hubs/{feed.pk}/"
    assert keep(hub) == 0
    answer = Client().get(f"/hubs/{feed.pk}/", question(form))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (
        200,
        b"abc",
        "text/plain; charset=utf-8",
    )
    ends = HubSubscription.objects.get().ends_at
    assert ends
    assert abs(ends - timezone.now() - timedelta(days=10)) < timedelta(minutes=1)
    HubSubscription.objects.update(asked_at=timezone.now() - timedelta(days=9), ends_at=timezone.now())
    assert keep(hub) == 1


@pytest.mark.parametrize(
    "change", [{"hub.mode": "unsubscribe"}, {"hub.topic": "https://x.example"}, {"hub.challenge": ""}]
)
def test_what_was_not_asked_for_is_not_confirmed(feed: Source, change: dict[str, str]) -> None:
    _, form = subscribed(feed)
    assert Client().get(f"/hubs/{feed.pk}/", question(form, **change)).status_code == 404
    assert HubSubscription.objects.get().ends_at is None


def test_news_have_the_feed_read_now_and_forged_news_do_not(feed: Source) -> None:
    _, form = subscribed(feed)
    later = timezone.now() + timedelta(hours=1)
    SourceState.objects.update(next_at=later)
    client = Client(enforce_csrf_checks=True)

    def send(**headers: str) -> int:
        return client.post(
            f"/hubs/{feed.pk}/", b"<rss/>", content_type="text/xml", headers=headers
        ).status_code

    assert send() == 202
    assert send(**signed(form, b"<other/>")) == 202
    assert SourceState.objects.get().next_at == later
    assert send(**signed(form, b"<rss/>")) == 202
    assert SourceState.objects.get().next_at is None
    assert HubSubscription.objects.get().heard_at


def test_a_feed_that_is_followed_no_more_is_forgotten_by_its_hub(feed: Source, ana: Any) -> None:
    hub, form = subscribed(feed)
    service.delete(feed, ana)
    answer = Client().post(f"/hubs/{feed.pk}/", b"x", content_type="text/xml", headers=signed(form, b"x"))
    assert answer.status_code == 410
    assert Client().get(f"/hubs/{feed.pk}/", question(form)).status_code == 404
    HubSubscription.objects.update(asked_at=timezone.now() - timedelta(days=9))
    assert keep(hub) == 0


def test_a_feed_without_hub_is_looked_at_again_a_day_later(feed: Source) -> None:
    hub = Hub(cursor=Cursor(FEED))
    assert keep(hub) == 0
    hub.cursor = replace(hub.cursor, hub=HUB, topic=FEED)
    assert keep(hub) == 0
    HubSubscription.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert keep(hub) == 1


@pytest.mark.django_db(transaction=True)
def test_a_hub_that_fails_stops_nothing(feed: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(fails=True)
    assert asyncio.run(websub.keep(hub, hub)) == 0  # type: ignore[arg-type]
    hub.fails = False
    assert asyncio.run(websub.keep(hub, hub)) == 0  # type: ignore[arg-type]
    monkeypatch.delenv("TERTULIA_PUBLIC_URL")
    HubSubscription.objects.all().delete()
    assert asyncio.run(websub.keep(hub, hub)) == 0  # type: ignore[arg-type]
    assert hub.asked == []
