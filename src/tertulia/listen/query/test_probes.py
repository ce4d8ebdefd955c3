"""No post that a search matches is without one of its probes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.listen.matcher.naive import Document, holds
from tertulia.listen.matcher.test_matcher import LEAVES, PIECES, SEARCHES, TEXTS
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Node
from tertulia.listen.query.printing import to_text
from tertulia.listen.query.probes import probes

WORDS = [
    "feria",
    "fériá",
    "café",
    "CAFE",
    "niño",
    "nino",
    "reclamo",
    "reclamación",
    "re",
    "BT",
    "bt",
    "😡",
    "#feria",
]
QUERIES = st.recursive(
    st.sampled_from(
        [
            *("feria", "café", "niño", "{BT}", "reclam*", "re*", "recl?m*", "#feria", "#fer*", "@ana", "😡"),
            *('"café feria"', '"reclam* {BT}"', '"re* ca*"', '"feria 😡 niño"', '"feria bt"~3', "title:café"),
            *("feria NEAR/3 (café OR BT)", "(re* OR bt) NEAR/4 nin?", "lang:es", "likes:>3", "wi-fi"),
        ]
    ),
    lambda one: st.one_of(
        st.tuples(one, one).map(lambda pair: f"({pair[0]}) AND ({pair[1]})"),
        st.tuples(one, one).map(lambda pair: f"({pair[0]}) OR ({pair[1]})"),
        one.map(lambda each: f"NOT ({each})"),
    ),
    max_leaves=5,
)
SENTENCES = st.lists(st.sampled_from([*WORDS, "@ana", "wi", "fi", ",", "y"]), max_size=12).map(" ".join)


@settings(deadline=None, max_examples=400)
@given(QUERIES, SENTENCES, st.none() | SENTENCES)
def test_no_match_without_a_probe(query: str, text: str, title: str | None) -> None:
    tree = parse(query).tree
    if tree is not None:
        _check(tree, {"text": text, "title": title, "lang": "es", "likes": 5})


@settings(deadline=None, max_examples=500)
@given(LEAVES | SEARCHES, TEXTS | st.lists(st.sampled_from(PIECES), min_size=4).map(" ".join))
def test_no_match_without_a_probe_in_odd_scripts(node: Node, text: str) -> None:
    tree = parse(to_text(node)).tree
    if tree is not None:
        _check(tree, {"text": text, "title": text[::-1]})


def _check(tree: Node, post: dict[str, object]) -> None:
    document = Document.of(post, {})
    found = probes(tree)
    if found is None or not holds(tree, document):
        return
    searches = [parse(probe).tree for probe in found]
    assert any(search is not None and holds(search, document) for search in searches), found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("feria", ("feria",)),
        ("la AND cardadora", ("cardadora",)),
        ('("la cardadora" OR lacardadora) NOT moneda*', ('"la cardadora"', "lacardadora")),
        ("marjalba AND (cultur* OR cine)", ("marjalba",)),
        ("reclam* AND luz", ("luz",)),
        ("reclam* OR Luz OR luz", ("reclam*", "Luz")),
        ("(entrada* OR abono) NEAR/12 (error OR cae)", ("error", "cae")),
        ('"entrada muy cara"~5', ("entrada",)),
        ('"muy reclam* hoy mismo"', ('"hoy mismo"',)),
        ('"reclam* 😡"', ("reclam*",)),
        ("{BT} AND lang:es", ("BT",)),
        ("#Feria AND @ana", ("#Feria",)),
        ('title:"café solo" OR 😡', ('"café solo"', "😡")),
        ("bra?il", ("bra*",)),
        ("re*", None),
        ("lang:es", None),
        ("feria OR lang:es", None),
        ("feria NOT (NOT reclamación)", ("reclamación",)),
    ],
)
def test_chooses_the_rarest(query: str, expected: tuple[str, ...] | None) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert probes(tree) == expected
