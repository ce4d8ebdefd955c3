"""Silence against a source's own habit."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.collect.habit import Habit, habit_of, silent_since

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
START = NOW - timedelta(days=28)
HOUR = timedelta(hours=1)


def hours(of_hour: dict[int, int], days: int = 28, seed: int = 1) -> list[tuple[datetime, int]]:
    """Counts by hour of the day, each hour's about so many."""
    dice = random.Random(seed)
    began = NOW - timedelta(days=days)
    made = []
    for n in range(days * 24):
        at = began + n * HOUR
        mean = of_hour.get(at.hour, 0)
        made.append((at, sum(dice.random() < 0.5 for _ in range(2 * mean))))
    return made


OFFICE = dict.fromkeys(range(9, 18), 4)


def test_nothing_is_said_with_little_history() -> None:
    assert habit_of(hours(OFFICE, 6), NOW - timedelta(days=6), NOW) is None
    assert habit_of([(NOW - timedelta(days=3), 29)], START, NOW) is None


def test_a_night_is_no_silence_and_a_working_day_is() -> None:
    habit = habit_of(hours(OFFICE), START, NOW)
    assert habit
    evening, morning = datetime(2026, 11, 24, 17, 50, tzinfo=UTC), datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert silent_since(habit, evening, 36, morning) is None
    afternoon = datetime(2026, 11, 25, 15, tzinfo=UTC)
    assert silent_since(habit, evening, 0, afternoon) == evening


def test_a_drop_is_told_though_it_is_not_silent() -> None:
    habit = habit_of(hours(dict.fromkeys(range(24), 4)), START, NOW)
    assert habit
    just_now = NOW - timedelta(minutes=1)
    assert silent_since(habit, just_now, 90, NOW) is None
    assert silent_since(habit, just_now, 20, NOW) == NOW - timedelta(days=1)


def test_an_unsteady_source_is_given_more_time() -> None:
    steady = habit_of([(START + n * HOUR, 1) for n in range(28 * 24)], START, NOW)
    bursts = habit_of([(START + n * timedelta(days=4), 96) for n in range(7)], START, NOW)
    assert steady and bursts
    day_ago = NOW - timedelta(days=1)
    assert silent_since(steady, day_ago, 0, NOW) == day_ago
    assert silent_since(bursts, day_ago, 0, NOW) is None


def test_alarms_are_rare_where_nothing_is_wrong() -> None:
    """A thousand looks at sources that go on as ever."""
    dice = random.Random(7)
    alarms = 0
    for seed in range(100):
        history = hours(dict.fromkeys(range(24), 2), 29, seed)
        habit = habit_of(history, START, NOW - timedelta(days=1))
        assert habit
        for _ in range(10):
            now = NOW - timedelta(hours=dice.uniform(0, 20))
            lately = [(at, n) for at, n in history if now - timedelta(days=1) <= at < now]
            last = max((at for at, n in lately if n), default=now - timedelta(days=1))
            alarms += silent_since(habit, last, sum(n for _, n in lately), now) is not None
    assert alarms <= 5


@given(
    counts=st.lists(st.integers(0, 500), min_size=7 * 24, max_size=21 * 24),
    silence=st.floats(0, 400),
    few=st.integers(0, 50),
)
def test_chances_are_chances_and_fall_with_time(counts: list[int], silence: float, few: int) -> None:
    began = NOW - len(counts) * HOUR
    habit = habit_of([(began + n * HOUR, new) for n, new in enumerate(counts)], began, NOW)
    if habit is None:
        return
    since = NOW - timedelta(hours=silence)
    chance = habit.chance_of_at_most(few, since, NOW)
    assert 0 <= chance <= 1
    assert habit.chance_of_at_most(0, since, NOW) <= chance + 1e-12
    assert (
        habit.chance_of_at_most(0, since - timedelta(days=2), NOW)
        <= habit.chance_of_at_most(0, since, NOW) + 1e-9
    )


def test_what_is_expected_adds_up() -> None:
    habit = Habit([1.0] * 168, float("inf"))
    assert habit.expected(NOW - timedelta(hours=1.5), NOW) == pytest.approx(1.5)
    assert habit.expected(NOW - timedelta(days=400), NOW) == pytest.approx(400 * 24)
