"""On real posts: the fast matcher equals the definition, and SQLite's FTS5 where it can say the same."""

from __future__ import annotations

import csv
import json
import os
import random
import sqlite3
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.matcher.naive import match_naively
from tertulia.listen.query.ast import And, Emoji, Handle, Near, Node, Not, Or, Phrase, Tag, Within, Word
from tertulia.listen.tokens import TextToken, tokens
from tertulia.posts.folding import fold

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[5] / "shared" / "data"
AIRLINES = DATA / "airlines_es" / "tweets_public.csv"
CITY_HALLS = DATA / "uam_ayuntamientos_es" / "data" / "all_citizens_labeled_20220911.json"


@cache
def texts() -> list[str]:
    if not (AIRLINES.exists() and CITY_HALLS.exists()):
        if os.environ.get("CI") == "true":
            pytest.fail("the shared data are missing")
        pytest.skip("the shared data are not here")
    with AIRLINES.open(encoding="utf-8") as file:
        found = [row["text"] for row in csv.DictReader(file)]
    found += [item["text"] for item in json.loads(CITY_HALLS.read_text(encoding="utf-8"))]
    return random.Random(1).sample(found, 3_000)


def matched(sample: list[str], searches: list[Node]) -> set[tuple[int, int]]:
    found = Matcher(dict(enumerate(searches))).match(pa.table({"text": sample}))
    return set(zip(found["row"].to_pylist(), found["monitor"].to_pylist(), strict=True))


class Maker:
    """Makes searches from what the texts say, so that they match."""

    def __init__(self, sample: list[str], seed: int) -> None:
        self.chance = random.Random(seed)
        self.cut = [each for each in map(tokens, sample) if len(each) > 4]

    def some(self, count: int) -> list[TextToken]:
        found = self.chance.choice(self.cut)
        at = self.chance.randrange(max(1, len(found) - count))
        return found[at : at + count]

    def token(self, token: TextToken | None = None) -> Word | Tag | Handle | Emoji:
        token = token or self.some(1)[0]
        if token.kind == "emoji":
            return Emoji(token.text)
        if token.kind != "word" and self.chance.random() < 0.7:
            return {"tag": Tag, "handle": Handle}[token.kind](token.text)
        text = self.chance.choice([token.text, fold(token.text), token.text.upper(), token.text[:3] + "*"])
        return Word(text, exact=self.chance.random() < 0.2 and "*" not in text)

    def search(self) -> Node:
        kind = self.chance.randrange(8)
        if kind < 2:
            return self.token()
        if kind == 2:
            return Phrase(tuple(map(self.token, self.some(self.chance.randint(2, 3)))))
        first, *_, last = self.some(4) if kind < 6 else (self.some(1) * 2)
        if kind == 3:
            return Near(
                self.token(first), self.token(last), self.chance.randint(1, 4), self.chance.random() < 0.5
            )
        if kind == 4:
            return Within((self.token(first), self.token(last)), self.chance.randint(0, 3))
        if kind == 5:
            return Near(Or((self.token(first), self.token())), Phrase((self.token(last),)), 3)
        if kind == 6:
            return And((self.token(), Or((self.token(), self.token())), Not(self.token())))
        return Or((self.token(), And((self.token(), Not(self.search())))))


def test_equals_the_definition_on_real_posts() -> None:
    sample = texts()[:150]
    maker = Maker(sample, 2)
    searches = [maker.search() for _ in range(100)]
    found = matched(sample, searches)
    assert found == match_naively([{"text": text} for text in sample], dict(enumerate(searches)))
    assert len({search for _, search in found}) > 60


def plain(text: str) -> str:
    """`text` as both sides can compare it: FTS5 would strip ñ, and takes symbols and marks otherwise."""
    kept = (
        char if char.isalpha() or char == "_" or char in "#@ " or char in "0123456789" else " "
        for char in text
    )
    return "".join(kept).replace("ñ", "q").replace("Ñ", "Q")


class PlainMaker(Maker):
    """Makes searches that FTS5 has too, with their FTS5 text."""

    def word(self) -> str:
        return fold(self.some(1)[0].text)

    def pair(self) -> tuple[Node, str]:
        kind = self.chance.randrange(6)
        first, second, third = self.word(), self.word(), self.word()
        if kind == 0:
            return Word(first), f'"{first}"'
        if kind == 1:
            stem = first[: max(2, len(first) - 2)]
            return Word(stem + "*"), f'"{stem}" *'
        if kind == 2:
            words = [fold(token.text) for token in self.some(self.chance.randint(2, 3))]
            return Phrase(tuple(map(Word, words))), " + ".join(f'"{word}"' for word in words)
        if kind == 3:
            words = [fold(token.text) for token in self.some(4)]
            if words[0] == words[-1]:  # FTS5 takes one word as near itself
                return Word(first), f'"{first}"'
            near = Near(Word(words[0]), Word(words[-1]), 4)
            return near, f'NEAR("{words[0]}" "{words[-1]}", 3)'
        if kind == 4:
            node = And((Word(first), Or((Word(second), Word(third)))))
            return node, f'"{first}" AND ("{second}" OR "{third}")'
        return And((Word(first), Not(Word(second)))), f'"{first}" NOT "{second}"'


def test_equals_fts5() -> None:
    sample = [plain(text) for text in texts()]
    maker = PlainMaker(sample, 3)
    pairs = [maker.pair() for _ in range(600)]
    base = sqlite3.connect(":memory:")
    tokenizer = "unicode61 remove_diacritics 2 tokenchars ''_''"
    base.execute(f"CREATE VIRTUAL TABLE posts USING fts5(text, tokenize='{tokenizer}')")
    base.executemany("INSERT INTO posts(rowid, text) VALUES (?, ?)", enumerate(sample))
    expected = {
        (row, number)
        for number, (_, query) in enumerate(pairs)
        for (row,) in base.execute("SELECT rowid FROM posts WHERE posts MATCH ?", (query,))
    }
    base.close()
    assert matched(sample, [node for node, _ in pairs]) == expected
    assert len(expected) > 2_000
