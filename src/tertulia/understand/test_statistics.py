"""Against published examples and plain recounts."""

from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.understand.statistics import (
    change,
    difference,
    log_odds,
    net_sentiment,
    passion,
    share_odds,
    wilson,
)


def test_wilson_and_newcombe_as_published() -> None:
    # Newcombe 1998, tables I and II: 81/263, 0/20; and 56/70 against 48/80, method 10
    found = wilson(81, 263)
    assert found and (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    none = wilson(0, 20)
    assert none and (none.low, round(none.high, 4)) == (0.0, 0.1611)
    gap = difference(56, 70, 48, 80)
    assert gap and (round(gap.low, 4), round(gap.high, 4)) == (0.0524, 0.3339)


@given(st.integers(0, 500), st.integers(1, 500))
def test_intervals_hold_their_estimate(part: int, more: int) -> None:
    found = wilson(part, part + more)
    assert found and 0 <= found.low <= found.value + 1e-12 and found.value - 1e-12 <= found.high <= 1
    net = net_sentiment(part, more, part + more + 7)
    assert net and -100 <= net.low <= net.high <= 100


def test_nothing_of_nothing() -> None:
    assert wilson(0, 0) is None
    assert difference(0, 0, 1, 2) is None
    assert net_sentiment(0, 0, 0) is None
    assert passion(0, 0, 0) is None
    assert change(5, 0) is None


def test_net_sentiment_keeps_neutral_posts_in_the_denominator() -> None:
    found = net_sentiment(30, 10, 100)
    assert found and found.value == pytest.approx(20)
    assert passion(30, 10, 100) == 0.4


def test_a_change_of_counts() -> None:
    found = change(150, 100)
    assert found and found.value == 0.5 and found.beyond_noise
    small = change(11, 10)
    assert small and not small.beyond_noise


def test_log_odds_as_the_formula_says() -> None:
    here, there = {"cola": 10, "la": 90}, {"cola": 2, "la": 198}
    total, other, weight = 100, 200, 100.0
    prior = {word: (here[word] + there[word]) / 300 * weight for word in here}

    def odds(count: int, whole: int, word: str) -> float:
        return log((count + prior[word]) / (whole + weight - count - prior[word]))

    delta = odds(10, total, "cola") - odds(2, other, "cola")
    expected = delta / sqrt(1 / (10 + prior["cola"]) + 1 / (2 + prior["cola"]))
    scores = log_odds(here, there)
    assert scores["cola"] == pytest.approx(expected)
    assert scores["la"] < 0
    assert log_odds({}, there) == {}


@given(st.integers(0, 50), st.integers(0, 50))
def test_what_more_people_do_here_has_the_higher_score(here: int, there: int) -> None:
    z = share_odds({"queue": here, "all": 50}, 50, {"queue": there, "all": 50}, 50)
    assert (z["queue"] > 0) == (here > there) and abs(z["all"]) < 1e-9
    assert share_odds({"queue": here}, 50, {}, 0) == {}
