"""The matcher: many searches over batches of posts, on all cores."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tertulia.listen.matcher import columns
from tertulia.listen.matcher.characters import characters
from tertulia.listen.matcher.program import Lowering, Plan, Planner
from tertulia.listen.matcher.run import Pairs, run
from tertulia.listen.matcher.search_kernel import Texts
from tertulia.listen.matcher.token_kernel import Tables
from tertulia.listen.matcher.vocabulary import Groups, Vocabulary
from tertulia.listen.query.ast import Node
from tertulia.posts.schema import MATCHES
from tertulia.posts.unicode_tables import text_buffers

SAMPLE = 2048  # posts in which the frequency of terms is measured
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
        self._frequency = np.zeros(self._terms, np.int64)
        self._sampled = self._planned_from = 0
        self._plan = Planner(self._frequency).plan(self._logic)
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
        """Which posts match which searches (schema MATCHES: row, monitor), ascending.

        `posts` has the columns of schema.POSTS that it has; a missing one is as if null. `readings` (schema
        READINGS) goes row by row with it.
        """
        texts = _texts(posts, readings, self._fields)
        sampled = self._sample(texts, len(posts))
        parts = _spread(sampled[0], len(posts), self._threads)
        found = [sampled[1], *self._run(texts, parts)]
        rows = np.concatenate([pair[0] for pair in found])
        which = np.concatenate([pair[1] for pair in found])
        return pa.Table.from_arrays([pa.array(rows), pa.array(self.numbers[which])], schema=MATCHES)

    def _run(self, texts: Texts, parts: list[tuple[int, int]]) -> list[Pairs]:
        plan = self._plan

        def part(bounds: tuple[int, int]) -> Pairs:
            return self._match(texts, bounds, plan, np.zeros(self._terms, np.int64))

        if len(parts) < 2 or self._threads == 1:
            return [part(bounds) for bounds in parts]
        return list(_pool(self._threads).map(part, parts))

    def _match(
        self, texts: Texts, bounds: tuple[int, int], plan: Plan, frequency: NDArray[np.int64]
    ) -> Pairs:
        return run(texts, *bounds, self._tables, self._conditions, plan, len(self.numbers), frequency)

    def _sample(self, texts: Texts, rows: int) -> tuple[int, Pairs]:
        """Match the first posts and learn from them, while little is known: how many, and their matches."""
        with self._lock:
            sample = min(rows, SAMPLE - self._sampled)
            if sample <= 0:
                return 0, (np.zeros(0, np.int32), np.zeros(0, np.int32))
            found = self._match(texts, (0, sample), self._plan, self._frequency)
            self._sampled += sample
            if self._sampled >= 4 * self._planned_from or self._sampled == SAMPLE:
                self._planned_from = self._sampled
                self._plan = Planner(self._frequency).plan(self._logic)
            return sample, found


def _tables(vocabulary: Vocabulary, positional: set[int]) -> Tables:
    words, starts, members = vocabulary.tables()
    places = np.zeros(vocabulary.count, np.uint8)
    places[list(positional)] = 1
    return Tables(characters(), words, starts, _lengths(starts), members, places)


def _lengths(groups: Groups) -> NDArray[np.uint8]:
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


def _spread(first: int, rows: int, threads: int | None) -> list[tuple[int, int]]:
    """The rows from `first` on in parts of about equal size, some for each core."""
    size = max(1, min(_ROWS, -(-(rows - first) // (threads or cores()))))
    return [(start, min(start + size, rows)) for start in range(first, rows, size)]


@cache
def _pool(threads: int | None) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads or cores(), "matcher")


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
