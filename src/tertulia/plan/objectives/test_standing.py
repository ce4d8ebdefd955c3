"""How an indicator is judged: only what the whole interval says is said."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.plan.objectives.measures import Found
from tertulia.plan.objectives.models import Indicator
from tertulia.plan.objectives.standing import STATUSES, expected, falls, judge, windows

SINCE, DUE = date(2026, 1, 1), date(2026, 4, 11)  # a hundred days
HALF = SINCE + timedelta(days=50)


def indicator(measure: str = "answered", baseline: float | None = 0.2, target: float = 0.6) -> Indicator:
    return Indicator(measure=measure, baseline=baseline, target=target, since=SINCE, due=DUE, window=30)


def found(value: float | None, low: float | None = None, high: float | None = None, n: int = 50) -> Found:
    return Found(value, value if low is None else low, value if high is None else high, n)


@pytest.mark.parametrize(
    ("of", "on", "said"),
    [
        (found(0.7, 0.62, 0.8), HALF, "reached"),
        (found(0.5, 0.42, 0.58), HALF, "towards"),  # the straight way is at 0.4
        (found(0.45, 0.35, 0.55), HALF, "unsure"),
        (found(0.3, 0.25, 0.35), HALF, "behind"),
        (found(0.3, 0.25, 0.35), DUE, "missed"),
        (found(0.55, 0.45, 0.65), DUE, "unsure"),
        (found(0.3, n=9), HALF, "few"),
        (found(0.5, 0.42, 0.58), SINCE, "unsure"),
    ],
)
def test_states_keep_to_the_interval(of: Found, on: date, said: str) -> None:
    assert judge(indicator(), of, on) == said


def test_a_value_that_is_to_fall() -> None:
    wait = indicator("waited", 10.0, 4.0)
    assert falls(wait) and falls(indicator("waited", None, 4.0)) and not falls(indicator())
    assert judge(wait, found(3.0, 2.0, 3.9), HALF) == "reached"
    assert judge(wait, found(9.0, 8.0, 9.9), HALF) == "behind"
    assert judge(wait, found(5.0, 4.5, 6.0), HALF) == "towards"


def test_without_a_baseline_or_a_value() -> None:
    bare = indicator(baseline=None)
    assert expected(bare, HALF) is None
    assert judge(bare, found(0.3, 0.25, 0.35), HALF) == "behind"
    assert judge(indicator("hand"), Found(None, None, None, 0), HALF) == "nothing"


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(-50, 400),
    st.integers(0, 100),
)
def test_a_word_is_always_found(
    baseline: float, target: float, value: float, width: float, day: int, n: int
) -> None:
    of = Found(value, max(0.0, value - width), min(1.0, value + width), n)
    assert judge(indicator(baseline=baseline, target=target), of, SINCE + timedelta(days=day)) in STATUSES


@given(st.integers(-100, 2000), st.sampled_from([7, 30, 90, 365]))
def test_windows_follow_one_another_up_to_today(after: int, length: int) -> None:
    one, today = indicator(), SINCE + timedelta(days=after)
    one.window = length
    made = windows(one, today)
    assert 6 <= len(made) <= 12 and made[-1].last == today and {each.count for each in made} == {length}
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(made))
