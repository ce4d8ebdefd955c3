from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tertulia.act.publishing import api, calendar, ordering
from tertulia.act.publishing.models import Publication
from tertulia.errors import Problem
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft
from tertulia.plan.calendar import api as plan
from tertulia.plan.calendar import service

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ordered(db, home, bruno) -> api.Publication:
    """A scheduled entry with its publication."""
    channel = Channel.objects.create(network="instagram", handle="casa").pk
    entry = plan.add("Verbena", bruno, at=NOW + HOUR, text="Verbena")
    plan.set_state(entry.number, "scheduled", bruno)
    return api.order(channel, Draft("Verbena"), bruno, due=NOW + HOUR, entry=entry.number, version=1)


def test_the_entry_says_how_its_publications_fare(ordered, bruno):
    Publication.objects.update(state="by_hand")
    calendar.tell(api.publication(ordered.number))
    assert plan.entry(ordered.entry).state == "publishing"
    ordering.done(ordered.number, bruno)
    assert plan.entry(ordered.entry).state == "published"


def test_what_missed_its_time_and_is_published_after_all_says_so(ordered, bruno):
    Publication.objects.update(state="expired")
    calendar.tell(api.publication(ordered.number))
    assert plan.entry(ordered.entry).state == "expired"
    ordering.done(ordered.number, bruno)
    assert plan.entry(ordered.entry).state == "published"


def test_what_is_moved_on_the_calendar_goes_out_at_its_new_time(ordered, bruno):
    service.move(service.find(ordered.entry), NOW + 5 * HOUR, bruno)
    assert api.publication(ordered.number).due == NOW + 5 * HOUR


def test_what_is_withdrawn_is_not_published(ordered, bruno):
    plan.set_state(ordered.entry, "draft", bruno)
    assert api.publication(ordered.number).state == "cancelled"


def test_what_is_being_sent_is_not_withdrawn(ordered, bruno):
    Publication.objects.update(state="sending", lease="x")
    with pytest.raises(Problem):
        plan.set_state(ordered.entry, "draft", bruno)
    assert plan.entry(ordered.entry).state == "scheduled"


def test_many_publications_have_one_state():
    assert calendar.state_of({"published", "waiting"}) == "publishing"
    assert calendar.state_of({"published", "failed"}) == "failed"
    assert calendar.state_of({"published"}) == "published"
    assert calendar.state_of(set()) == ""
