"""What a post says of each subject that it names, where it names several.

said = about(posts, spans, readings)      # SAID, one row for each post and subject

A post is cut into clauses, each is read by itself with the same models as whole posts, and what is read goes
to those the clause speaks of. Turns of phrase that set one against the other count beside it. Cues only: no
grammar is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertulia.posts.schema import SENTIMENTS
from tertulia.understand.about.clauses import Clause, clauses_of, words
from tertulia.understand.about.cues import Cue, cues
from tertulia.understand.about.marks import MARK, MARKS, Marked, Span, mark
from tertulia.understand.api import read

__all__ = ["SAID", "Span", "about"]

SAID = pa.schema(
    [
        pa.field("row", pa.int32(), nullable=False),
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("sentiment", pa.string()),  # null: not sure
        *[pa.field(f"{label}_p", pa.float32()) for label in SENTIMENTS],
    ]
)
POST_WORDS = 2  # the whole post's reading weighs as much as a clause of so many words
AGAINST = 0.5  # what the opposite of a clause counts for those that it is set against
STANDS_BY = 0.8  # added to "neutral" of one named only in passing
TURN = 2.0  # what a turn of phrase adds to the log-odds
FLOOR = 0.06  # no reading of a clause is taken for surer than this
LEAST = 0.42  # below this the likeliest is not sure
Floats = npt.NDArray[np.float64]
_PREPOSITIONS = "de del con a al en por para desde hasta to from with on at in of for via than que como like"
_BEHIND = re.compile(rf"\b(?:{'|'.join(_PREPOSITIONS.split())})\s+(?:(?:la|el|los|las|the|a|an)\s+)?({MARK})")


class _Share(NamedTuple):
    """How much a clause counts for a subject; `inverse`: the other way round ("unlike Y")."""

    clause: int
    subject: int
    weight: float
    inverse: bool = False


class _Case(NamedTuple):
    """One post: its clauses and how they are shared out, what turns of phrase add, who only stands by."""

    row: int
    clauses: list[Clause]
    shares: list[_Share]
    marked: Marked
    turns: list[Cue]
    aside: frozenset[int]


def about(texts: Sequence[str], spans: Sequence[Sequence[Span]], readings: pa.Table) -> pa.Table:
    """SAID: what each text says of each subject that its spans name.

    `readings` (schema.READINGS) are those of the whole texts. Where they have no sentiment probabilities, no
    model reads the language, and what is said stays null.
    """
    cases = [_case(row, text, spans[row]) for row, text in enumerate(texts)]
    whole = _probabilities(readings)
    parts = _read_clauses(cases, texts, readings)
    rows: list[int] = []
    subjects: list[int] = []
    said: list[Floats] = []
    for case, clauses in zip(cases, parts, strict=True):
        for subject in sorted(case.marked.subjects):
            rows.append(case.row)
            subjects.append(subject)
            said.append(_said(case, subject, whole[case.row], clauses))
    return _table(rows, subjects, np.array(said).reshape(-1, len(SENTIMENTS)))


def _case(row: int, text: str, spans: Sequence[Span]) -> _Case:
    marked = mark(text, spans)
    clauses, turns = clauses_of(marked), cues(marked)
    shares = [
        share
        for number, clause in enumerate(clauses)
        for share in _shares(marked, number, clause, _settled(turns, clause))
    ]
    shares += _opposed(marked, clauses, shares)
    return _Case(row, clauses, shares, marked, turns, _aside(marked))


def _settled(turns: list[Cue], clause: Clause) -> frozenset[int]:
    """Those of whom a turn of phrase within the clause says enough."""
    within = (turn for turn in turns if turn.start < clause.end and clause.start < turn.end)
    return frozenset().union(*(turn.well | turn.badly for turn in within))


def _shares(marked: Marked, number: int, clause: Clause, settled: frozenset[int]) -> list[_Share]:
    """The clause for each of those that it is about, by its words."""
    size = words(marked, clause)
    whom = frozenset().union(*clause.about) - settled
    return [_Share(number, subject, size) for subject in sorted(whom)]


def _opposed(marked: Marked, clauses: list[Clause], shares: list[_Share]) -> list[_Share]:
    """Where a clause about one is set against the clause before it about another, each says in part the
    opposite of the other's."""
    whose = [{share.subject for share in shares if share.clause == number} for number in range(len(clauses))]
    found: list[_Share] = []
    for number, clause in enumerate(clauses):
        if number and clause.against:
            before, here = whose[number - 1] - whose[number], whose[number] - whose[number - 1]
            for other, whom in ((number - 1, here), (number, before)):
                size = words(marked, clauses[other]) * AGAINST
                found += [_Share(other, subject, size, inverse=True) for subject in sorted(whom)]
    return found


