# To Numba all whole numbers are alike; to mypy those of arrays are not.
# mypy: disable-error-code="arg-type, assignment, return-value, no-any-return"
"""Runs the searches over texts: reads each, looks at the searches that its terms call up, lists the
matches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher.program import (
    ACCEPT,
    FARTHEST,
    NEAR_ORDERED,
    PHRASE,
    TERM,
    TITLE_PHRASE,
    WITHIN,
    Conditions,
    Plan,
)
from tertulia.listen.matcher.room import (
    COUNT,
    DONE,
    LACKS_MATCHES,
    LACKS_OCCURRENCES,
    LACKS_PLACES,
    POSITION,
    PRESENT,
    ROW,
    TURN,
    Matches,
    Scratch,
    State,
)
from tertulia.listen.matcher.token_kernel import Tables, read
from tertulia.listen.matcher.vocabulary import ALWAYS
from tertulia.posts.compiled import kernel, lean, merged

_TEXT_BEGINS = 2 * FARTHEST  # position of the text's first word: too far from the title to be near it
_FEW = 4096  # pairs of occurrences that are compared one by one

# Columns of an occurrence.
_FIRST, _LAST, _START, _END = range(4)


class Texts(NamedTuple):
    """The posts of a batch: UTF-8 and where each begins (rows + 1), and the terms of each one's columns."""

    title: NDArray[np.uint8]
    title_start: NDArray[np.int64]
    text: NDArray[np.uint8]
    text_start: NDArray[np.int64]
    fields_start: NDArray[np.int64]
    fields: NDArray[np.int32]


@kernel
def match(
    texts: Texts,
    after: int,
    tables: Tables,
    conditions: Conditions,
    plan: Plan,
    state: State,
    scratch: Scratch,
    matches: Matches,
    frequency: NDArray[np.int64],
) -> int:
    """Add the matches in the rows from matches.progress[ROW] to after - 1: rows, ascending, and searches,
    ascending in each row. Adds to `frequency` in how many of the rows each term occurs.

    DONE, or what there was no room for: with more of it the next call goes on where this one stopped.
    """
    progress, rows, numbers = matches.progress, matches.rows, matches.numbers
    while progress[ROW] < after:
        row, count = progress[ROW], progress[COUNT]
        if count + len(matches.seen) > len(rows):
            return LACKS_MATCHES
        if not read_row(texts, row, tables, state):
            return LACKS_PLACES
        progress[TURN] += 1
        reached = _search(progress[TURN], plan, conditions, state, scratch, matches.seen, numbers, count)
        if scratch.lacking[0]:
            return LACKS_OCCURRENCES
        for i in range(state.counts[PRESENT]):
            frequency[state.found[i]] += 1
        _sort(numbers, count, reached)
        for i in range(count, reached):
            rows[i] = row
        progress[COUNT] = reached
        progress[ROW] += 1
    return DONE


@merged
def read_row(texts: Texts, row: int, tables: Tables, state: State) -> bool:
    """Record all terms of a row in place of those of the row before. False if there was no room."""
    for i in range(state.counts[PRESENT]):
        state.present[state.found[i]] = 0
    for i in range(len(state.counts)):
        state.counts[i] = 0
    state.present[ALWAYS] = 1
    state.found[0] = ALWAYS
    state.counts[PRESENT] = 1
    for i in range(texts.fields_start[row], texts.fields_start[row + 1]):
        term = texts.fields[i]
        if not state.present[term]:
            state.present[term] = 1
            state.found[state.counts[PRESENT]] = term
            state.counts[PRESENT] += 1
    begin, end = texts.title_start[row], texts.title_start[row + 1]
    if begin < end and not read(texts.title, begin, end, tables, state):
        return False
    state.counts[POSITION] = _TEXT_BEGINS
    return read(texts.text, texts.text_start[row], texts.text_start[row + 1], tables, state)


