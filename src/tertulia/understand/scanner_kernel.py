"""Cuts UTF-8 texts into cleaned tokens, in compiled code: the first half of the vectoriser.

Cleaning, in order of reading: HTML entities are undone; a web address becomes one token and so does a
@handle; letters lose case and accents (ñ stays); digits become 0; three or more of the same character become
two; any laughter becomes "jaja"; an emoji is a token of its own without skin tone, and emoticons become
emoji.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import compiled
from tertulia.posts.folding_kernel import decode as code_point
from tertulia.understand.alphabet import EMOJI, IGNORED, PUNCTUATION, SIZE, SPACE, WORD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Codes = NDArray[np.int32]
    Places = NDArray[np.int64]

# Kinds of token; PLAIN is a word.
PLAIN, TAG, PICTURE, SIGNS, LINK, HANDLE = 1, 2, 3, 4, 5, 6
LONGEST_TEXT = 20_000  # code points read of one text: a reading does not change after so many
LONGEST_WORD = 60  # code points kept of one word

_SMILE, _SAD, _CRY, _WINK, _HEART = 0x263A, 0x2639, 0x1F622, 0x1F609, 0x2764
_J, _H, _A = ord("j"), ord("h"), ord("a")
_ENYE_TILDE, _N, _ENYE = 0x0303, ord("n"), ord("ñ")
_APOSTROPHES = (ord("'"), 0x2019)


@compiled
def decode(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """The code point at byte `at` and the byte after it, HTML entities undone."""
    if data[at] == 38:  # &
        return _entity(data, at, end)
    return code_point(data, at)


@compiled
def _entity(data: Bytes, at: int, end: int) -> tuple[int, int]:
    if _follows(data, at, end, b"&amp;"):
        return 38, at + 5
    if _follows(data, at, end, b"&lt;"):
        return 60, at + 4
    if _follows(data, at, end, b"&gt;"):
        return 62, at + 4
    if _follows(data, at, end, b"&quot;"):
        return 34, at + 6
    if _follows(data, at, end, b"&#39;"):
        return 39, at + 5
    return 38, at + 1


@compiled
def _follows(data: Bytes, at: int, end: int, what: bytes) -> bool:
    """Does `what` (lower-case ASCII) stand at `at`, in any case?"""
    if at + len(what) > end:
        return False
    for i in range(len(what)):
        byte = data[at + i]
        if 65 <= byte <= 90:
            byte += 32
        if byte != what[i]:
            return False
    return True


@compiled
def kind_of(code: int, kinds: Bytes) -> int:
    if code < SIZE:
        return int(kinds[code])
    return WORD if code < 0xE0000 else IGNORED


@compiled
def _link_end(data: Bytes, at: int, end: int) -> int:
    """The byte after the web address at `at`, or `at` if there is none."""
    if not (
        _follows(data, at, end, b"http://")
        or _follows(data, at, end, b"https://")
        or _follows(data, at, end, b"www.")
    ):
        return at
    while at < end and data[at] > 32:
        at += 1
    return at


@compiled
def _handle_end(data: Bytes, at: int, end: int) -> int:
    """The byte after the handle at `at`: letters, digits, _ and, between them, . - and @ (a server's
    name)."""
    last = at
    while at < end:
        byte = data[at]
        if byte == 95 or byte >= 128 or 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122:
            last = at + 1
        elif byte not in (45, 46, 64):
            break
        at += 1
    return last


@compiled
def _emoticon(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """The emoji that the emoticon at `at` means (0 if none) and the byte after it."""
    if _follows(data, at, end, b"<3"):
        return _HEART, at + 2
    if _follows(data, at, end, b"&lt;3"):
        return _HEART, at + 5
    if data[at] not in (58, 59, 61):  # : ; =
        return 0, at
    mouth = at + 1
    tear = mouth < end and data[mouth] == 39
    if mouth < end and data[mouth] in (45, 39, 111):  # - ' o
        mouth += 1
    if mouth >= end:
        return 0, at
    if data[mouth] in (41, 93, 68, 42):  # ) ] D *
        return (_WINK if data[at] == 59 else _SMILE), mouth + 1
    if data[mouth] in (40, 91):  # ( [
        return (_CRY if tear else _SAD), mouth + 1
    return 0, at


@compiled
def _is_laughter(chars: Codes, start: int, stop: int) -> bool:
    """jajaja, haha, jejeje…: only j or h and one and the same vowel, each at least twice."""
    if stop - start < 4:
        return False
    breaths, vowels, vowel = 0, 0, np.int32(0)
    for i in range(start, stop):
        char = chars[i]
        if char in (_J, _H):
            breaths += 1
        elif char in (97, 101, 105, 111, 117) and (vowel == 0 or vowel == char):
            vowel = char
            vowels += 1
        else:
            return False
    return breaths >= 2 and vowels >= 2


@compiled
def _read_word(
    data: Bytes, at: int, end: int, folded: Codes, kinds: Bytes, upper: Bytes, chars: Codes, length: int
) -> tuple[int, int, int, int]:
    """Write the cleaned word at byte `at` to `chars[length:]`; returns (byte after it, new length, capitals,
    letters)."""
    start, capitals, letters = length, 0, 0
    while at < end:
        code, following = decode(data, at, end)
        kind = kind_of(code, kinds)
        if kind == IGNORED:
            if code == _ENYE_TILDE and length > start and chars[length - 1] == _N:
                chars[length - 1] = _ENYE
            at = following
            continue
        if kind != WORD:
            inside = code in _APOSTROPHES and length > start and following < end
            if not inside or kind_of(decode(data, following, end)[0], kinds) != WORD:
                break
            code = 39
        else:
            letters += 1
            if code < SIZE:
                capitals += upper[code]
                code = folded[code]
        at = following
        repeated = length >= start + 2 and chars[length - 1] == code and chars[length - 2] == code
        if code and not repeated and length - start < LONGEST_WORD:
            chars[length] = code
            length += 1
    if _is_laughter(chars, start, length):
        for i in range(4):
            chars[start + i] = _A if i & 1 else _J
        length = start + 4
    return at, length, capitals, letters


@compiled
def _read_signs(data: Bytes, at: int, end: int, kinds: Bytes, chars: Codes, length: int) -> tuple[int, int]:
    """Write the run of one punctuation mark at `at` (at most twice); returns (byte after it, new length)."""
    mark, following = decode(data, at, end)
    chars[length] = mark
    length += 1
    count = 1
    while following < end:
        code, after = decode(data, following, end)
        if code != mark:
            break
        count += 1
        following = after
    if count > 1:
        chars[length] = mark
        length += 1
    return following, length


@compiled
def scan(
    data: Bytes,
    at: int,
    end: int,
    folded: Codes,
    kinds: Bytes,
    upper: Bytes,
    chars: Codes,
    starts: Places,
    types: Bytes,
) -> tuple[int, int]:
    """Cut `data[at:end]` into tokens: token t is `chars[starts[t]:starts[t+1]]` of kind `types[t]`.

    Returns (number of tokens, number of words shouted in capitals). The three buffers hold one more item than
    there are bytes, at least 8 more.
    """
    count, length, shouts, tagged, before = 0, 0, 0, False, SPACE
    starts[0] = 0
    while at < end and length < LONGEST_TEXT and count < LONGEST_TEXT:
        code, following = decode(data, at, end)
        kind = kind_of(code, kinds)
        type_, tag_next = 0, False
        if kind == WORD:
            link = _link_end(data, at, end)
            if link > at:
                type_, following = LINK, link
            else:
                begun = length
                following, length, capitals, letters = _read_word(
                    data, at, end, folded, kinds, upper, chars, length
                )
                shouts += capitals == letters and letters > 2
                type_ = TAG if tagged else PLAIN
                if length == begun:
                    type_ = 0
        elif kind == EMOJI:
            type_ = PICTURE
            chars[length] = code
            length += 1
        elif kind == PUNCTUATION:
            emoji, after = _emoticon(data, at, end)
            nearby = kind_of(decode(data, following, end)[0], kinds) if following < end else SPACE
            if emoji:
                type_, following = PICTURE, after
                chars[length] = emoji
                length += 1
            elif code == 64 and nearby == WORD and before != WORD:
                type_, following = HANDLE, _handle_end(data, following, end)
            elif code == 35 and nearby == WORD:
                tag_next = True
            else:
                type_ = SIGNS
                following, length = _read_signs(data, at, end, kinds, chars, length)
        if type_:
            types[count] = type_
            count += 1
            starts[count] = length
        tagged, before, at = tag_next, kind, following
    return count, shouts
