from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from tertulia.listen.matcher.naive import Document, holds
from tertulia.listen.measuring.relaxing import relax
from tertulia.listen.query.api import parse, to_text
from tertulia.listen.query.ast import Node
from tertulia.listen.query.test_probes import QUERIES, SENTENCES

RARE = {"marjal*": 0.4, "taller*": 0.05, "cine": 0.02}


def shares(nodes: Sequence[Node]) -> list[float]:
    return [RARE.get(to_text(node), 0.01) for node in nodes]


@pytest.mark.parametrize(
    ("query", "relaxed"),
    [
        ("feria NOT lluvia", "feria"),
        ("feria AND lang:es AND likes:>3", "feria"),
        ('"la cardadora" OR lacardadora', "cardado* OR lacardado*"),
        ('"café con leche"', '"cafe leche"~8'),
        ('"yo y tú"', '"yo y tu"~8'),
        ("concierto NEAR/3f (gratis OR {BT})", "concier* NEAR/8 (grati* OR bt)"),
        ("concierto NEAR/9 gratis", "concier* NEAR/18 grati*"),
        ("#AbonosCarda OR @teatro_almirena", "abonoscar* OR teatro_almire*"),
        ("marjalba AND (cine OR teatro) AND taller*", "(cine OR teatr*) OR taller*"),
        ("marjalba AND cine", "cine"),
        ("title:feria AND site:a.es", "feria"),
        ("reclam* OR Niño", "reclam* OR niño"),
    ],
)
def test_the_rule(query: str, relaxed: str) -> None:
    tree = parse(query).tree
    assert tree is not None
    found = relax(tree, shares)
    assert found is not None
    assert found == parse(relaxed).tree
    assert parse(to_text(found)).tree == found


def test_a_search_of_conditions_alone_has_no_relaxed_form() -> None:
    tree = parse("lang:es AND author:ana").tree
    assert tree is not None
    assert relax(tree, shares) is None


@settings(deadline=None, max_examples=300)
@given(QUERIES, SENTENCES)
def test_it_is_a_sound_search_that_finds_what_the_search_finds(query: str, text: str) -> None:
    tree = parse(query).tree
    found = relax(tree, lambda nodes: [0.01] * len(nodes)) if tree else None
    if tree is None or found is None:
        return
    assert parse(to_text(found)).tree is not None
    document = Document.of({"text": text}, {})
    if holds(tree, document) and "NOT" not in query and ":" not in query:
        assert holds(found, document)
