from __future__ import annotations

import random

import pytest

from tertulia.listen.explorer.statistics import wilson
from tertulia.listen.measuring.estimates import Tally, precision, recall


def test_precision_is_told_from_ten_posts_on() -> None:
    assert precision(Tally(9, 0, 21)) is None
    found = precision(Tally(27, 3, 5))
    assert found == wilson(27, 30)
    assert found is not None and 0.74 < found.low < 0.75 and 0.96 < found.high < 0.97


@pytest.mark.parametrize(
    ("hits", "found", "missed", "probe"),
    [
        (100, Tally(9, 0), 100, Tally(10, 10)),
        (100, Tally(20, 5), 100, Tally(3, 3)),
        (0, Tally(), 5, Tally(2, 3)),
    ],
)
def test_too_few_labels_tell_no_recall(hits: int, found: Tally, missed: int, probe: Tally) -> None:
    assert recall(hits, found, missed, probe) is None


def test_recall_of_fully_labelled_posts_is_what_was_counted() -> None:
    told = recall(12, Tally(9, 3), 4, Tally(3, 1))
    assert told is not None
    assert told.share.low == pytest.approx(0.75) and told.share.high == pytest.approx(0.75)
    told = recall(12, Tally(9, 3), 0, Tally())
    assert told is not None and told.share.value == 1


def test_a_probe_without_relevant_posts_still_leaves_doubt() -> None:
    told = recall(300, Tally(27, 3), 900, Tally(0, 20))
    assert told is not None
    assert told.share.value == 1
    assert told.share.low < 0.93
    assert told.missing.value == 0 and told.missing.high > 50


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Samples of known populations: the true recall lies within in about 95 of 100."""
    chance = random.Random(7)
    hits = [1] * 320 + [0] * 80
    missed = [1] * 90 + [0] * 510
    truth = 320 / 410
    within = 0
    for _ in range(400):
        here, there = chance.sample(hits, 30), chance.sample(missed, 20)
        told = recall(400, Tally(sum(here), 30 - sum(here)), 600, Tally(sum(there), 20 - sum(there)))
        assert told is not None
        within += told.share.low <= truth <= told.share.high
    assert within / 400 > 0.93
