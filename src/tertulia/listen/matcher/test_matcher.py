"""The fast matcher equals the definition, for any search and any text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.matcher.naive import match_naively
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
from tertulia.posts.schema import EMOTIONS, INTENTS, KINDS, POSTS, READINGS, SENTIMENTS

PIECES = [
    *(
        "a",
        "b",
        "A",
        "á",
        "n",
        "ñ",
        "Ñ",
        "ab",
        "abc",
        "BT",
        "bt",
        "ﬁ",
        "ς",
        "Σ",
        "가",
        "각",
        "𝒜",
        "ß",
        "İ",
        "1",
        "_",
    ),
    *(" ", " ", " ", "#", "@", "-", "\n", "\u0301", "\u0303", "\u0323", "\u0315", "\u11a8", "\u0344"),
    *(
        "😀",
        "👍",
        "👍🏽",
        "👨‍👩‍👧",
        "❤️",
        "❤",
        "🇪🇸",
        "🇪",
        "1️⃣",
        "#️⃣",
        "☺︎",
        "\u200d",
        "\ufe0f",
        "🏽",
        "\u20e3",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
BODIES = st.lists(
    st.sampled_from(["a", "b", "á", "A", "n", "ñ", "BT", "\u0301", "\u0303", "\u0323", "ς", "가", "İ", "𝒜"]),
    min_size=1,
    max_size=3,
).map("".join)
PATTERNS = st.lists(
    st.sampled_from(["a", "b", "á", "n", "ñ", "*", "?", "가", "\u0301"]), min_size=1, max_size=4
).map("".join)
EMOJI = st.sampled_from(["😀", "👍", "👍🏽", "👨‍👩‍👧", "❤️", "❤", "🇪🇸", "🇪", "1️⃣", "#⃣", "☺", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
TOKENS = st.one_of(
    st.builds(Word, BODIES | PATTERNS),
    st.builds(Word, BODIES | PATTERNS, exact=st.just(True)),
    st.builds(Tag, BODIES | PATTERNS),
    st.builds(Handle, BODIES),
    st.builds(Emoji, EMOJI),
)
PHRASES = st.builds(Phrase, st.lists(TOKENS, min_size=1, max_size=3).map(tuple))
OPERANDS = st.recursive(
    TOKENS | PHRASES, lambda one: st.builds(Or, st.lists(one, max_size=3).map(tuple)), max_leaves=4
)
DISTANCES = st.integers(0, 4) | st.just(2**40)
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
VALUES: dict[str, list[str]] = {
    "author": ["ana", "@Ana", "José"],
    "lang": ["es", "en"],
    "network": ["x", "mastodon"],
    "site": ["elpais.com", "es", "www.a.es"],
    "url": ["elpais", "Economía"],
    "title": ["a b", "ab*", "", "😀"],
    "kind": ["post", "reply"],
    "is": ["own", "reply", "repost", "quote", "offensive", "ironic", "needs_reply", "automatic"],
    "has": ["link", "hashtag", "mention", "media", "image", "video", "title"],
    "reply_to": ["7"],
    "sentiment": ["negative", "positive"],
    "emotion": ["joy", "none"],
    "intent": ["complaint", "praise"],
}
VALUE_FIELDS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.builds(
        Field, st.just(name), st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2).map(tuple)
    )
)
RANGES = st.builds(
    Field,
    st.sampled_from(["likes", "views", "followers"]),
    low=st.none() | st.sampled_from(["-3", "0", "5", "9" * 30]),
    high=st.sampled_from(["0", "7", "9" * 30]),
)
DATES = st.builds(
    Field,
    st.just("date"),
    low=st.sampled_from(["2026-03-01", "2026-03-02"]),
    high=st.none() | st.just("2026-03-02"),
)
LEAVES = st.one_of(
    TOKENS,
    TOKENS,
    PHRASES,
    st.builds(Near, OPERANDS, OPERANDS, DISTANCES, st.booleans()),
    st.builds(Within, st.lists(TOKENS, min_size=1, max_size=3).map(tuple), DISTANCES),
    VALUE_FIELDS,
    RANGES,
    DATES,
)


def _joined(one: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(one, max_size=3).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, one))


SEARCHES = st.recursive(LEAVES, _joined, max_leaves=6)
ROWS = st.fixed_dictionaries(
    {
        "id": st.just("1"),
        "network": st.sampled_from(["x", "Mastodon"]),
        "created_at": st.builds(lambda s: MOMENT + timedelta(seconds=s), st.integers(-1, 3 * 86_400)),
        "text": TEXTS,
        "title": st.none() | TEXTS,
        "author": st.sampled_from([None, "Ana", "@ana", "jose"]),
        "author_name": st.sampled_from([None, "José"]),
        "kind": st.sampled_from([None, *KINDS]),
        "lang": st.sampled_from([None, "es", "es-MX", "EN"]),
        "url": st.sampled_from([None, "https://www.elpais.com/economia", "http://u@b.a.es:80/x", "nada"]),
        "reply_to": st.sampled_from([None, "7"]),
        "likes": st.sampled_from([None, 0, 5, 2**62]),
        "views": st.sampled_from([None, 7]),
        "followers": st.sampled_from([None, 0]),
        "hashtags": st.sampled_from([None, [], ["a"]]),
        "mentions": st.sampled_from([None, ["a"]]),
        "links": st.sampled_from([None, [], ["https://a.es"]]),
        "media": st.sampled_from(
            [None, "", "[]", "{}", "[", '[{"type": "image"}]', '[{"type": "video"}, 3]']
        ),
        "own": st.sampled_from([None, True, False]),
        "extra": st.sampled_from([None, '{"bot": true}', '{"bot":false, "app": "a"}', '{"a": {"bot":true}}']),
    }
)
READ = st.fixed_dictionaries(
    {
        "lang": st.sampled_from([None, "en"]),
        "sentiment": st.sampled_from([None, *SENTIMENTS]),
        "emotion": st.sampled_from([None, *EMOTIONS]),
        "offensive": st.sampled_from([None, "none", "mild"]),
        "irony": st.sampled_from([None, True, False]),
        "needs_reply": st.sampled_from([None, True, False]),
        "intents": st.sampled_from([None, [], list(INTENTS[:3]), ["praise"]]),
    }
)


def fast(
    posts: list[dict[str, Any]], searches: dict[int, Node], readings: list[dict[str, Any]] | None = None
) -> set[tuple[int, int]]:
    schema = pa.schema([field.with_nullable(True) for field in POSTS])
    table = pa.Table.from_pylist(posts, schema)
    read = pa.Table.from_pylist(readings, READINGS) if readings is not None else None
    found = Matcher(searches).match(table, read)
    pairs = list(zip(found["row"].to_pylist(), found["monitor"].to_pylist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert pairs == sorted(pairs)
    return set(pairs)


@settings(deadline=None, max_examples=150)
@given(st.lists(ROWS, min_size=1, max_size=4), st.lists(SEARCHES, min_size=1, max_size=8), st.data())
def test_equals_the_definition(rows: list[dict[str, Any]], nodes: list[Node], data: st.DataObject) -> None:
    readings = data.draw(st.none() | st.lists(READ, min_size=len(rows), max_size=len(rows)))
    searches = dict(enumerate(nodes, start=10))
    assert fast(rows, searches, readings) == match_naively(rows, searches, readings)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.text() | TEXTS, min_size=1, max_size=4), st.lists(LEAVES, min_size=1, max_size=8))
def test_equals_the_definition_on_any_text(texts: list[str], nodes: list[Node]) -> None:
    rows = [{"text": text} for text in texts]
    searches = dict(enumerate(nodes))
    assert fast(rows, searches) == match_naively(rows, searches)


@pytest.mark.slow
def test_every_character_is_cut_and_folded_alike() -> None:
    # Not all of the ideographs: they are alike, and the definition is slow.
    every = [
        chr(c)
        for c in [*range(0x3100), *range(0xA600, 0xB000), *range(0xF900, 0x12000), *range(0x1D000, 0x20000)]
        if c < 0xD800 or c > 0xDFFF
    ]
    rows = [{"text": "".join(every[i : i + 64])} for i in range(0, len(every), 64)]
    rows += [{"text": " ".join(every[i : i + 24])} for i in range(0, len(every), 24)]
    searches: dict[int, Node] = {
        1: Word("?"),
        2: Word("*a*"),
        3: Word("á*"),
        4: Word("*é*", exact=True),
        5: Near(Emoji("😀"), Word("*"), 1),
        6: Phrase((Emoji("❤"), Word("*"))),
        7: Within((Word("??*"), Word("*")), 0),
    }
    assert fast(rows, searches) == match_naively(rows, searches)


@pytest.mark.parametrize(
    ("node", "text", "matches"),
    [
        (Word("feria"), "¡Qué #FERIA!", True),
        (Tag("feria"), "la feria", False),
        (Word("nino"), "El niño", False),
        (Word("niño"), "El NIN\u0303O", True),
        (Word("cafe"), "un Café", True),
        (Word("café"), "un cafe", False),
        (Word("café"), "un CAFE\u0301", True),
        (Word("BT", exact=True), "bt", False),
        (Phrase((Word("buen"), Word("día"))), "buen 😀 día", True),
        (Phrase((Word("buen"), Emoji("😀"), Word("día"))), "buen día 😀", False),
        (Near(Word("a"), Word("a"), 3), "a b c", False),
        (Near(Word("a"), Word("a"), 3), "a b c a", True),
        (Near(Word("a"), Word("b"), 2, ordered=True), "b x a", False),
        (Near(Word("b"), Word("a"), 2, ordered=True), "b x a", True),
        (Near(Word("b"), Word("a"), 1), "b x a", False),
        (Within((Word("a"), Word("b"), Word("a")), 1), "a x b a", True),
        (Within((Word("a"), Word("b"), Word("a")), 1), "a x y b a", False),
        (Within((Word("a"), Word("a")), 9), "a b", False),
        (Emoji("👍"), "👍🏿", True),
        (Emoji("👍🏽"), "👍", False),
        (Not(Word("a")), "", True),
    ],
)
def test_examples(node: Node, text: str, matches: bool) -> None:
    assert bool(match_naively([{"text": text}], {1: node})) is matches
    assert bool(fast([{"text": text}], {1: node})) is matches


def test_title_and_text_are_not_neighbours() -> None:
    rows = [{"title": "a", "text": "b"}, {"title": "x", "text": "a b"}]
    searches: dict[int, Node] = {
        1: Phrase((Word("a"), Word("b"))),
        2: Near(Word("a"), Word("b"), 2**31),
        3: Within((Word("a"), Word("b")), 2**31),
        4: And((Word("a"), Word("b"))),
        5: Field("title", ("a",)),
    }
    assert fast(rows, searches) == {(0, 4), (0, 5), (1, 1), (1, 2), (1, 3), (1, 4)}


def test_huge_texts_have_no_limits() -> None:
    far = "a " * 200_000 + "b " + "c " * 100_000 + "d"
    long_word = "x" * 300_000 + "y"
    accents = "e" + "\u0301" * 50_000
    rows = [{"text": far}, {"text": long_word}, {"text": accents}, {"text": "😀" * 20_000 + " z"}]
    searches: dict[int, Node] = {
        1: Phrase((Word("a"), Word("b"), Word("c"))),
        2: Near(Word("a"), Word("d"), 100_002),
        3: Near(Word("a"), Word("d"), 100_001),
        4: Within((Word("b"), Word("d")), 100_000),
        5: Within((Word("b"), Word("d")), 99_999),
        6: Word("x*y"),
        7: Word("x*z"),
        8: Word("e"),
        9: Word("é*", exact=True),
        10: Phrase((Emoji("😀"), Emoji("😀"), Word("z"))),
        11: Near(Or((Word("c"), Word("a*"))), Or((Word("d"), Word("a"))), 0),
        12: Near(Word("a"), Word("d"), 100_002, ordered=True),
    }
    assert fast(rows, searches) == {(0, 1), (0, 2), (0, 4), (0, 12), (1, 6), (2, 8), (2, 9), (3, 10)}


def test_small_batches_then_large_ones_find_the_same() -> None:
    matcher = Matcher({1: And((Word("a"), Word("b"))), 2: Or((Word("a"), Phrase((Word("b"), Word("c")))))})
    texts = ["a b", "b c", "a", "c b"] * 3000
    whole = matcher.match(pa.table({"text": texts}))
    again = Matcher({1: And((Word("a"), Word("b"))), 2: Or((Word("a"), Phrase((Word("b"), Word("c")))))})
    for row in range(8):
        piece = again.match(pa.table({"text": texts}).slice(row, 1))
        expected = whole.filter(pa.compute.equal(whole["row"], row))["monitor"]
        assert piece["monitor"].to_pylist() == expected.to_pylist()
    assert again.match(pa.table({"text": texts})) == whole


def test_no_posts_and_no_searches() -> None:
    assert len(Matcher({}).match(pa.table({"text": ["a"]}))) == 0
    assert len(Matcher({1: Not(Word("a"))}).match(pa.table({"text": pa.array([], pa.string())}))) == 0
    assert fast([{"text": "a"}], {1: And(()), 2: Or(()), 3: Not(Or(())), 4: Phrase(())}) == {(0, 1), (0, 3)}


def test_near_holds_only_words() -> None:
    with pytest.raises(TypeError):
        Matcher({1: Near(And((Word("a"), Word("b"))), Word("c"), 2)})