def _aside(marked: Marked) -> frozenset[int]:
    """Those named only behind a preposition, after another was named: the post is hardly about them."""
    places: dict[int, list[bool]] = {}
    behind = {match.start(1) for match in _BEHIND.finditer(marked.plain)}
    seen: frozenset[int] = frozenset()
    for found in MARKS.finditer(marked.plain):
        for subject in marked.whom(found[0]):
            places.setdefault(subject, []).append(found.start() in behind and bool(seen - {subject}))
        seen |= marked.whom(found[0])
    return frozenset(subject for subject, where in places.items() if all(where))


def _read_clauses(cases: list[_Case], texts: Sequence[str], readings: pa.Table) -> list[Floats]:
    """The probabilities (clauses, sentiments) of each case's clauses, all read in one go."""
    languages = readings.column("lang").to_pylist()
    pieces = [texts[case.row][clause.start : clause.end] for case in cases for clause in case.clauses]
    lang = [languages[case.row] for case in cases for _ in case.clauses]
    read_ = read(pa.table({"text": pa.array(pieces, pa.string()), "lang": pa.array(lang, pa.string())}))
    every = _probabilities(read_)
    ends = np.cumsum([0, *(len(case.clauses) for case in cases)])
    return [every[a:b] for a, b in pairwise(ends)]


def _said(case: _Case, subject: int, whole: Floats, clauses: Floats) -> Floats:
    """The probabilities of what is said of a subject: a mean of logarithms, weighed by words."""
    if np.isnan(whole).any():
        return np.full(len(SENTIMENTS), np.nan)
    total, weight = np.log(whole + FLOOR) * POST_WORDS, float(POST_WORDS)
    for share in case.shares:
        p = clauses[share.clause]
        if share.subject == subject and not np.isnan(p).any():
            total = total + share.weight * np.log((p[::-1] if share.inverse else p) + FLOOR)
            weight += share.weight
    score = total / weight + np.array([0.0, STANDS_BY * (subject in case.aside), 0.0])
    for turn in case.turns:
        lean = turn.firm * TURN * ((subject in turn.well) - (subject in turn.badly))
        score = score + np.array([-lean, -abs(lean) / 2, lean])
    p = np.exp(score - score.max())
    return np.asarray(p / p.sum())


def _probabilities(readings: pa.Table) -> Floats:
    """(texts, sentiments), NaN where there is no reading."""
    columns = [readings.column(f"{label}_p").to_numpy(zero_copy_only=False) for label in SENTIMENTS]
    return np.column_stack(columns).astype(np.float64)


def _table(rows: list[int], subjects: list[int], p: Floats) -> pa.Table:
    known = ~np.isnan(p).any(axis=1)
    best = np.where(known, np.nan_to_num(p).argmax(axis=1), 0)
    sure = known & (np.nan_to_num(p).max(axis=1) >= LEAST)
    columns = [
        pa.array(rows, pa.int32()),
        pa.array(subjects, pa.int64()),
        pa.array(np.array(SENTIMENTS)[best], pa.string(), mask=~sure),
        *(pa.array(p[:, k], pa.float32(), mask=~known) for k in range(len(SENTIMENTS))),
    ]
    return pa.Table.from_arrays(columns, schema=SAID)
