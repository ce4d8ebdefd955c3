from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.listen.matcher.naive import Document, holds
from tertulia.listen.measuring.editing import exclude, include
from tertulia.listen.query.api import parse
from tertulia.listen.query.test_probes import QUERIES, SENTENCES


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("feria", "feria\nNOT x1"),
        ("feria OR fiesta", "(\nferia OR fiesta\n)\nNOT x1"),
        ("(feria OR fiesta)", "(feria OR fiesta)\nNOT x1"),
        ("(feria AND a1) OR (fiesta AND b1)", "(\n(feria AND a1) OR (fiesta AND b1)\n)\nNOT x1"),
        ("feria NOT lluvia", "feria NOT (lluvia OR x1)"),
        (
            "feria\nNOT (\n  lluvia OR frío <<<ours>>>\n)",
            "feria\nNOT (\n  lluvia OR frío <<<ours>>> OR x1\n)",
        ),
        ('("a)b" OR "c(" )', '("a)b" OR "c(" )\nNOT x1'),
    ],
)
def test_exclusions_go_where_a_person_would_write_them(query: str, expected: str) -> None:
    assert exclude(query, "x1") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("feria", "feria OR x1"),
        ("feria OR fiesta", "feria OR fiesta OR x1"),
        ("(\n  feria OR fiesta\n)\nNOT lluvia", "(\n  feria OR fiesta OR x1\n)\nNOT lluvia"),
        ("feria NOT lluvia", "(feria OR x1) NOT lluvia"),
        ("feria AND fiesta", "(\nferia AND fiesta\n)\nOR x1"),
        ("feria NEAR/3 fiesta", "(\nferia NEAR/3 fiesta\n)\nOR x1"),
    ],
)
def test_additions_keep_what_is_excluded(query: str, expected: str) -> None:
    assert include(query, "x1") == expected


@settings(deadline=None, max_examples=300)
@given(QUERIES, st.sampled_from(["feria", '"café feria"', "author:ana", "#feria"]), SENTENCES)
def test_a_term_changes_what_it_finds_and_nothing_else(query: str, term: str, text: str) -> None:
    before, piece = parse(query).tree, parse(term).tree
    if before is None or piece is None:
        return
    document = Document.of({"text": text, "author": "ana"}, {})
    without, more = parse(exclude(query, term)).tree, parse(include(query, term)).tree
    assert without is not None and more is not None
    assert holds(without, document) == (holds(before, document) and not holds(piece, document))
    if not holds(piece, document):
        assert holds(more, document) == holds(before, document)


def test_a_search_with_an_error_is_not_changed() -> None:
    with pytest.raises(Problem, match="has an error"):
        exclude("feria AND", "x1")
