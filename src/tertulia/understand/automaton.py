"""py3langid's automaton, packed: the byte sequences that tell languages, as a tree, and what each says.

Its own table has a row of 256 next states for each of 38,000 groups of states: 37 MB, and half a second to
unpack. It is Aho's and Corasick's, so that the tree and one link a state say the same: the next state is the
child by that byte, or else the next state of the longest suffix. States are numbered in the order of their
depth, the children of one beside one another.

The automaton and its likelihoods are Adrien Barbaresi's and Marco Lui's (BSD-3-Clause, beside the file).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

PACKED = Path(__file__).parent / "weights" / "languages" / "automaton.npz"
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Automaton:
    """The children of a state are `first[state]` to before `first[state + 1]`, each by its byte in `letters`;
    `suffix` is its longest suffix. `dense` has the 256 next states of the root and of its children. `output`
    is the feature that a state completes, or -1."""

    first: npt.NDArray[np.int32]
    letters: npt.NDArray[np.uint8]
    suffix: npt.NDArray[np.int32]
    dense: npt.NDArray[np.int32]
    output: npt.NDArray[np.int32]
    codes: npt.NDArray[np.uint16]  # (features, languages): which of `likelihoods`
    likelihoods: npt.NDArray[np.float32]
    prior: npt.NDArray[np.float32]

    @property
    def arrays(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


@cache
def automaton() -> Automaton:
    """The shipped one; read once in a process."""
    with np.load(PACKED, allow_pickle=False) as file:
        return Automaton(**{name: file[name] for name in file.files})


def pack(path: Path, languages: tuple[str, ...]) -> None:
    """Write py3langid's automaton with the columns of these languages; the same bytes each time."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [model.nb_classes.index(language) for language in languages]
    moves = np.frombuffer(model.tk_nextmove, f"u{model.tk_nextmove.itemsize}").reshape(-1, 256)
    rows = np.frombuffer(model.tk_row, f"u{model.tk_row.itemsize}").astype(np.int64)
    likelihoods, places = np.unique(model.nb_ptc[:, columns].astype(np.float32), return_inverse=True)
    first, letters, suffix, dense, output = _tree(moves, rows, np.array(model.tk_output, np.int32))
    codes = places.reshape(-1, len(columns)).astype(np.uint16)
    prior = model.nb_pc[columns].astype(np.float32)
    packed = Automaton(first, letters, suffix, dense, output, codes, likelihoods, prior)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **{field.name: getattr(packed, field.name) for field in fields(packed)})


def _tree(moves: Any, rows: Places, output: npt.NDArray[np.int32]) -> tuple[Any, ...]:
    """The first five fields of an automaton from its table: state `s` goes by byte `b` to `moves[rows[s],
    b]`."""
    old, parent, letters = _by_depth(moves, rows)
    new = np.argsort(old)
    first = np.searchsorted(parent[1:], np.arange(len(old) + 1)) + 1
    suffix = np.zeros(len(old), np.int64)
    begin, end = first[1], first[first[1]]  # the root's grandchildren
    while begin < end:
        level = slice(begin, end)
        suffix[level] = new[moves[rows[old[suffix[parent[level]]]], letters[level]]]
        begin, end = end, first[end]
    if not _says_the_same(moves, rows, old, (first, letters, suffix)):
        raise ValueError("py3langid's automaton is no longer that of Aho and Corasick")
    dense = new[moves[rows[old[: first[1]]]]]
    small = [part.astype(np.int32) for part in (first, suffix, dense)]
    return small[0], letters.astype(np.uint8), small[1], small[2], output[old]


def _by_depth(moves: Any, rows: Places) -> tuple[Places, Places, Places]:
    """The states in the order of their depth from the root: their old number, their parent's new one, the
    byte between the two."""
    seen = np.zeros(len(rows), np.bool_)
    old, parent, letters, begin = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64), 0
    while begin < len(old):
        seen[old[begin:]] = True
        following = moves[rows[old[begin:]]].astype(np.int64)
        at, byte = np.nonzero(~seen[following])
        parent = np.concatenate([parent, begin + at])
        begin = len(old)
        old, letters = np.concatenate([old, following[at, byte]]), np.concatenate([letters, byte])
    return old, parent, letters


def _says_the_same(moves: Any, rows: Places, old: Places, tree: tuple[Places, Places, Places]) -> bool:
    """Whether the tree with its suffixes goes where the table goes, from each state by each byte."""
    first, letters, suffix = tree
    for state in range(1, len(old)):
        expected = moves[rows[old[suffix[state]]]].copy()
        children = slice(first[state], first[state + 1])
        expected[letters[children]] = old[children]
        if not np.array_equal(expected, moves[rows[old[state]]]):
            return False
    return True
