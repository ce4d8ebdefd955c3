# To Numba all whole numbers are alike; to mypy those of arrays are not.
# mypy: disable-error-code="arg-type, assignment, return-value, no-any-return"
"""Reads a text once, byte by byte: cuts it into tokens, folds and hashes them, and records the terms they
hit.

What is recorded of a text (`State`): which terms occur, and for the terms whose places matter, every place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher.characters import FLAG, FLAG_TAG, LETTER, SYMBOL, TONE, Characters
from tertulia.listen.matcher.form_kernel import fits_pattern, normal_form
from tertulia.listen.matcher.room import ORDER, PLACES, POSITION, PRESENT, State
from tertulia.listen.matcher.vocabulary import (
    EMOJI,
    FOLDED,
    HANDLE,
    LOWERED,
    NOTHING,
    TAG,
    WORD,
    Groups,
    Members,
)
from tertulia.posts.compiled import inlined, lean, merged
from tertulia.posts.folding_kernel import decode

_SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_SPREAD = np.uint64(32)
_TILDE, _ENYE, _N = 0x303, 0xF1, 110
_VARIATION_TEXT, _VARIATION, _KEYCAP, _JOINER = 0xFE0E, 0xFE0F, 0x20E3, 0x200D


class Tables(NamedTuple):
    """All that does not change from text to text."""

    characters: Characters
    words: Groups
    starts: Groups
    start_lengths: NDArray[np.uint8]  # 1 where some beginning has that many letters; its end is always 0
    members: Members
    positional: NDArray[np.uint8]  # by term: whether its places matter


@lean
def read(data: NDArray[np.uint8], begin: int, end: int, tables: Tables, state: State) -> bool:
    """Record the tokens of data[begin:end]. False if there was no room for all their places."""
    classes, ascii_fold = tables.characters.classes, tables.characters.ascii_fold
    p = np.int64(begin)
    word_end = np.int64(-1)  # where the last word ended
    while p < end:
        byte = data[p]
        kind, start = 0, p
        if byte < 0x80:
            if ascii_fold[byte]:
                if byte > 57 or _keycap_end(data, p, end) == p:
                    kind = WORD
            elif byte != 35 and byte != 64 and byte != 42:
                p += 1
                continue
            code, after = np.int32(byte), p + 1
        else:
            code, after = decode(data, p)
            if classes[code] & LETTER:
                kind = WORD
        if kind == 0:
            emoji_end = _emoji_end(data, p, end, classes)
            if emoji_end > p:
                if not _read_emoji(data, p, emoji_end, tables, state):
                    return False
                p = emoji_end
                continue
            if (
                (code != 35 and code != 64)
                or p == word_end
                or after >= end
                or not _is_letter(data, after, classes)
            ):
                p = after
                continue
            kind, start = (TAG if code == 35 else HANDLE), after
        p = _read_word(data, start, end, kind, tables, state)
        if p < 0:
            return False
        word_end = p
    return True


@inlined
def _is_letter(data: NDArray[np.uint8], p: int, classes: NDArray[np.uint8]) -> bool:
    return classes[decode(data, p)[0]] & LETTER != 0


@lean
def _keycap_end(data: NDArray[np.uint8], p: int, end: int) -> int:
    """The byte after the keycap emoji that begins at `p` with a digit, # or *; `p` if there is none."""
    if p + 1 >= end or data[p + 1] < 0x80:
        return p
    if not (48 <= data[p] <= 57 or data[p] == 35 or data[p] == 42):
        return p
    code, after = decode(data, p + 1)
    if _is_variation(code) and after < end:
        code, after = decode(data, after)
    return after if code == _KEYCAP else p


@inlined
def _is_variation(code: int) -> bool:
    return code in (_VARIATION, _VARIATION_TEXT)


