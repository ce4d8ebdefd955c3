from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tertulia.understand.agreement import alpha
from tertulia.understand.labelled import (
    ASKED,
    LABELS,
    MEASURING,
    TEACHING,
    TEXTS,
    examples_of,
    id_of,
    labelled,
)

DATA = Path(__file__).parents[4] / "shared" / "data"


def test_every_label_is_known_and_every_post_stands_once() -> None:
    posts = labelled()
    assert len(posts) == len({post.id for post in posts}) >= 4_000
    assert {post.corpus for post in posts} == {*TEACHING, *MEASURING} == {*TEXTS}
    assert {post.how for post in posts} == {"random", "enriched", "clean"}
    assert Counter(post.lang for post in posts)["es"] > 2_500
    assert all((post.how == "enriched") <= post.teaches for post in posts)
    assert not any(post.teaches for post in posts if post.how == "clean")


def test_other_stands_alone() -> None:
    other = ASKED.index("other")
    for post in labelled():
        for given in (post.first, post.second, post.final):
            assert any(given[: other + 1])
            assert not (given[other] and any(given[:other]))


def test_where_both_passes_agree_that_is_final() -> None:
    assert all(post.final == post.first for post in labelled() if post.first == post.second)


def test_no_text_is_in_the_package() -> None:
    for line in LABELS.read_text("utf-8").splitlines():
        assert len(line) < 80 and line.count("\t") == 5


def test_alpha_by_hand() -> None:
    # Krippendorff 2011, the example of binary data: two observers, ten units, alpha 0.095.
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(np.array([first, second]).T) == pytest.approx(0.095, abs=0.001)
    assert alpha(np.array([[0, 0], [1, 1], [0, 0]])) == 1
    assert np.isnan(alpha(np.ones((3, 2), np.int64)))


def test_the_passes_agree_well_beyond_chance() -> None:
    posts = labelled()
    for k, name in enumerate(ASKED):
        assert alpha(np.array([[post.first[k], post.second[k]] for post in posts])) > 0.66, name


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled sets are not beside the repository")
def test_the_texts_are_found_again_by_their_ids() -> None:
    posts = [post for post in labelled() if post.corpus in ("umsab-es", "airlines-es")]
    examples = examples_of(posts, DATA)
    assert [id_of(text) for text in examples.texts] == [post.id for post in posts]
    assert examples.labels.shape == (len(posts), len(ASKED))
