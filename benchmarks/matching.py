"""Matching many searches: posts a second on one core, beside SQLite FTS5 and tantivy at their best batch
size.

FTS5 and tantivy index a batch and run every search on it; the matcher reads each post once. All three find
the same posts (checked on one batch). Rounds are interleaved; figures are medians.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

import pyarrow as pa
import tantivy

from benchmarks.rows import Row
from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.ast import And, Near, Node, Not, Or, Phrase, Tag, Word

BATCH = 50_000  # the best for both peers
SIZES = (100, 1_000, 10_000)
_SYLLABLES = (
    *("ba", "be", "bi", "bo", "ca", "ce", "co", "cu", "da", "de", "di", "do", "fa", "fe", "go", "ha"),
    *("ja", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "ña", "ño", "pa", "pe"),
    *("po", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to", "tá", "té", "va"),
)
LEAST = 4.0  # times a peer's speed, at 1,000 searches and more


def run(quick: bool) -> list[Row]:
    """One row for each number of searches and peer."""
    texts = make_texts(BATCH // 10 if quick else BATCH)
    rows = []
    for size in SIZES:
        searches = make_searches(size, texts)
        engines = {"tertulia": _ours(texts, searches), "SQLite FTS5": _fts5(texts, searches)}
        engines["tantivy"] = _tantivy(texts, searches)
        speeds = {name: len(texts) / seconds for name, seconds in _medians(engines, 3).items()}
        for peer in ("SQLite FTS5", "tantivy"):
            rows.append(_row(size, speeds["tertulia"], peer, speeds[peer]))
    return rows


def _row(size: int, ours: float, peer: str, theirs: float) -> Row:
    row = Row(f"{size:,} searches", ours, "posts/s a core", peer=peer, peer_value=theirs)
    if size < 1_000:
        return row
    return replace(row, goal=f"at least {LEAST:g} times {peer}", met=ours >= LEAST * theirs)


def _medians(engines: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    found = {name: engine() for name, engine in engines.items()}  # also the warm-up
    if len(set(found.values())) > 1:
        raise AssertionError(f"the engines differ: {found}")
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            since = time.perf_counter()
            engine()
            seconds[name].append(time.perf_counter() - since)
    return {name: statistics.median(each) for name, each in seconds.items()}


def make_texts(count: int, seed: int = 5) -> list[str]:
    """Invented posts of about 140 characters: words by Zipf's law, hashtags, names, some emoji."""
    chance = random.Random(seed)
    words = _words(20_000, chance)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return [_text(chance, words, weights) for _ in range(count)]