@lean
def _emoji_end(data: NDArray[np.uint8], p: int, end: int, classes: NDArray[np.uint8]) -> int:
    """The byte after the emoji that begins at `p`; `p` if none does."""
    if data[p] < 0x80:
        return _keycap_end(data, p, end)
    code, after = decode(data, p)
    if classes[code] & FLAG:
        if after < end:
            second, after_second = decode(data, after)
            if classes[second] & FLAG:
                return after_second
        return after
    reached = _piece_end(data, p, end, classes)
    while reached > p and reached < end:
        joiner, after = decode(data, reached)
        if joiner != _JOINER:
            break
        following = _piece_end(data, after, end, classes)
        if following == after:
            break
        reached = following
    return reached


@lean
def _piece_end(data: NDArray[np.uint8], p: int, end: int, classes: NDArray[np.uint8]) -> int:
    """The byte after a symbol, its variation selector, skin tone and flag tags; `p` if there is no symbol."""
    if p >= end:
        return p
    code, reached = decode(data, p)
    if not classes[code] & SYMBOL:
        return p
    stage = 0
    while reached < end:
        code, after = decode(data, reached)
        if stage == 0 and _is_variation(code):
            stage = 1
        elif stage <= 1 and classes[code] & TONE:
            stage = 2
        elif classes[code] & FLAG_TAG:
            stage = 3
        else:
            break
        reached = after
    return reached


@merged
def _read_word(data: NDArray[np.uint8], begin: int, end: int, kind: int, tables: Tables, state: State) -> int:
    """Record the word that begins at `begin`; the byte after it, or -1 if there was no room."""
    chars, letters, lengths = tables.characters, state.letters, tables.start_lengths
    classes, ascii_fold, fold = chars.classes, chars.ascii_fold, chars.fold
    last = len(lengths) - 1
    value = _SEED
    before = value  # the hash without the last letter
    count = 0
    opened = 0
    p = begin
    if lengths[0]:
        opened = _open(value, count, tables.starts, state, opened)
    while p < end:
        byte = data[p]
        if byte < 0x80:
            code = np.int32(ascii_fold[byte])
            if code == 0:
                break
            p += 1
        else:
            char, after = decode(data, p)
            if not classes[char] & LETTER:
                break
            p = after
            code = fold[char]
            if code < 0:
                if code < -1:
                    place = -2 - code
                    for i in range(place + 1, place + 1 + chars.fold_sequences[place]):
                        letters[count] = chars.fold_sequences[i]
                        count += 1
                        before = value
                        value = (value ^ np.uint64(chars.fold_sequences[i])) * _PRIME
                        if lengths[min(count, last)]:
                            opened = _open(value, count, tables.starts, state, opened)
                    continue
                if char != _TILDE or count == 0 or letters[count - 1] != _N:
                    continue
                code = np.int32(_ENYE)
                value = before
                count -= 1
        letters[count] = code
        count += 1
        before = value
        value = (value ^ np.uint64(code)) * _PRIME
        if lengths[min(count, last)]:
            opened = _open(value, count, tables.starts, state, opened)
    whole = _look_up(tables.words, value, letters, count)
    for i in range(opened + 1):
        if i < opened:
            group = state.open_starts[i]
            if not _same_letters(tables.starts, group, letters, count, False):
                continue
            first, after = tables.starts.members_start[group], tables.starts.members_start[group + 1]
        elif whole >= 0:
            first, after = tables.words.members_start[whole], tables.words.members_start[whole + 1]
        else:
            break
        if not _hit_members(data, begin, p, first, after, kind, count, tables, state):
            return -1
    state.counts[POSITION] += 1
    state.counts[ORDER] += 1
    return p


@inlined
def _open(value: np.uint64, count: int, starts: Groups, state: State, opened: int) -> int:
    """Note the group of beginnings that the letters so far are; the number noted."""
    group = _look_up(starts, value, state.letters, count)
    if group < 0:
        return opened
    state.open_starts[opened] = group
    return opened + 1


