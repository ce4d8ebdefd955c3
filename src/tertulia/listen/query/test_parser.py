from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.listen.query import lists, parser
from tertulia.listen.query.api import MAX_DEPTH, MAX_LENGTH, check, parse, to_text
from tertulia.listen.query.ast import (
    And,
    Emoji,
    Field,
    Handle,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Tag,
    Within,
    Word,
)

W = Word


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("café", W("café")),
        ("café AND té", And((W("café"), W("té")))),
        ("(a1 OR b1) AND c1", And((Or((W("a1"), W("b1"))), W("c1")))),
        ("(a1 OR b1) OR (c1)", Or((W("a1"), W("b1"), W("c1")))),
        ("café NOT internet", And((W("café"), Not(W("internet"))))),
        ("café AND NOT internet", And((W("café"), Not(W("internet"))))),
        ("NOT internet AND café", And((Not(W("internet")), W("café")))),
        ("NOT (NOT café)", Not(Not(W("café")))),
        ('"café solo"', Phrase((W("café"), W("solo")))),
        ("“café solo”", Phrase((W("café"), W("solo")))),
        ("«café»", W("café")),
        ('"café barato"~5', Within((W("café"), W("barato")), 5)),
        ('"a1 b1"~0', Within((W("a1"), W("b1")), 0)),
        ("(a1 OR b1)NEAR/5(c1)", Near(Or((W("a1"), W("b1"))), W("c1"), 5)),
        ("a1 NEAR/2f b1", Near(W("a1"), W("b1"), 2, ordered=True)),
        ("reclam*", W("reclam*")),
        ("bra?il", W("bra?il")),
        ("{BT}", W("BT", exact=True)),
        ("{New York}", Phrase((W("New", exact=True), W("York", exact=True)))),
        ('"{BT} group"', Phrase((W("BT", exact=True), W("group")))),
        ("#Feria*", Tag("Feria*")),
        ("@ana", Handle("ana")),
        ("@ana.bsky.social", Phrase((Handle("ana"), W("bsky"), W("social")))),
        ("wi-fi", Phrase((W("wi"), W("fi")))),
        ("wendy's", Phrase((W("wendy"), W("s")))),
        ("😡", Emoji("😡")),
        ("👩‍👩‍👧 OR 🇪🇸", Or((Emoji("👩‍👩‍👧"), Emoji("🇪🇸")))),
        ("*️⃣", Emoji("*️⃣")),
        ("café <<<marca (propia>>> AND té", And((W("café"), W("té")))),
        ('"AND" AND or1', And((W("AND"), W("or1")))),
        ("ANDORRA OR NORTE", Or((W("ANDORRA"), W("NORTE")))),
        ("author:@Ana", Field("author", ("Ana",))),
        ("Lang:(ES OR ca)", Field("lang", ("es", "ca"))),
        ("site:https://www.ElPais.com/", Field("site", ("elpais.com",))),
        ("url:https://x.com/a?b=*", Field("url", ("https://x.com/a?b=*",))),
        ("likes:5", Field("likes", low="5", high="5")),
        ("likes:<5", Field("likes", low=None, high="4")),
        ("likes:>=007", Field("likes", low="7")),
        ("likes:[* TO 9]", Field("likes", high="9")),
        ("date:2024-02", Field("date", low="2024-02-01", high="2024-02-29")),
        ("date:>2025", Field("date", low="2026-01-01")),
        ("date:<2025-03", Field("date", high="2025-02-28")),
        ("date:[2025-1 TO *]", Field("date", low="2025-01-01")),
        ("likes:(1 OR 3)", Or((Field("likes", low="1", high="1"), Field("likes", low="3", high="3")))),
        (
            "https://elpais.com",
            Phrase((W("https"), W("elpais"), W("com"))),
        ),
    ],
)
def test_reads(text: str, tree: Node) -> None:
    parsed = parse(text)
    assert parsed.tree == tree, parsed.findings


def test_span_of_every_node_is_its_place_in_the_text() -> None:
    text = 'café AND\n("té frío" OR likes:>5)'
    tree = parse(text).tree
    assert isinstance(tree, And)
    assert [text[c.span.start : c.span.end] for c in tree.children] == ["café", '("té frío" OR likes:>5)']
    alternatives = tree.children[1]
    assert isinstance(alternatives, Or)
    assert [text[c.span.start : c.span.end] for c in alternatives.children] == ['"té frío"', "likes:>5"]


PIECES = st.sampled_from(
    [
        *("AND", "OR", "NOT", "NEAR/3", "NEAR/2f", "NEAR", "and", "Y", "(", ")", ")~3", '"', '"~4', "{", "}"),
        *(
            "<<<",
            ">>>",
            "#",
            "@",
            "*",
            "?",
            "-",
            "~",
            "~5",
            ":",
            "[",
            "]",
            "TO",
            "\n",
            "\t",
            "“",
            "»",
            ">",
            "<",
        ),
        *(
            "café",
            "Cafe",
            "reclam*",
            "bra?il",
            "#feria",
            "@ana",
            "{BT}",
            '"a b"',
            '"a b"~3',
            "wi-fi",
            "ꡀ",
            "*️⃣",
        ),
        *(
            "😡",
            "👍🏽",
            "👍",
            "lang:",
            "lang:es",
            "likes:>5",
            "likes:[1 TO 5]",
            "date:2026",
            "título:x",
            "title:",
        ),
        *("has:(link OR image)", "is:", "\x00", "\ud800", "\x1c", "\u00a0", "ñ", "e\u0301", "ß", "İ", "٣"),
    ]
)
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters()),  # lone surrogates too
    st.lists(PIECES, max_size=25).map(" ".join),
    st.lists(PIECES, max_size=25).map("".join),
)


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    parsed = parse(text)
    errors = [finding for finding in parsed.findings if finding.severity == "error"]
    assert (parsed.tree is None) == bool(errors)
    for finding in parsed.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[: finding.start].count("\n") == finding.line - 1
        assert str(finding.cause) and str(finding.remedy)
    if parsed.tree is not None:
        assert parse(to_text(parsed.tree)).tree == parsed.tree


