"""Folding: what case and accents are worth when words are compared. `fold("Año CAFÉ")` is "año cafe".

ñ is a letter of its own and stays; every other mark goes. The fold of a text is what word filters search.
"""

from __future__ import annotations

import unicodedata

import pyarrow as pa

_TILDE = "\u0303"


def fold(text: str) -> str:
    """`text` in lower case without accents, ñ kept."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", text.lower()):
        if unicodedata.category(char) != "Mn":
            kept.append(char)
        elif char == _TILDE and kept and kept[-1] == "n":
            kept[-1] = "ñ"
    return "".join(kept)


def fold_array(texts: pa.Array) -> pa.Array:
    """`fold` of each text of an Arrow string array; nulls stay null."""
    return pa.array([None if text is None else fold(text) for text in texts.to_pylist()], pa.string())
