"""The terms of all searches, numbered, and the tables in which the kernel looks up the words of a text.

A *term* is what one word (or one condition on a column) of a search asks for; searches share equal terms.
Terms are found through *groups*: all terms whose folded text, or folded letters before the first wildcard,
is the same. The hash of a text's word leads to a group, whose letters are then compared: a collision cannot
match. Each member of the group may ask more of the word: that it be a tag, bear an accent, fit a pattern.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher.fields import Key
from tertulia.listen.query.ast import Emoji, Handle, Tag, Token, Word
from tertulia.listen.tokens import VARIATIONS
from tertulia.posts.folding import fold, has_accent, lower

ALWAYS = 0  # the term that every post has
WORD, TAG, HANDLE, EMOJI = 1, 2, 4, 8  # kinds of tokens
NOTHING, FOLDED, LOWERED, WRITTEN = (
    0,
    1,
    2,
    3,
)  # what is still to be compared: nothing, or which form of the word
STAR, MARK = -1, -2  # the wildcards among the code points of a pattern
HASH_SEED, HASH_PRIME = 0xCBF29CE484222325, 0x100000001B3  # FNV-1a over code points
_SPREAD = 32


class Groups(NamedTuple):
    """A hash table of groups. `values` holds the group of the key at that place, -1 for none; `bloom` has a
    bit for the low bits of every key: a look at it spares most looks at the table."""

    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    bloom: NDArray[np.uint8]
    letters_start: NDArray[np.int32]  # by group, one more than groups
    letters: NDArray[np.int32]
    members_start: NDArray[np.int32]  # by group, one more than groups


class Members(NamedTuple):
    """The terms of the groups, one row each: what they still ask of a token whose letters fit."""

    term: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    check: NDArray[np.uint8]
    pattern_start: NDArray[np.int32]
    pattern_end: NDArray[np.int32]
    patterns: NDArray[np.int32]


@dataclass(frozen=True)
class _Member:
    """A term as a token of a search asks for it."""

    letters: str  # the folded text, or what stands before the first wildcard
    whole: bool  # whether that is all of it
    kinds: int
    check: int
    pattern: str


@dataclass
class Vocabulary:
    """Numbers for terms. `fields` are the conditions on columns, `_members` the terms found in texts."""

    fields: dict[Key, int] = field(default_factory=dict)
    _members: dict[_Member, int] = field(default_factory=dict)
    count: int = 1

    def token(self, token: Token) -> int:
        """The term of a token."""
        member = _member(token)
        if member not in self._members:
            self._members[member] = self._next()
        return self._members[member]

    def field(self, key: Key) -> int:
        """The term of a condition on a column."""
        if key not in self.fields:
            self.fields[key] = self._next()
        return self.fields[key]

    def _next(self) -> int:
        self.count += 1
        return self.count - 1

    def tables(self) -> tuple[Groups, Groups, Members]:
        """Groups of whole words and emoji, groups of beginnings, and the members of both."""
        words, starts = (
            {m: t for m, t in self._members.items() if m.whole == whole} for whole in (True, False)
        )
        rows = _Rows()
        return _groups(words, rows), _groups(starts, rows), rows.arrays()


def _member(token: Token) -> _Member:
    if isinstance(token, Emoji):
        bare = "".join(char for char in token.text if char not in VARIATIONS)
        return _Member(bare, True, EMOJI, NOTHING, "")
    kinds = {Word: WORD | TAG | HANDLE, Tag: TAG, Handle: HANDLE}[type(token)]
    check, text = _form(token)
    parts = re.split(r"[*?]", text, maxsplit=1)
    letters = fold(parts[0])
    if len(parts) == 1:
        return _Member(
            letters, True, kinds, NOTHING if check == FOLDED else check, text if check > FOLDED else ""
        )
    if check == FOLDED and parts[1] == "" and text[-1] == "*":
        return _Member(letters, False, kinds, NOTHING, "")
    # A tilde may still come upon a last n and make it another letter.
    return _Member(letters if check == FOLDED else letters.rstrip("n"), False, kinds, check, text)


def _form(token: Word | Tag | Handle) -> tuple[int, str]:
    """Which form of a word is compared, and the token's text in that form."""
    if isinstance(token, Word) and token.exact:
        return WRITTEN, unicodedata.normalize("NFC", token.text)
    if has_accent(token.text):
        return LOWERED, unicodedata.normalize("NFC", lower(token.text))
    return FOLDED, fold(token.text)


@dataclass
class _Rows:
    """Members while they are gathered."""

    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    patterns: list[int] = field(default_factory=list)

    def add(self, member: _Member, term: int) -> None:
        start = len(self.patterns)
        self.patterns += [{"*": STAR, "?": MARK}.get(char, ord(char)) for char in member.pattern]
        self.rows.append((term, member.kinds, member.check, start, len(self.patterns)))

    def arrays(self) -> Members:
        table = np.array(self.rows, np.int32).reshape(-1, 5)
        term, kinds, check, start, end = (np.ascontiguousarray(table[:, i]) for i in range(5))
        return Members(
            term,
            kinds.astype(np.uint8),
            check.astype(np.uint8),
            start,
            end,
            np.array(self.patterns, np.int32),
        )


def _groups(members: dict[_Member, int], rows: _Rows) -> Groups:
    by_letters: dict[str, list[_Member]] = {}
    for member in members:
        by_letters.setdefault(member.letters, []).append(member)
    letters: list[int] = []
    letters_start, members_start = [0], [len(rows.rows)]
    for text, group in by_letters.items():
        letters += map(ord, text)
        letters_start.append(len(letters))
        for member in group:
            rows.add(member, members[member])
        members_start.append(len(rows.rows))
    keys, values, bloom = _table([hash_of(text) for text in by_letters])
    return Groups(
        keys,
        values,
        bloom,
        np.array(letters_start, np.int32),
        np.array(letters, np.int32),
        np.array(members_start, np.int32),
    )


def hash_of(text: str) -> int:
    """The hash of a word's code points, as the kernel computes it."""
    value = HASH_SEED
    for char in text:
        value = ((value ^ ord(char)) * HASH_PRIME) & 0xFFFFFFFFFFFFFFFF
    return value ^ value >> _SPREAD


def _table(hashes: list[int]) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint8]]:
    size = 1 << (4 * len(hashes) + 8).bit_length()
    keys, values = np.zeros(size, np.uint64), np.full(size, -1, np.int32)
    bits = min(max(1 << (16 * len(hashes)).bit_length(), 1 << 13), 1 << 18)
    bloom = np.zeros(bits >> 3, np.uint8)
    for group, value in enumerate(hashes):
        bit = value & (bits - 1)
        bloom[bit >> 3] |= 1 << (bit & 7)
        place = value & (size - 1)
        while values[place] >= 0:
            place = (place + 1) & (size - 1)
        keys[place], values[place] = value, group
    return keys, values, bloom
