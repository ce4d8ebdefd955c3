"""How well what is said of each of two companies is told apart, on labelled posts, and how fast.

Half of the posts were looked at while cues were made, the other half only measured on. Those of the labelled
sets lie in ../shared/data, or where TERTULIA_DATA says; without them only those written for Tertulia count.
Intervals hold 95 %: whole posts are drawn again, since the two readings of a post depend on one another.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.rows import Row
from tertulia.posts.schema import SENTIMENTS
from tertulia.understand.about.api import Span, about
from tertulia.understand.about.labelled import Told, labelled
from tertulia.understand.api import read
from tertulia.understand.figures import accuracy, macro_f1

DATA = Path(os.environ.get("TERTULIA_DATA") or Path(__file__).parents[2] / "shared" / "data")
DRAWS = 1_000
SINGLE = 2_000  # posts of one company
REPEATED = 8_000  # posts read for speed
GROUPS = {
    "Spanish airlines": ("airlines-es",),
    "US airlines": ("airlines-us",),
    "written": ("written-es", "written-en"),
}
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """(posts, subjects): what is true, what the whole post's reading says, what is said of each, and whether
    that is sure."""

    truth: Ints
    whole: Ints
    each: Ints
    sure: npt.NDArray[np.bool_]

    def of(self, rows: Sequence[int]) -> Answers:
        return Answers(self.truth[rows], self.whole[rows], self.each[rows], self.sure[rows])


def run(quick: bool) -> list[Row]:
    posts = labelled(DATA if DATA.exists() else None)
    answers = answered(posts)
    held = [row for row, post in enumerate(posts) if not post.develops]
    looked = [row for row, post in enumerate(posts) if post.develops]
    rows = _figures("held out", answers.of(held))
    rows += _figures("looked at while cues were made", answers.of(looked))
    for name, corpora in GROUPS.items():
        if mine := [row for row in held if posts[row].corpus in corpora]:
            rows.append(_f1(f"held out, {name}", answers.of(mine)))
    if DATA.exists():
        rows += [
            _single(corpus, SINGLE // 10 if quick else SINGLE) for corpus in ("airlines_es", "airlines_us")
        ]
    return [*rows, _speed(posts, REPEATED // 10 if quick else REPEATED)]


def answered(posts: Sequence[Told]) -> Answers:
    """What the models say of the two subjects of each post. No reading counts as neutral."""
    texts = [post.text for post in posts]
    readings = read(pa.table({"text": texts}))
    said = about(texts, [post.spans for post in posts], readings)
    whole = np.repeat(_best(readings)[:, None], 2, axis=1)
    each, sure = whole.copy(), np.zeros(whole.shape, bool)
    rows, subjects = said["row"].to_numpy(), said["subject"].to_numpy()
    each[rows, subjects] = _best(said)
    sure[rows, subjects] = said["sentiment"].is_valid().to_numpy()
    truth = np.array([[SENTIMENTS.index(value) for value in post.said] for post in posts])
    return Answers(truth, whole, each, sure)


def _best(table: pa.Table) -> Ints:
    p = np.column_stack([table[f"{label}_p"].to_numpy(zero_copy_only=False) for label in SENTIMENTS])
    neutral = SENTIMENTS.index("neutral")
    return np.where(np.isnan(p).any(axis=1), neutral, np.nan_to_num(p).argmax(axis=1))


def _figures(name: str, answers: Answers) -> list[Row]:
    right = (answers.each == answers.truth)[answers.sure].mean()
    return [
        _f1(name, answers),
        Row(
            f"Right, {name}",
            100 * accuracy(answers.truth.ravel(), answers.each.ravel()),
            "%",
            peer="the whole post's reading",
            peer_value=100 * accuracy(answers.truth.ravel(), answers.whole.ravel()),
            note=f"{100 * right:.0f}% of the {100 * answers.sure.mean():.0f}% that are sure",
        ),
    ]


def _f1(name: str, answers: Answers) -> Row:
    """Macro-F1 beside the baseline's, with the intervals of both and of their difference."""
    random = np.random.default_rng(0)
    drawn = [random.integers(0, len(answers.truth), len(answers.truth)) for _ in range(DRAWS)]
    ours = np.array([_score(answers.truth[rows], answers.each[rows]) for rows in drawn])
    base = np.array([_score(answers.truth[rows], answers.whole[rows]) for rows in drawn])
    (low, high), (least, most), (worst, best) = (
        np.percentile(values, [2.5, 97.5]) for values in (ours, base, ours - base)
    )
    return Row(
        f"Macro-F1, {name}: {answers.truth.size} readings of {len(answers.truth)} posts",
        _score(answers.truth, answers.each),
        "points",
        peer="the whole post's reading",
        peer_value=_score(answers.truth, answers.whole),
        note=f"{low:.0f}-{high:.0f}; beside {least:.0f}-{most:.0f}; difference {worst:+.1f} to {best:+.1f}",
    )


def _score(truth: Ints, said: Ints) -> float:
    return 100 * macro_f1(truth.ravel(), said.ravel())


def _single(corpus: str, number: int) -> Row:
    """Posts of one company with the labels of their set. The product leaves such posts to the whole post's
    reading; were they read about their one subject, this is what would change."""
    path = DATA / corpus / {"airlines_es": "tweets_public.csv", "airlines_us": "Tweets.csv"}[corpus]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].startswith("@")]
    rows = [rows[i] for i in np.linspace(0, len(rows) - 1, number).astype(int)]
    texts = [row["text"] for row in rows]
    truth = np.array([SENTIMENTS.index(row["airline_sentiment"]) for row in rows])
    readings = read(pa.table({"text": texts}))
    ends = [len(text.split()[0]) for text in texts]
    said = about(texts, [[Span(1, end, 0)] if end > 1 else [] for end in ends], readings)
    each = _best(readings).copy()
    each[said["row"].to_numpy()] = _best(said)
    return Row(
        f"Macro-F1, {len(rows):,} posts of one company ({corpus})",
        _score(truth, each),
        "points",
        peer="the whole post's reading",
        peer_value=_score(truth, _best(readings)),
        note="such posts keep the whole post's reading; shown is what one about their subject would give",
    )


def _speed(posts: Sequence[Told], number: int) -> Row:
    many = [posts[row % len(posts)] for row in range(number)]
    texts, spans = [post.text for post in many], [post.spans for post in many]
    readings = read(pa.table({"text": texts}))
    about(texts[:100], spans[:100], readings[:100])
    started = time.perf_counter()
    about(texts, spans, readings)
    return Row(
        "Posts of two companies read about each, one core",
        number / (time.perf_counter() - started),
        "posts/s",
    )
