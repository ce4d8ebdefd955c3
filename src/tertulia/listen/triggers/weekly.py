"""How the themes stood in the last weeks, from a sample of their posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.triggers.asking import Record, sample, sizes
from tertulia.listen.triggers.belonging import belonging
from tertulia.listen.triggers.models import Theme
from tertulia.understand.themes.api import State, counts, examples, groups, state

WEEKS = 8
SAMPLE = 10_000


@dataclass(frozen=True)
class Standing:
    """A theme's posts in each of the last weeks (oldest first), all its posts and the people who wrote them,
    how it stands, and the numbers of posts that show it."""

    theme: Theme
    weeks: tuple[int, ...]
    posts: int
    people: int
    state: State
    showing: tuple[int, ...]


@dataclass(frozen=True)
class Standings:
    """All themes, the largest first; `sampled` of the weeks' `total` posts were looked at, `placed` are in a
    theme."""

    themes: tuple[Standing, ...]
    sampled: int
    total: int
    placed: int


def standings(question: Question) -> Standings:
    """The live themes in the last weeks of the question's store."""
    asked = _last_weeks(question)
    total = sizes(asked).all
    records = sample(asked, total, SAMPLE, unread=True)
    told = belonging(records)
    people = [row["author_key"] or f"post {row['post']}" for row in records]
    alike = groups(told.words).tolist()
    week = _weeks(records, question)
    totals = np.bincount(week, minlength=WEEKS).tolist()
    found = []
    for at, (posts, writers) in enumerate(counts(told.assigned, len(told.themes), people)):
        mine = np.bincount(week[told.assigned.theme == at], minlength=WEEKS).tolist()
        shown = examples(told.words, told.assigned, at, people, alike)
        numbers = tuple(records[row]["post"] for row in shown)
        found.append(Standing(told.themes[at], tuple(mine), posts, writers, state(mine, totals), numbers))
    found.sort(key=lambda standing: (not standing.theme.pinned, -standing.posts, standing.theme.number))
    return Standings(tuple(found), len(records), total, int((told.assigned.theme >= 0).sum()))


def _last_weeks(question: Question) -> Question:
    """Whole weeks up to today."""
    days = replace(question.selection, period="7d", since=None, until=None).days
    assert days is not None  # a period of days has days
    first = days.last - timedelta(days=7 * WEEKS - 1)
    return question.of(question.selection.on(replace(days, first=first)))


def _weeks(records: list[Record], question: Question) -> np.ndarray:
    """Each post's week, counted back from today."""
    end = datetime.combine(question.selection.today, datetime.min.time()) + timedelta(days=1)
    ages = [(end - question.local(row["created_at"].replace(tzinfo=None))).days // 7 for row in records]
    return np.clip(WEEKS - 1 - np.array(ages, np.int64), 0, WEEKS - 1)
