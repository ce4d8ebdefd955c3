"""The memory that the kernels work in. It is made and enlarged here, in Python, and the kernels only write
to it: code that allocates takes Numba seconds to compile.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DONE, LACKS_PLACES, LACKS_OCCURRENCES, LACKS_MATCHES = range(4)  # how a run of the kernel ends
PRESENT, PLACES, POSITION, ORDER = range(4)  # places in State.counts
ROW, COUNT, TURN = range(3)  # places in Matches.progress


class State(NamedTuple):
    """What is known of the text at hand, and scratch space.

    The places of a term form a chain in the order of the text, from head[term] over place_next to -1.
    """

    present: NDArray[np.uint8]  # by term
    found: NDArray[np.int32]  # the terms present, counts[PRESENT] of them
    head: NDArray[np.int32]  # by term, good only if present
    tail: NDArray[np.int32]
    place_position: NDArray[np.int64]
    place_order: NDArray[np.int64]
    place_next: NDArray[np.int32]
    place_wide: NDArray[np.uint8]  # 1 for a word, 0 for an emoji
    counts: NDArray[np.int64]
    letters: NDArray[np.int32]  # the folded word
    form: NDArray[np.int32]  # another form of it
    open_starts: NDArray[np.int32]  # groups of beginnings that the word at hand begins with


class Scratch(NamedTuple):
    """Room to check conditions in."""

    cursors: NDArray[np.int32]  # by slot of a phrase: where in its chain
    found: NDArray[np.int64]  # one occurrence
    left: NDArray[np.int64]  # occurrences of each side
    right: NDArray[np.int64]
    lacking: NDArray[np.uint8]  # set to 1 when there was no room for them: all is to be done again


class Matches(NamedTuple):
    """The matches so far, and how far the kernel has come."""

    rows: NDArray[np.int32]
    numbers: NDArray[np.int32]  # searches
    seen: NDArray[np.int64]  # by search: the last turn that looked at it
    progress: NDArray[np.int64]  # the next row, the matches found, the turns taken


def new_state(terms: int, longest: int, start_lengths: int, places: int = 256) -> State:
    """A state for texts of up to `longest` bytes and beginnings of fewer than `start_lengths` letters."""
    return State(
        np.zeros(terms, np.uint8),
        np.zeros(terms, np.int32),
        np.zeros(terms, np.int32),
        np.zeros(terms, np.int32),
        *_places(places),
        np.zeros(4, np.int64),
        np.zeros(longest + 4, np.int32),
        np.zeros(2 * longest + 4, np.int32),  # a character of two bytes may decompose to three
        np.zeros(2 * start_lengths, np.int32),  # a tilde may make a second of any length
    )


def more_places(state: State) -> State:
    """The same with twice the room for places."""
    position, order, following, wide = _places(2 * len(state.place_next))
    return state._replace(place_position=position, place_order=order, place_next=following, place_wide=wide)


def _places(
    count: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    return (
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int32),
        np.zeros(count, np.uint8),
    )


def new_scratch(slots: int, occurrences: int = 256) -> Scratch:
    """Room for conditions of so many slots in all, and so many occurrences of each side of a NEAR."""
    return Scratch(
        np.zeros(2 * slots + 2, np.int32),
        np.zeros(4, np.int64),
        np.empty((occurrences, 4), np.int64),
        np.empty((occurrences, 4), np.int64),
        np.zeros(1, np.uint8),
    )


def new_matches(first: int, after: int, searches: int) -> Matches:
    """No matches yet of the rows first to after - 1."""
    room = 4 * (after - first) + 2 * searches + 64
    return Matches(
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.full(searches, -1, np.int64),
        np.array([first, 0, 0], np.int64),
    )


def more_matches(matches: Matches) -> Matches:
    """The same with twice the room."""
    rows, numbers = (np.concatenate([each, np.empty_like(each)]) for each in matches[:2])
    return matches._replace(rows=rows, numbers=numbers)