@lean
def _sort(numbers: NDArray[np.int32], first: int, after: int) -> None:
    """Shell sort in place: mostly there are few."""
    gap = np.int64(1)
    while gap < (after - first) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(first + gap, after):
            number, j = numbers[i], i
            while j >= first + gap and numbers[j - gap] > number:
                numbers[j] = numbers[j - gap]
                j -= gap
            numbers[j] = number
        gap //= 3


@merged
def _search(
    turn: int,
    plan: Plan,
    conditions: Conditions,
    state: State,
    scratch: Scratch,
    seen: NDArray[np.int64],
    numbers: NDArray[np.int32],
    count: int,
) -> int:
    """Write the searches that match the recorded text to `numbers` from `count` on; where they end.

    `turn` marks in `seen` what was looked at; no two calls have the same.
    """
    postings, present = plan.postings, state.present
    for i in range(state.counts[PRESENT]):
        term = state.found[i]
        for p in range(plan.postings_start[term], plan.postings_start[term + 1]):
            if not present[postings[p, 1]]:
                continue
            search = postings[p, 0]
            if postings[p, 3]:
                if seen[search] == turn:
                    continue
                seen[search] = turn
            entry = postings[p, 2]
            if entry < 0 or _holds(plan.graph, entry, conditions, state, scratch):
                numbers[count] = search
                count += 1
    return count


@merged
def _holds(
    graph: NDArray[np.int32], entry: int, conditions: Conditions, state: State, scratch: Scratch
) -> bool:
    """Walk a search's graph to its end."""
    at = np.int64(entry)
    while at >= 0:
        kind, a, b, c = graph[at, 0], graph[at, 1], graph[at, 2], graph[at, 3]
        if kind == TERM:
            holds = state.present[a] != 0
        elif kind in (PHRASE, TITLE_PHRASE):
            holds = _has_phrase(conditions, a, b, kind == TITLE_PHRASE, state, scratch)
        elif kind == WITHIN:
            holds = _has_stretch(conditions, a, b, c, state, scratch)
        else:
            holds = _near(conditions, a, b, c, kind == NEAR_ORDERED, state, scratch)
        at = np.int64(graph[at, 4] if holds else graph[at, 5])
    return at == ACCEPT


@lean
def _begin(conditions: Conditions, start: int, length: int, state: State, scratch: Scratch) -> bool:
    """Put a cursor on the first place of each slot's term. False if one does not occur."""
    for k in range(length):
        term = conditions.slots[start + k, 0]
        if not state.present[term]:
            return False
        scratch.cursors[k] = state.head[term]
    return True


@lean
def _next_phrase(conditions: Conditions, start: int, length: int, state: State, scratch: Scratch) -> bool:
    """Find the next occurrence of a phrase and write it to scratch.found. False if there is none.

    The cursors only ever go forward: what lies before one is of no use to later occurrences either.
    """
    cursors, position, order = scratch.cursors, state.place_position, state.place_order
    while cursors[0] >= 0:
        head = cursors[0]
        last, base, whole = head, position[head], True
        for k in range(1, length):
            target, at = base + conditions.slots[start + k, 1], cursors[k]
            while at >= 0 and (position[at] < target or order[at] <= order[last]):
                at = state.place_next[at]
            cursors[k] = at
            if at < 0:
                cursors[0] = -1
                return False
            if position[at] != target:
                whole = False
                break
            last = at
        cursors[0] = state.place_next[head]
        if whole:
            scratch.found[_FIRST], scratch.found[_LAST] = order[head], order[last]
            scratch.found[_START], scratch.found[_END] = base, position[last]
            return True
    return False


@lean
def _has_phrase(
    conditions: Conditions, start: int, length: int, in_title: bool, state: State, scratch: Scratch
) -> bool:
    if not _begin(conditions, start, length, state, scratch):
        return False
    if not _next_phrase(conditions, start, length, state, scratch):
        return False
    return not in_title or scratch.found[_START] < _TEXT_BEGINS