def _words(count: int, chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return sorted(words, key=lambda word: (len(word), chance.random()))


def _text(chance: random.Random, words: list[str], weights: list[float]) -> str:
    parts: list[str] = []
    length = 0
    while length < 140:
        word = chance.choices(words, cum_weights=weights)[0]
        kind = chance.random()
        if kind < 0.04:
            word = "#" + word
        elif kind < 0.06:
            word = "@" + word
        elif kind < 0.10:
            word = word.capitalize() + chance.choice((",", ".", " 😀", "!"))
        parts.append(word)
        length += len(word) + 1
    return " ".join(parts)


def make_searches(count: int, texts: list[str], seed: int = 3) -> list[Node]:
    """Searches over words of the texts: word 20 %, AND 25 %, (OR) AND NOT 15 %, phrase 12 %, prefix 10 %,
    hashtag or phrase 10 %, NEAR 8 %."""
    chance = random.Random(seed)
    cut = [_plain_words(text) for text in texts[:20_000]]
    ranked = [word for word, _ in Counter(word for each in cut for word in dict.fromkeys(each)).most_common()]
    plain = [word for word in ranked if len(word) > 2]
    tags = [word for text in texts[:20_000] for word in text.split() if word[0] == "#"]

    def word(lowest: int = 60) -> Word:
        rank = int(lowest * (len(plain) / lowest) ** chance.random())
        return Word(plain[min(len(plain) - 1, rank)])

    def phrase() -> Phrase:
        words = chance.choice(cut)
        at = chance.randrange(len(words) - 3)
        return Phrase(tuple(map(Word, words[at : at + chance.choice((2, 2, 3))])))

    def search() -> Node:
        kind = chance.random()
        if kind < 0.20:
            return word(200)
        if kind < 0.45:
            return And((word(), word()))
        if kind < 0.60:
            return And((Or(tuple(word() for _ in range(chance.randint(2, 5)))), word(), Not(word())))
        if kind < 0.72:
            return phrase()
        if kind < 0.82:
            prefix = Word(word(200).text[: chance.randint(4, 6)] + "*")
            return prefix if chance.random() < 0.5 else And((prefix, word()))
        if kind < 0.92:
            return Or((_tag(chance.choice(tags)), _tag(chance.choice(tags)), phrase()))
        left = word()
        right = next(w for w in iter(word, None) if w != left)  # FTS5 takes NEAR(w w) as met by one w
        return Near(left, right, chance.randint(2, 6))

    return [search() for _ in range(count)]


def _plain_words(text: str) -> list[str]:
    from tertulia.listen.tokens import tokens
    from tertulia.posts.folding import fold

    return [fold(token.text) for token in tokens(text) if token.kind != "emoji"]


def _tag(text: str) -> Tag:
    """The peers know no accents, so none is asked for."""
    from tertulia.posts.folding import fold

    return Tag(fold(text.strip("#,.!")))


def _ours(texts: list[str], searches: list[Node]) -> Callable[[], int]:
    table = pa.table({"text": texts})
    matcher = Matcher(dict(enumerate(searches)), threads=1)
    return lambda: len(matcher.match(table))


# FTS5 and tantivy have no hashtags of their own and strip ñ: both get letters in their place.
_STAND_INS = str.maketrans({"ñ": "ꝥ", "Ñ": "ꝥ", "#": " ꝗ"})


def _tagged(text: str) -> str:
    """`text` for a peer's main column, where a hashtag is a word like any other."""
    return text.translate({**_STAND_INS, ord("#"): " "})


def _fts5(texts: list[str], searches: list[Node]) -> Callable[[], int]:
    tagged = _tag_columns(texts)
    queries = [_fts5_query(node) for node in searches]

    def match() -> int:
        base = sqlite3.connect(":memory:")
        base.execute(
            "CREATE VIRTUAL TABLE posts USING fts5(text, tags, content='', "
            "tokenize=\"unicode61 remove_diacritics 2 tokenchars '_'\")"
        )
        rows = ((i, _tagged(text), tags) for i, (text, tags) in enumerate(zip(texts, tagged, strict=True)))
        base.executemany("INSERT INTO posts(rowid, text, tags) VALUES (?, ?, ?)", rows)
        return sum(
            len(base.execute("SELECT rowid FROM posts WHERE posts MATCH ?", (q,)).fetchall()) for q in queries
        )

    return match


def _tag_columns(texts: list[str]) -> list[str]:
    return [
        " ".join(word.strip(",.!#").translate(_STAND_INS) for word in text.split() if word[0] == "#")
        for text in texts
    ]


def _fts5_query(node: Node) -> str:
    match node:
        case Word(text=text):
            star = " *" if text.endswith("*") else ""
            return f'text:"{text.rstrip("*").translate(_STAND_INS)}"{star}'
        case Tag(text=text):
            return f'tags:"{text.translate(_STAND_INS)}"'
        case Phrase(tokens=words):
            return "text:" + " + ".join(f'"{w.text.translate(_STAND_INS)}"' for w in words)
        case Near(left=left, right=right, distance=distance):
            both = " ".join(f'"{w.text.translate(_STAND_INS)}"' for w in (left, right))
            return f"text:NEAR({both}, {distance - 1})"
        case Or(children=children):
            return "(" + " OR ".join(map(_fts5_query, children)) + ")"
        case And(children=children):
            wanted = [_fts5_query(child) for child in children if not isinstance(child, Not)]
            banned = [_fts5_query(child.child) for child in children if isinstance(child, Not)]
            return "(" + " AND ".join(wanted) + ")" + "".join(f" NOT {each}" for each in banned)
    raise TypeError(node)


def _tantivy(texts: list[str], searches: list[Node]) -> Callable[[], int]:
    tagged = _tag_columns(texts)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="folding")
    builder.add_text_field("tags", tokenizer_name="folding")
    schema = builder.build()
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"[\w]+"))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    queries = [_tantivy_query(node, schema) for node in searches]

    def match() -> int:
        index = tantivy.Index(schema)
        index.register_tokenizer("folding", analyzer)
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for text, tags in zip(texts, tagged, strict=True):
            writer.add_document(tantivy.Document(text=_tagged(text), tags=tags))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        return sum(searcher.search(q, limit=len(texts), count=True).count for q in queries)

    return match


def _tantivy_query(node: Node, schema: tantivy.Schema) -> tantivy.Query:
    Q = tantivy.Query  # noqa: N806
    match node:
        case Word(text=text) if text.endswith("*"):
            return Q.regex_query(schema, "text", _tantivy_word(text[:-1]) + ".*")
        case Word(text=text):
            return Q.term_query(schema, "text", _tantivy_word(text))
        case Tag(text=text):
            return Q.term_query(schema, "tags", _tantivy_word(text))
        case Phrase(tokens=words):
            return Q.phrase_query(schema, "text", [_tantivy_word(w.text) for w in words])
        case Near(left=left, right=right, distance=distance):
            both = [_tantivy_word(w.text) for w in (left, right)]  # type: ignore[union-attr]
            # A slop counts moves, of which swapping two neighbours takes two: each order is asked by itself.
            either = [Q.phrase_query(schema, "text", pair, slop=distance - 1) for pair in (both, both[::-1])]
            return Q.boolean_query([(tantivy.Occur.Should, each) for each in either])
        case Or(children=children):
            return Q.boolean_query([(tantivy.Occur.Should, _tantivy_query(c, schema)) for c in children])
        case And(children=children):
            parts = []
            for child in children:
                banned = isinstance(child, Not)
                query = _tantivy_query(child.child if isinstance(child, Not) else child, schema)
                parts.append((tantivy.Occur.MustNot if banned else tantivy.Occur.Must, query))
            return Q.boolean_query(parts)
    raise TypeError(node)


def _tantivy_word(text: str) -> str:
    from tertulia.posts.folding import fold

    return fold(text).translate(_STAND_INS)
