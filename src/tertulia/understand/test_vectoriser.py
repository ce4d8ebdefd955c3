from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.understand.scanner_kernel import LONGEST_TEXT
from tertulia.understand.vectoriser import Features, as_matrix, vectorise
from tertulia.understand.vectoriser_kernel import SLOTS

TEXTS = [
    "¡Qué día más bonito! 😍",
    None,
    "",
    "No me gusta @pepe https://x.example/a #Fatal",
    "ñandú",
    "\x00",
    "jajajajaja",
]


def of_each(features: Features) -> list[tuple[frozenset[int], frozenset[int]]]:
    return [
        (
            frozenset(features.slots[features.starts[i] : features.middles[i]].tolist()),
            frozenset(features.slots[features.middles[i] : features.starts[i + 1]].tolist()),
        )
        for i in range(len(features))
    ]


def one(text: str) -> tuple[frozenset[int], frozenset[int]]:
    return of_each(vectorise(pa.array([text])))[0]


def test_slices_chunks_and_wide_strings_give_the_same_features() -> None:
    whole = of_each(vectorise(pa.array(TEXTS)))
    assert of_each(vectorise(pa.array(TEXTS).slice(2, 4))) == whole[2:6]
    assert of_each(vectorise(pa.chunked_array([TEXTS[:3], TEXTS[3:]], pa.string()))) == whole
    assert of_each(vectorise(pa.array(TEXTS, pa.large_string()))) == whole
    assert of_each(vectorise(pa.array(TEXTS, pa.string_view()))) == whole


def test_the_features_are_the_same_in_every_version() -> None:
    """Shipped weights belong to these very slots: a change here needs new weights."""
    features = vectorise(pa.array(["No me gusta nada 😡 #Fatal"]))
    assert (len(features.slots), int(features.slots.sum())) == (76, 39509003)


def test_texts_without_words_have_no_features() -> None:
    assert [sum(map(len, parts)) for parts in of_each(vectorise(pa.array([None, "", " \n", "\x00"])))] == [
        0
    ] * 4
    assert len(vectorise(pa.array([], pa.string()))) == 0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("CAFÉ con leche", "cafe con leche"),
        ("buenísimooooo", "buenisimoo"),
        ("jajajajaja", "JEJEJE"),
        ("mira https://a.example/b?c=1", "mira www.example.org"),
        ("hola @ana.perez", "hola @bruno"),
        ("a las 10 y 45", "a las 23 y 59"),
        ("gracias 👏🏽", "gracias 👏"),
        ("te quiero ❤️", "te quiero ❤"),
        ("te quiero <3", "te quiero &lt;3"),
        ("bien :)", "bien :-D"),
        ("man\u0303ana", "mañana"),
        ("genial!!!!!!", "genial!!"),
    ],
)
def test_what_means_the_same_reads_the_same(left: str, right: str) -> None:
    # Capitals leave one mark of their own: it is the only difference there may be.
    words, characters = (a ^ b for a, b in zip(one(left), one(right), strict=True))
    assert not characters
    assert len(words) <= any(word.isupper() and len(word) > 2 for word in f"{left} {right}".split())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("año", "ano"),
        ("hijo", "haha"),
        ("bien 😡", "bien ❤️"),
        ("#feliz", "feliz"),
        ("no feliz", "si feliz"),
        ("hola!", "hola?"),
    ],
)
def test_what_differs_reads_differently(left: str, right: str) -> None:
    assert one(left) != one(right)


def test_a_negation_marks_the_words_after_it_up_to_the_next_stop() -> None:
    def count(text: str) -> int:
        return len(one(text)[0])

    assert count("no me gusta") == count("si me gusta") + 2
    assert count("isn't me gusta") == count("si me gusta") + 2
    assert count("no, me gusta") == count("si, me gusta")
    assert count("no a b c d e") == count("si a b c d e") + 3


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text() | st.text(alphabet="aAñ jJ#@!:)'&;é😡❤\ufe0f\u200d\x00", max_size=40), max_size=6))
def test_any_text_is_read_alone_as_among_others(texts: list[str]) -> None:
    safe = [text.encode("utf-8", "replace").decode() for text in texts]
    together = of_each(vectorise(pa.array(safe, pa.string())))
    assert together == [one(text) for text in safe]


def test_a_huge_text_is_read_up_to_its_limit() -> None:
    huge = vectorise(
        pa.array(["ab " * LONGEST_TEXT, "a" * 3_000_000, "@a " * 100_000, "😡" * 100_000, "hola"])
    )
    assert of_each(huge)[-1] == one("hola")
    assert np.diff(huge.starts).max() < 1000


def test_the_matrix_weighs_words_and_characters_apart() -> None:
    features = vectorise(pa.array(["hola mundo", ""]))
    matrix = as_matrix(features, 0.5, np.arange(SLOTS, dtype=np.int32), SLOTS)
    assert matrix.shape == (2, SLOTS)
    assert matrix[0].multiply(matrix[0]).sum() == pytest.approx(1 + 0.25)
    assert matrix[1].nnz == 0