@lean
def _occurrences(
    conditions: Conditions, operand: int, state: State, scratch: Scratch, out: NDArray[np.int64]
) -> int:
    """Write all occurrences of an operand; their number."""
    count = 0
    for i in range(conditions.operands[operand], conditions.operands[operand + 1]):
        start, length = conditions.phrases[i, 0], conditions.phrases[i, 1]
        if _begin(conditions, start, length, state, scratch):
            while _next_phrase(conditions, start, length, state, scratch):
                if count == len(out):
                    scratch.lacking[0] = 1
                    return 0
                for column in range(4):
                    out[count, column] = scratch.found[column]
                count += 1
    return count


@lean
def _near(
    conditions: Conditions, a: int, b: int, distance: int, ordered: bool, state: State, scratch: Scratch
) -> bool:
    left, right = scratch.left, scratch.right
    lefts = _occurrences(conditions, a, state, scratch, left)
    rights = _occurrences(conditions, b, state, scratch, right) if lefts else 0
    if lefts == 0 or rights == 0:
        return False
    if _before(left, lefts, right, rights, distance):
        return True
    return not ordered and _before(right, rights, left, lefts, distance)


@lean
def _before(x: NDArray[np.int64], xs: int, y: NDArray[np.int64], ys: int, distance: int) -> bool:
    """Whether one of the first `xs` of x stands wholly before one of y, at most `distance` words apart."""
    if xs * ys > _FEW:
        return _before_sorted(x, xs, y, ys, distance)
    for i in range(xs):
        for j in range(ys):
            if x[i, _LAST] < y[j, _FIRST] and y[j, _START] - x[i, _END] <= distance:
                return True
    return False


@merged
def _before_sorted(x: NDArray[np.int64], xs: int, y: NDArray[np.int64], ys: int, distance: int) -> bool:
    """The same for many: of the x that end before a y, the last to end is the nearest."""
    _sort_by(x, xs, _LAST)
    _sort_by(y, ys, _FIRST)
    ended = 0
    for j in range(ys):
        while ended < xs and x[ended, _LAST] < y[j, _FIRST]:
            ended += 1
        if ended and y[j, _START] - x[ended - 1, _END] <= distance:
            return True
    return False


@lean
def _sort_by(rows: NDArray[np.int64], count: int, column: int) -> None:
    """Shell sort of occurrences in place."""
    gap = np.int64(1)
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, count):
            j = i
            while j >= gap and rows[j - gap, column] > rows[j, column]:
                for c in range(4):
                    rows[j, c], rows[j - gap, c] = rows[j - gap, c], rows[j, c]
                j -= gap
        gap //= 3


@lean
def _has_stretch(
    conditions: Conditions, start: int, length: int, words: int, state: State, scratch: Scratch
) -> bool:
    """Whether a stretch of one region holds every term as often as asked, in at most so many words.

    Goes over the stretches that begin at a place of one of the terms and are no longer than they must be.
    `cursors[k]` is the first place of term k in the stretch, `cursors[length + k]` the last one it needs.
    """
    if not _begin(conditions, start, length, state, scratch):
        return False
    cursors, order = scratch.cursors, state.place_order
    for k in range(length):
        cursors[length + k] = cursors[k]
        for _ in range(conditions.slots[start + k, 1] - 1):
            cursors[length + k] = state.place_next[cursors[length + k]]
            if cursors[length + k] < 0:
                return False
    while True:
        first, last = cursors[0], cursors[length]
        for k in range(1, length):
            if order[cursors[k]] < order[first]:
                first = cursors[k]
            if order[cursors[length + k]] > order[last]:
                last = cursors[length + k]
        if _words(first, last, state) <= words:
            return True
        leaving = order[first]
        for k in range(length):
            if order[cursors[k]] == leaving:
                cursors[k] = state.place_next[cursors[k]]
                cursors[length + k] = state.place_next[cursors[length + k]]
                if cursors[length + k] < 0:
                    return False


@merged
def _words(first: int, last: int, state: State) -> int:
    """How many words stand between two places, themselves included. An emoji is none."""
    following = state.place_position[last] - state.place_position[first]
    return following + (1 if state.place_wide[last] else 0)
