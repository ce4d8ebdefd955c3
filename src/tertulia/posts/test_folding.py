"""Folding: what it means, and that the fast one equals it for every text."""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.posts.folding import fold, fold_array, has_accent
from tertulia.posts.unicode_tables import DROPPED, combining, composition, folding, lowering

TRICKY = st.text(st.sampled_from("nNñÑaéÉ\u0303\u0323\u0301ςΣİ가ᄀ\u034f\u302e\U0001d165😀ﬁ \u0345\x00"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Año CAFÉ", "año cafe"),
        ("n\u0303 N\u0323\u0303", "ñ ñ"),
        ("ΟΔΟΣ ὁδός", "οδοσ οδοσ"),
        ("İstanbul", "istanbul"),
        ("𝒜 😀", "𝒜 😀"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.none() | st.text() | TRICKY))
def test_fold_array_equals_fold(texts: list[str | None]) -> None:
    expected = [None if text is None else fold(text) for text in texts]
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        assert fold_array(pa.array(texts, kind)).to_pylist() == expected
    padded = pa.array([None, "é", *texts], pa.string())
    assert fold_array(padded[1:]).to_pylist() == ["e", *expected]


@given(TRICKY | st.text())
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_every_character_folds_as_defined() -> None:
    every = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
    assert fold_array(pa.array(every)).to_pylist() == [fold(char) for char in every]


def test_accents_are_told_from_letters() -> None:
    assert has_accent("café") and has_accent("pingu\u0308ino") and has_accent("ÍÑ")
    assert not has_accent("niño") and not has_accent("nin\u0303o") and not has_accent("cafe가")


def test_tables_leave_out_nothing() -> None:
    beyond = [*range(0x40000, 0xE0000), *range(0xE1000, sys.maxunicode + 1)]
    assert {unicodedata.category(chr(c)) for c in beyond} <= {"Cn", "Co"}
    assert all(unicodedata.combining(chr(c)) == combining()[c] for c in range(0x20000))
    assert folding().one[ord("\u0301")] == DROPPED
    assert lowering().one[ord("Ω")] == ord("ω")
    keys, made = composition()
    assert np.all(np.diff(keys) > 0)
    for key, code in zip(keys.tolist(), made.tolist(), strict=True):
        assert unicodedata.normalize("NFC", chr(key >> 32) + chr(key & 0xFFFFFFFF)) == chr(code)
