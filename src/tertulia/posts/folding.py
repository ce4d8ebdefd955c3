"""Folding: what case and accents are worth when words are compared. `fold("Año CAFÉ")` is "año cafe".

ñ is a letter of its own and stays; every other mark goes. The fold of a text is what word filters search.
Canonically equal texts (é as one character or as two) have the same fold.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

TILDE = "\u0303"


def lower(text: str) -> str:
    """`text` in lower case, each character by itself: the Greek final sigma is a sigma."""
    return text.lower().replace("ς", "σ")


def is_mark(char: str) -> bool:
    """Whether folding drops `char`: what combines with the letter before it and takes no room."""
    return unicodedata.category(char) == "Mn" or unicodedata.combining(char) != 0


def fold(text: str) -> str:
    """`text` in lower case without accents, ñ kept."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", lower(text)):
        if not is_mark(char):
            kept.append(char)
        elif char == TILDE and kept and kept[-1] == "n":
            kept[-1] = "ñ"
    return "".join(kept)


def has_accent(text: str) -> bool:
    """Whether `text` bears a mark that folding drops: such a word in a search matches only itself."""
    bare = unicodedata.normalize("NFD", fold(text))
    return len(unicodedata.normalize("NFD", lower(text))) != len(bare)


def fold_array(texts: pa.Array) -> pa.Array:
    """`fold` of each text of an Arrow string array (any string type, any size); nulls stay null."""
    import pyarrow as pa

    from tertulia.posts.unicode_tables import text_buffers

    folded, ends = _fold_buffers(*text_buffers(texts))
    string = pa.string() if ends[-1] < 2**31 else pa.large_string()
    if string == pa.string():
        ends = ends.astype("int32")
    valid = None if texts.null_count == 0 else pa.array(texts.is_valid()).buffers()[1]
    return pa.Array.from_buffers(string, len(texts), [valid, pa.py_buffer(ends), pa.py_buffer(folded)])


def _fold_buffers(
    values: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The fold of every text between two offsets: the bytes of all, and where each begins."""
    import numpy as np

    from tertulia.posts.folding_kernel import GROWTH, fold_texts
    from tertulia.posts.unicode_tables import folding

    count = len(offsets) - 1
    out, ends = np.empty(offsets[-1] - offsets[0] + 1024, np.uint8), np.zeros(count + 1, np.int64)
    done = fold_texts(values, offsets, out, ends, 0, *folding())
    while done < count:
        needed = ends[done] + GROWTH * (offsets[done + 1] - offsets[done])
        larger = np.empty(max(needed, len(out) + len(out) // 2), np.uint8)
        larger[: ends[done]] = out[: ends[done]]
        out = larger
        done = fold_texts(values, offsets, out, ends, done, *folding())
    return out[: ends[-1]], ends
