"""What counts as a gap, and when it is closed and filled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.collect import gapping
from tertulia.posts.api import Gap

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
moments = st.integers(-300 * 86_400, 6 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def test_a_poll_is_overdue_after_three_intervals_and_a_quarter_of_an_hour() -> None:
    minutes = lambda n: NOW - timedelta(minutes=n)  # noqa: E731
    assert not gapping.overdue(None, 60, NOW)
    assert not gapping.overdue(minutes(14), 60, NOW)
    assert gapping.overdue(minutes(16), 60, NOW)
    assert not gapping.overdue(minutes(80), 1800, NOW)
    assert gapping.overdue(minutes(91), 1800, NOW)


def test_a_stream_is_cut_after_half_a_minute() -> None:
    assert not gapping.cut_too_long(None, NOW)
    assert not gapping.cut_too_long(NOW - timedelta(seconds=29), NOW)
    assert gapping.cut_too_long(NOW - timedelta(seconds=31), NOW)


@given(since=moments, until=moments, missed=st.lists(moments, max_size=3))
def test_a_gap_ends_filled_unless_what_is_missed_begins_with_it(
    since: datetime, until: datetime, missed: list[datetime]
) -> None:
    gap = gapping.opened("x", since, gapping.STOPPED)
    others = [Gap(each, each, gapping.TOO_OLD, "x") for each in missed]
    done = gapping.settled(gap, others, until)
    if since in missed:
        assert done is None
        return
    assert done is not None
    assert done.filled_at == until
    assert done.until is not None and done.until >= done.since == since


def test_a_gap_closed_before_keeps_its_end() -> None:
    gap = gapping.closed(gapping.opened("x", NOW, "unreachable"), NOW + timedelta(minutes=5))
    done = gapping.settled(gap, (), NOW + timedelta(minutes=9))
    assert done and done.until == NOW + timedelta(minutes=5)
