"""Local time and UTC, around both changes of the clocks; the grid of days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.plan.calendar.moments import bounds, moment, moved, week_of, weeks

MADRID = "Europe/Madrid"
wall = datetime.fromisoformat
ZONES = (MADRID, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")


def test_a_time_that_the_night_skips_is_put_later_and_told() -> None:
    found = moment(wall("2026-03-29T02:30"), MADRID)
    assert found.told == "skipped"
    assert found.at.astimezone(ZoneInfo(MADRID)).replace(tzinfo=None) == wall("2026-03-29T03:30")


def test_a_time_that_comes_twice_means_the_first_unless_the_second_is_asked() -> None:
    first = moment(wall("2026-10-25T02:30"), MADRID)
    second = moment(wall("2026-10-25T02:30"), MADRID, second=True)
    assert first.told == second.told == "twice"
    assert (first.at, second.at) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_moving_over_a_change_keeps_the_time_on_the_clock() -> None:
    at = moment(wall("2026-03-28T09:00"), MADRID).at
    later = moved(at, date(2026, 3, 30), MADRID)
    assert later.at == datetime(2026, 3, 30, 7, tzinfo=UTC) and later.told == ""
    into = moved(moment(wall("2026-03-28T02:30"), MADRID).at, date(2026, 3, 29), MADRID)
    assert into.told == "skipped"


@pytest.mark.parametrize(
    "day,hours", [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 1), 24)]
)
def test_days_have_the_hours_they_have(day: date, hours: int) -> None:
    since, until = bounds(day, day, MADRID)
    assert (until - since).total_seconds() == hours * 3600


@given(
    st.datetimes(wall("2000-01-01T00:00"), wall("2037-12-01T00:00")), st.sampled_from(ZONES), st.booleans()
)
def test_what_the_clock_shows_comes_back_unless_it_was_skipped(
    local: datetime, zone: str, second: bool
) -> None:
    found = moment(local, zone, second=second)
    shown = found.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert (shown == local) == (found.told != "skipped")
    assert shown >= local


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
def test_the_grid_has_every_day_of_the_month_once_in_whole_weeks(day: date, starts: int) -> None:
    grid = [each for week in weeks(day, starts) for each in week]
    month = [each for each in grid if (each.year, each.month) == (day.year, day.month)]
    assert [each.day for each in month] == list(range(1, len(month) + 1)) and day in month
    assert len(grid) % 7 == 0 and grid[0].weekday() == starts and len(set(grid)) == len(grid)
    assert day in week_of(day, starts) and week_of(day, starts)[0].weekday() == starts