@inlined
def _look_up(groups: Groups, value: np.uint64, letters: NDArray[np.int32], count: int) -> int:
    """The group with these letters, or -1."""
    mixed = value ^ (value >> _SPREAD)
    bit = mixed & np.uint64(len(groups.bloom) * 8 - 1)
    if not groups.bloom[bit >> np.uint64(3)] >> (bit & np.uint64(7)) & 1:
        return -1
    mask = np.uint64(len(groups.keys) - 1)
    place = mixed & mask
    while groups.values[place] >= 0:
        group = groups.values[place]
        if groups.keys[place] == mixed and _same_letters(groups, group, letters, count, True):
            return group
        place = (place + np.uint64(1)) & mask
    return -1


@inlined
def _same_letters(groups: Groups, group: int, letters: NDArray[np.int32], count: int, whole: bool) -> bool:
    """Whether the group's letters are (the first of) these."""
    start = groups.letters_start[group]
    length = groups.letters_start[group + 1] - start
    if length > count or (whole and length != count):
        return False
    for i in range(length):  # noqa: SIM110 (Numba compiles no generator)
        if groups.letters[start + i] != letters[i]:
            return False
    return True


@inlined
def _hit_members(
    data: NDArray[np.uint8],
    begin: int,
    end: int,
    first_member: int,
    after_members: int,
    kind: int,
    count: int,
    tables: Tables,
    state: State,
) -> bool:
    """Record those members that the token (its bytes, its folded letters) satisfies."""
    members = tables.members
    for m in range(first_member, after_members):
        if not members.kinds[m] & kind:
            continue
        check = members.check[m]
        if check != NOTHING:
            first, after = members.pattern_start[m], members.pattern_end[m]
            if check == FOLDED:
                fits = fits_pattern(members.patterns, first, after, state.letters, count)
            else:
                length = normal_form(data, begin, end, check == LOWERED, tables.characters, state.form)
                fits = fits_pattern(members.patterns, first, after, state.form, length)
            if not fits:
                continue
        if not _hit(members.term[m], kind, tables.positional, state):
            return False
    return True


@merged
def _hit(term: int, kind: int, positional: NDArray[np.uint8], state: State) -> bool:
    """Record a term at the present position. False if there was no room."""
    if not state.present[term]:
        state.present[term] = 1
        state.found[state.counts[PRESENT]] = term
        state.counts[PRESENT] += 1
        state.head[term] = -1
    if positional[term]:
        place = state.counts[PLACES]
        if place == len(state.place_next):
            return False
        state.place_position[place] = state.counts[POSITION]
        state.place_order[place] = state.counts[ORDER]
        state.place_next[place] = -1
        state.place_wide[place] = kind != EMOJI
        if state.head[term] < 0:
            state.head[term] = place
        else:
            state.place_next[state.tail[term]] = place
        state.tail[term] = place
        state.counts[PLACES] += 1
    return True


@lean
def _read_emoji(data: NDArray[np.uint8], begin: int, end: int, tables: Tables, state: State) -> bool:
    """Record an emoji: as it is, and without its skin tones. False if there was no room."""
    for toned in (True, False):
        count, tones = _emoji_letters(data, begin, end, toned, tables.characters.classes, state.letters)
        if toned and not tones:
            continue
        value = _SEED
        for i in range(count):
            value = (value ^ np.uint64(state.letters[i])) * _PRIME
        group = _look_up(tables.words, value, state.letters, count)
        if group < 0:
            continue
        first, after = tables.words.members_start[group], tables.words.members_start[group + 1]
        if not _hit_members(data, begin, end, first, after, EMOJI, count, tables, state):
            return False
    state.counts[ORDER] += 1
    return True


@merged
def _emoji_letters(
    data: NDArray[np.uint8],
    begin: int,
    end: int,
    toned: bool,
    classes: NDArray[np.uint8],
    letters: NDArray[np.int32],
) -> tuple[int, int]:
    """Write an emoji's code points without variation selectors; how many, and how many tones it has."""
    count, tones, p = 0, 0, begin
    while p < end:
        code, p = decode(data, p)
        if classes[code] & TONE:
            tones += 1
            if not toned:
                continue
        if not _is_variation(code):
            letters[count] = code
            count += 1
    return count, tones