WORDS = st.sampled_from(
    ["café", "Té", "and", "OR", "Y", "near", "reclam*", "bra?il", "ñu", "e\u0301a", "٣٣", "_x"]
)
TOKENS = st.one_of(
    WORDS.map(Word),
    st.sampled_from(["BT", "Año", "AND"]).map(lambda text: Word(text, exact=True)),
    st.sampled_from(["feria", "Fer*a"]).map(Tag),
    st.sampled_from(["ana", "an?"]).map(Handle),
    st.sampled_from(["😡", "👍🏽", "🇪🇸", "#️⃣", "👩‍👩‍👧"]).map(Emoji),
)
FIELDS = st.sampled_from(
    [
        Field("lang", ("es", "ca")),
        Field("author", ("Pepe Pérez",)),
        Field("title", ("(café) <<<x AND",)),
        Field("likes", low="3", high="3"),
        Field("likes", high="30"),
        Field("date", low="2026-01-01", high="2026-02-01"),
    ]
)
TERMS = st.one_of(
    TOKENS,
    FIELDS,
    st.lists(TOKENS, min_size=2, max_size=4).map(lambda ts: Phrase(tuple(ts))),
    st.builds(
        lambda ts, n: Within(tuple(ts), n), st.lists(TOKENS, min_size=2, max_size=3), st.integers(0, 1000)
    ),
)
SIDES = st.one_of(TOKENS, st.lists(TOKENS, min_size=2, max_size=3).map(lambda ts: Or(tuple(ts))))
NEARS = st.builds(Near, SIDES, SIDES, st.integers(1, 1000), st.booleans())


def _join(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    """Two or more children, none of the same kind: what the parser makes."""
    flat = [leaf for n in nodes for leaf in (n.children if isinstance(n, kind) else (n,))]
    return kind(tuple(flat))


TREES = st.recursive(
    st.one_of(TERMS, NEARS),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: _join(And, nodes)),
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: _join(Or, nodes)),
    ),
    max_leaves=12,
)


@given(TREES)
@settings(max_examples=400, deadline=None)
def test_printing_a_tree_parses_back_to_it(tree: Node) -> None:
    parsed = parse(to_text(tree))
    refused = {finding.code for finding in parsed.findings if finding.severity == "error"}
    assert parsed.tree == tree or refused == {"only-excludes"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["(", ")", "<<<", '"', "{", "}", "NOT ", "( ) ", "#", "lang:", "*", '""', "a OR "]
)
def test_a_long_run_of_one_sign_is_answered(piece: str) -> None:
    assert check(piece * (MAX_LENGTH // len(piece)))


def test_length_limit_is_told_without_reading_on() -> None:
    assert parse("a" * MAX_LENGTH).tree is not None
    assert [finding.code for finding in check("( " * 500_000)] == ["too-long"]


def test_depth_limit() -> None:
    assert parse("(" * MAX_DEPTH + "café" + ")" * MAX_DEPTH).tree == W("café")
    deep = "(" * (MAX_DEPTH + 1) + "café" + ")" * (MAX_DEPTH + 1)
    assert [finding.code for finding in check(deep)] == ["too-deep"]


def _steps(text: str) -> int:
    """How many Python lines are run to read a text: a measure of work that no machine's mood changes."""
    import sys

    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parser.parse(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "palabra{n} OR ",
        "(a{n} AND b{n}) OR ",
        '"frase {n} larga" OR ',
        "(a{n} NEAR/3 b{n}) OR ",
        "pal{n}* OR ",
        "(((",
        "<<<",
        "x{n} ",
        "likes:>{n} OR ",
    ],
)
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    parser.parse("calentar AND motores")

    def text(size: int) -> str:
        return "".join(piece.replace("{n}", str(1000 + n)) for n in range(size)) + "fin"

    small, large = _steps(text(50)), _steps(text(200))
    assert large < small * 4.6


@pytest.fixture
def _lists(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {("author", "vips"): ["Ana", "@bea"], ("site", "prensa"): ["https://www.ElPais.com/", "abc.es"]}
    monkeypatch.setattr(lists, "_lookup", lambda kind, name: known.get((kind, name)))


@pytest.mark.usefixtures("_lists")
@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("author:list:vips", Field("author", ("Ana", "bea"))),
        ('author:"list:vips"', Field("author", ("Ana", "bea"))),
        ("author:(list:vips OR cruz OR Ana)", Field("author", ("Ana", "bea", "cruz"))),
        ("site:LIST:prensa", Field("site", ("elpais.com", "abc.es"))),
        ("feria NOT site:list:prensa", And((W("feria"), Not(Field("site", ("elpais.com", "abc.es")))))),
        ("url:list:prensa", Field("url", ("list:prensa",))),
    ],
)
def test_a_list_stands_for_its_entries(text: str, tree: Node) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert parse(to_text(tree)).tree == tree


@pytest.mark.usefixtures("_lists")
@pytest.mark.parametrize(
    "text", ["author:list:prensa", "author:list:", "author:(list:no OR ana)", "site:list:a*"]
)
def test_a_list_that_nobody_knows_is_an_error(text: str) -> None:
    assert "unknown-list" in [finding.code for finding in check(text)]
