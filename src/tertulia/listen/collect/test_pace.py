"""When a source is read next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect import pace
from tertulia.listen.collect.pace import Bounds, Pace
from tertulia.networks.base import Kind, Readable
from tertulia.outbound.api import OutboundProblem

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SEARCH = Readable(Kind.SEARCH, Text("Search"), every_s=300)
FEED = Readable(Kind.FEED, Text("Feed"), every_s=1800)
CODES = (
    "unreachable",
    "timeout",
    "rate-limited",
    "server-error",
    "bad-answer",
    "host-resting",
    "forbidden",
    "gone",
)
chances = st.floats(0, 1)


def problem(code: str, retry_at: datetime | None = None) -> OutboundProblem:
    return OutboundProblem(code, Text("so"), permanent=code in ("forbidden", "gone"), retry_at=retry_at)


@given(
    way=st.builds(
        Readable, kind=st.sampled_from([*Kind]), title=st.just(Text("so")), every_s=st.floats(0, 200_000)
    ),
    asked=st.none() | st.floats(0, 1e7),
    news=st.lists(st.integers(0, 3), max_size=60),
    chance=chances,
)
def test_the_interval_stays_within_what_is_asked(
    way: Readable, asked: float | None, news: list[int], chance: float
):
    bounds = Bounds.of(way).asked(asked)
    at = Pace()
    for new in news:
        at = pace.succeeded(at, new, bounds, NOW, chance)
        assert at.interval_s is not None and at.next_at is not None
        least = pace.LEAST_OF_FEEDS_S if way.kind in (Kind.FEED, Kind.SITE) else pace.LEAST_S
        assert least <= at.interval_s <= pace.LONGEST_S
        assert at.interval_s >= min(asked or 0, pace.LONGEST_S)
        assert at.next_at - NOW >= timedelta(seconds=least)


def test_a_busy_source_is_read_more_often_than_a_quiet_one() -> None:
    busy = quiet = Pace()
    for _ in range(30):
        busy = pace.succeeded(busy, 5, Bounds.of(FEED), NOW, 0.5)
        quiet = pace.succeeded(quiet, 0, Bounds.of(FEED), NOW, 0.5)
    assert (busy.interval_s, quiet.interval_s) == (300, 86_400)


def test_a_search_is_never_left_for_long() -> None:
    at = Pace()
    for _ in range(30):
        at = pace.succeeded(at, 0, Bounds.of(SEARCH), NOW, 0.5)
    assert at.interval_s == 1800


@given(codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=200), chance=chances)
def test_failures_make_pauses_longer_but_never_endless(codes: list[str], chance: float) -> None:
    at = Pace(300.0)
    for code in codes:
        before = at
        at = pace.failed(at, problem(code), Bounds.of(SEARCH), NOW, chance)
        assert at.next_at is not None
        assert timedelta(seconds=30) <= at.next_at - NOW <= timedelta(days=1.2)
        assert at.failures >= before.failures
        assert at.interval_s == 300.0


@given(seconds=st.integers(1, 3 * 86_400), code=st.sampled_from(CODES), chance=chances)
def test_a_host_is_not_asked_before_it_wishes(seconds: int, code: str, chance: float) -> None:
    wish = NOW + timedelta(seconds=seconds)
    at = pace.failed(Pace(), problem(code, wish), Bounds.of(SEARCH), NOW, chance)
    assert at.next_at is not None and at.next_at >= wish


def test_a_success_forgets_the_failures() -> None:
    at = pace.failed(Pace(), problem("unreachable"), Bounds.of(SEARCH), NOW, 0.5)
    assert pace.succeeded(at, 1, Bounds.of(SEARCH), NOW, 0.5).failures == 0


@pytest.mark.parametrize(
    ("code", "weight"), [("forbidden", 1), ("bad-answer", 0.5), ("unreachable", 0.25), ("host-resting", 0)]
)
def test_what_is_sure_counts_more_than_what_may_pass(code: str, weight: float) -> None:
    assert pace.weight(problem(code)) == weight


def fail_for(days: float, code: str) -> bool:
    """Whether a source that fails in the same way all the time is given up within so many days."""
    at, now = Pace(), NOW
    while now - NOW < timedelta(days=days):
        at = pace.failed(at, problem(code), Bounds.of(FEED), now, 0.5)
        if pace.is_hopeless(at, problem(code), NOW, now):
            return True
        assert at.next_at is not None
        now = at.next_at
    return False


def test_a_source_is_given_up_only_after_days_of_failing_for_good() -> None:
    assert not fail_for(2.9, "not-found")
    assert not fail_for(60, "unreachable")
    assert fail_for(7, "gone")


@given(attempts=st.integers(0, 1000), chance=chances)
def test_a_stream_is_connected_again_soon(attempts: int, chance: float) -> None:
    assert 0.5 <= pace.reconnecting_s(attempts, chance) <= 300


def test_any_problem_can_be_weighed() -> None:
    assert pace.weight(Problem("too-slow", Text("so"), permanent=False)) == 0.5
