"""What the kernel must know of each character to cut texts into the tokens of `tertulia.listen.tokens`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.tokens import TONES, is_symbol, is_word_char
from tertulia.posts import unicode_tables

LETTER, SYMBOL, FLAG, TONE, FLAG_TAG = 1, 2, 4, 8, 16  # classes of characters, as bits


class Characters(NamedTuple):
    """Tables by code point (see `posts.unicode_tables` for the mappings)."""

    classes: NDArray[np.uint8]
    ascii_fold: NDArray[np.uint8]  # of the first 128: the folded letter; 0 for what is not of a word
    fold: NDArray[np.int32]
    fold_sequences: NDArray[np.int32]
    lower: NDArray[np.int32]
    lower_sequences: NDArray[np.int32]
    decompose: NDArray[np.int32]
    decompose_sequences: NDArray[np.int32]
    combining: NDArray[np.uint8]
    pairs: NDArray[np.int64]
    composed: NDArray[np.int32]


@cache
def characters() -> Characters:
    """The tables, made once in a process."""
    classes = np.zeros(unicode_tables.SIZE, np.uint8)
    for block in unicode_tables.blocks():
        if block.isalnum():
            classes[ord(block[0]) : ord(block[-1]) + 1] = LETTER
            continue
        for char in block:
            if is_word_char(char):
                classes[ord(char)] = LETTER
            elif is_symbol(char):
                classes[ord(char)] = SYMBOL
    classes[0x1F1E6:0x1F200] = FLAG
    classes[ord(TONES[0]) : ord(TONES[-1]) + 1] = TONE
    classes[0xE0020:0xE0080] = FLAG_TAG
    folding, lowering = unicode_tables.folding(), unicode_tables.lowering()
    ascii_fold = np.where(classes[:128] == LETTER, folding.one[:128], 0).astype(np.uint8)
    decomposition = unicode_tables.decomposition()
    return Characters(
        classes,
        ascii_fold,
        *folding,
        *lowering,
        *decomposition,
        unicode_tables.combining(),
        *unicode_tables.composition(),
    )
