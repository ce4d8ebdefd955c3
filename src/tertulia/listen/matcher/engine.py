"""The matcher: many searches over batches of posts, on all cores."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock

import numpy as np
import pyarrow as pa

from tertulia.listen.matcher import columns
from tertulia.listen.matcher.characters import characters
from tertulia.listen.matcher.program import Lowering, Plan, Planner
from tertulia.listen.matcher.search_kernel import Texts, count_terms
from tertulia.listen.matcher.search_kernel import match as run
from tertulia.listen.matcher.token_kernel import Tables
from tertulia.listen.matcher.vocabulary import Groups, Vocabulary
from tertulia.listen.query.ast import Node
from tertulia.posts.schema import MENTIONS
from tertulia.posts.unicode_tables import text_buffers

SAMPLE = 4096  # posts in which the frequency of terms is measured
_ROWS = 4096  # posts that one core matches at a time


class Matcher:
    """Searches ready to run. Safe to use from several threads.

    Searches share their terms; how often each term occurs is learnt from the first posts seen, and only
    decides how fast the matcher is, never what it finds.
    """

    def __init__(self, searches: Mapping[int, Node], threads: int | None = None) -> None:
        """`searches`: a number of the caller's (a monitor's, say) and the parsed search. `threads`: all
        cores if None. Raises TypeError where a NEAR holds anything but words, phrases and OR."""
        self.numbers = np.array(list(searches), np.int64)
        self._threads = threads
        vocabulary = Vocabulary()
        lowering = Lowering(vocabulary)
        self._logic = dict(enumerate(map(lowering.lower, searches.values())))
        self._fields = vocabulary.fields
        self._terms = vocabulary.count
        self._conditions = lowering.conditions()
        self._tables = _tables(vocabulary, lowering.positional)
        self._seen = np.zeros(self._terms, np.int64)
        self._sampled = 0
        self._plan: Plan | None = None
        self._lock = Lock()

    @property
    def columns(self) -> list[str]:
        """The columns of the posts that these searches look at (title and text are always read)."""
        return sorted({"title", "text"} | columns.post_columns(self._fields))

    @property
    def reads(self) -> set[str]:
        """The columns of the readings that these searches look at."""
        return columns.reading_columns(self._fields)

    def match(self, posts: pa.Table, readings: pa.Table | None = None) -> pa.Table:
        """Which posts match which searches (schema MENTIONS: row, monitor), ascending.

        `posts` has the columns of schema.POSTS that it has; a missing one is as if null. `readings` (schema
        READINGS) goes row by row with it.
        """
        texts = _texts(posts, readings, self._fields)
        plan = self._planned(texts, len(posts))
        parts = _spread(len(posts), self._threads)

        def part(bounds: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
            return run(texts, *bounds, self._tables, self._conditions, plan, len(self.numbers))  # type: ignore

        found = (
            [part(bounds) for bounds in parts]
            if len(parts) < 2
            else list(_pool(self._threads).map(part, parts))
        )
        rows = np.concatenate([np.zeros(0, np.int32), *(each[0] for each in found)])
        which = np.concatenate([np.zeros(0, np.int32), *(each[1] for each in found)])
        return pa.Table.from_arrays([pa.array(rows), pa.array(self.numbers[which])], schema=MENTIONS)

    def _planned(self, texts: Texts, rows: int) -> Plan:
        """The plan, made anew while what it was made from is small beside what is known now."""
        with self._lock:
            sample = min(rows, SAMPLE - self._sampled)
            if self._plan is None or (sample > 0 and self._sampled + sample >= 4 * self._planned_from):
                self._seen += count_terms(texts, 0, sample, self._tables, self._terms)
                self._sampled += sample
                self._planned_from = max(self._sampled, 1)
                self._plan = Planner(self._seen + 0.5).plan(self._logic)
            return self._plan


def _tables(vocabulary: Vocabulary, positional: set[int]) -> Tables:
    words, starts, members = vocabulary.tables()
    places = np.zeros(vocabulary.count, np.uint8)
    places[list(positional)] = 1
    return Tables(characters(), words, starts, _lengths(starts), members, places)


def _lengths(groups: Groups) -> np.ndarray:  # type: ignore[type-arg]
    """By number of letters: whether a group has so many."""
    found = np.diff(groups.letters_start)
    lengths = np.zeros(int(found.max(initial=0)) + 2, np.uint8)
    lengths[found] = 1
    return lengths


def _texts(posts: pa.Table, readings: pa.Table | None, terms: columns.Terms) -> Texts:
    batch = columns.Batch(posts, readings)
    text, text_start = text_buffers(batch.text("text"))
    title, title_start = text_buffers(batch.text("title"))
    start, which = columns.hits(posts, readings, terms)
    return Texts(title, title_start, text, text_start, start, which)


def _spread(rows: int, threads: int | None) -> list[tuple[int, int]]:
    """Parts of about equal size, some for each core."""
    size = max(1, min(_ROWS, -(-rows // (threads or cores()))))
    return [(first, min(first + size, rows)) for first in range(0, rows, size)]


@cache
def _pool(threads: int | None) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads or cores(), "matcher")


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
