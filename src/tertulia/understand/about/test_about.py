from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.posts.schema import READINGS
from tertulia.understand.about.api import SAID, Span, about
from tertulia.understand.about.clauses import clauses_of
from tertulia.understand.about.cues import cues
from tertulia.understand.about.labelled import labelled
from tertulia.understand.about.marks import mark
from tertulia.understand.api import read


def spans(text: str, *names: str) -> list[Span]:
    return [
        Span(*found.span(), subject)
        for subject, name in enumerate(names, 1)
        for found in re.finditer(name, text)
    ]


def said(text: str, *names: str) -> dict[int, str | None]:
    """What a text says of Lumbra (1) and Tandar (2), unless other names are given."""
    texts = [text]
    found = about(texts, [spans(text, *(names or ("Lumbra", "Tandar")))], read(pa.table({"text": texts})))
    return dict(zip(found["subject"].to_pylist(), found["sentiment"].to_pylist(), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Tandar mil veces mejor que Lumbra, y encima más barata.",
        "Me paso de Lumbra a Tandar este mes, ya está bien de subidas.",
        "No cambio Tandar por Lumbra ni loca",
        "@Lumbra, aprended de Tandar, que contesta en un minuto",
        "Lumbra me ha decepcionado, es una vergüenza. En cambio Tandar es genial, me encanta.",
        "@Lumbra you suck. @Tandar you're the best!",
        "I'd rather wait an hour for Tandar than set foot in Lumbra",
        "Switching from Lumbra to Tandar was the best thing I did this year",
        "@Lumbra worst service ever. Taking my money to @Tandar",
        "Tandar > Lumbra any day of the week, believe me",
    ],
)
def test_each_gets_its_own_reading(text: str) -> None:
    assert said(text) == {1: "negative", 2: "positive"}


def test_names_that_are_joined_share_what_is_said() -> None:
    assert said("Lumbra y Tandar son horribles, una estafa y una vergüenza") == {1: "negative", 2: "negative"}
    assert said("Both @Lumbra and @Tandar were great, thank you so much!") == {1: "positive", 2: "positive"}


def test_each_may_be_better_in_its_way() -> None:
    text = "Lumbra tiene mejor cobertura, Tandar mejor precio. Ojalá se juntaran"
    assert said(text) == {1: "positive", 2: "positive"}


def test_the_longer_name_hides_the_shorter_one() -> None:
    text = "Iberia Express es genial, me encanta"
    assert set(said(text, "Iberia", "Iberia Express")) == {2}


def test_a_subject_without_a_place_in_the_text_is_not_there() -> None:
    assert said("Lumbra es horrible") == {1: said("Lumbra es horrible")[1]}


def test_what_no_model_reads_is_null() -> None:
    text = "Lumbra Tandar"
    unread = pa.table({name: pa.nulls(1, READINGS.field(name).type) for name in READINGS.names})
    found = about([text], [spans(text, "Lumbra", "Tandar")], unread)
    assert found["sentiment"].to_pylist() == [None, None]
    assert found["positive_p"].to_pylist() == [None, None]


def test_none_give_an_empty_table() -> None:
    assert about([], [], READINGS.empty_table()).schema == SAID


def test_you_is_whoever_was_called_last() -> None:
    text = "@Lumbra your app is bad. @Tandar you rock"
    marked = mark(text, spans(text, "Lumbra", "Tandar"))
    assert [clause.about for clause in clauses_of(marked)] == [
        [frozenset({1}), frozenset({1})],
        [frozenset({2}), frozenset({2})],
    ]


def test_a_clause_that_names_nobody_goes_on_about_the_one_before() -> None:
    text = "Lumbra ha subido otra vez. Ya no puedo más. Tandar cumple"
    marked = mark(text, spans(text, "Lumbra", "Tandar"))
    assert [sorted(*clause.about) for clause in clauses_of(marked)] == [[1], [1], [2]]


def test_a_turn_of_phrase_says_who_comes_off_well() -> None:
    text = "No, Lumbra no es peor que Tandar"
    (cue,) = cues(mark(text, spans(text, "Lumbra", "Tandar")))
    assert (cue.well, cue.badly) == (frozenset(), frozenset({1}))


@given(st.text(st.sampled_from("Aa ñÉ.,!?@#\nßİ👍🏽que mejor than you"), max_size=60), st.data())
def test_any_text_keeps_its_length_and_any_span_is_answered(text: str, data: st.DataObject) -> None:
    places = [
        Span(*sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text))))), subject)
        for subject in data.draw(st.lists(st.integers(1, 3), max_size=4))
    ]
    kept = [place for place in places if place.end > place.start]
    marked = mark(text, kept)
    assert len(marked.plain) == len(text)
    assert marked.subjects <= {place.subject for place in kept}
    for clause in clauses_of(marked):
        assert 0 <= clause.start < clause.end <= len(text)
    cues(marked)


def test_the_posts_written_for_it_come_with_the_package() -> None:
    posts = labelled(None)
    assert len(posts) > 70
    assert all({span.subject for span in post.spans} == {0, 1} for post in posts)
