"""What a search means: the definition, one post at a time, that the fast matcher equals (tests compare them).

Tokens (`tertulia.listen.tokens`) compare so:
- A Word matches words and the bodies of tags and handles; a Tag only tags, a Handle only handles.
- Without accents (ñ is a letter, not an accent) it matches whatever folds to the same (`posts.folding`);
  with an accent, what is the same in lower case (NFC); `exact`, what is the same as written (NFC).
- `*` stands for any run of characters, also none, `?` for exactly one, of the form compared.
- An Emoji matches the same sequence, variation selectors aside; without a skin tone it matches every tone.

The title and the text are two regions, and only words of one region are near one another. An *occurrence* is
a stretch of tokens of one region. Distances count words: neighbours are 1 apart; an emoji has no width and
the position of the word after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tertulia.listen.matcher import fields
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
    Token,
    Within,
    Word,
)
from tertulia.listen.tokens import TONES, VARIATIONS, TextToken, tokens
from tertulia.posts.folding import fold, has_accent, lower

Row = Mapping[str, Any]


def match_naively(
    posts: Sequence[Row], searches: Mapping[int, Node], readings: Sequence[Row] | None = None
) -> set[tuple[int, int]]:
    """The pairs (place in `posts`, search) where the search matches the post."""
    found = set()
    for place, post in enumerate(posts):
        document = Document.of(post, readings[place] if readings else {})
        found |= {(place, number) for number, node in searches.items() if holds(node, document)}
    return found


@dataclass(frozen=True)
class Document:
    """A post as the searches see it: its columns, what was read of it, and the tokens of its two regions."""

    post: Row
    reading: Row
    title: list[TextToken]
    text: list[TextToken]

    @classmethod
    def of(cls, post: Row, reading: Row) -> Document:
        return cls(post, reading, tokens(post.get("title") or ""), tokens(post.get("text") or ""))

    @property
    def regions(self) -> tuple[list[TextToken], list[TextToken]]:
        return self.title, self.text


def holds(node: Node, document: Document) -> bool:
    """Whether the post satisfies the search."""
    match node:
        case And():
            return all(holds(child, document) for child in node.children)
        case Or():
            return any(holds(child, document) for child in node.children)
        case Not():
            return not holds(node.child, document)
        case Field(name="title"):
            return any(_title_holds(value, document.title) for value in node.values)
        case Field():
            return any(fields.holds(key, document.post, document.reading) for key in fields.keys(node))
        case Near():
            return any(_near(node, region) for region in document.regions)
        case Within():
            return any(_within(node, region) for region in document.regions)
    return any(any(occurrences(node, region)) for region in document.regions)


def _title_holds(value: str, title: list[TextToken]) -> bool:
    phrase = fields.title_phrase(value)
    return any(True for _ in occurrences(phrase, title))


@dataclass(frozen=True)
class Occurrence:
    """Where an operand stands in a region: its first and last token (counting emoji) and their positions."""

    first: int
    last: int
    start: int
    end: int

    def __bool__(self) -> bool:
        return True


def occurrences(node: Node, region: list[TextToken]) -> Iterator[Occurrence]:
    """Every occurrence of a token, a phrase or an OR of them."""
    match node:
        case Or():
            for child in node.children:
                yield from occurrences(child, region)
        case Phrase():
            for places in _phrase_places(node.tokens, region):
                first, last = places[0], places[-1]
                yield Occurrence(first, last, region[first].position, region[last].position)
        case Word() | Tag() | Handle() | Emoji():
            yield from occurrences(Phrase((node,)), region)
        case _:
            raise TypeError(f"{type(node).__name__} has no place among the words")


def _phrase_places(
    wanted: Sequence[Token], region: list[TextToken], after: int = -1, at: int | None = None
) -> Iterator[list[int]]:
    """The tokens' places in the region: words at neighbouring positions, emoji in the gap where they are
    written, in their order (others may stand between)."""
    for place in range(after + 1, len(region)) if wanted else ():
        token = region[place]
        if (at is None or token.position == at) and token_matches(wanted[0], token):
            if len(wanted) == 1:
                yield [place]
                continue
            following = token.position + (token.kind != "emoji")
            for rest in _phrase_places(wanted[1:], region, place, following):
                yield [place, *rest]


def _near(node: Near, region: list[TextToken]) -> bool:
    """One occurrence wholly before the other (left first if `ordered`), at most `distance` words apart."""

    def before(a: Occurrence, b: Occurrence) -> bool:
        return a.last < b.first and b.start - a.end <= node.distance

    lefts, rights = list(occurrences(node.left, region)), list(occurrences(node.right, region))
    return any(before(a, b) or (not node.ordered and before(b, a)) for a in lefts for b in rights)


def _within(node: Within, region: list[TextToken]) -> bool:
    """Some stretch of the region holds every token as many times as it is written (two different ones may
    meet in one word), and at most `distance` words more than are written."""
    words = sum(not isinstance(token, Emoji) for token in node.tokens) + node.distance
    times = {token: node.tokens.count(token) for token in node.tokens}
    for first in range(len(region)):
        for last in range(first, len(region)):
            stretch = region[first : last + 1]
            if sum(token.kind != "emoji" for token in stretch) > words:
                break
            if all(sum(token_matches(t, x) for x in stretch) >= n for t, n in times.items()):
                return bool(node.tokens)
    return False


@lru_cache(100_000)
def token_matches(wanted: Token, token: TextToken) -> bool:
    """Whether a token of a text is one that the search names."""
    if isinstance(wanted, Emoji) or token.kind == "emoji":
        return isinstance(wanted, Emoji) and token.kind == "emoji" and _emoji_matches(wanted.text, token.text)
    if (isinstance(wanted, Tag) and token.kind != "tag") or (
        isinstance(wanted, Handle) and token.kind != "handle"
    ):
        return False
    if isinstance(wanted, Word) and wanted.exact:
        return _glob(_nfc(wanted.text), _nfc(token.text))
    if has_accent(wanted.text):
        return _glob(_nfc(lower(wanted.text)), _nfc(lower(token.text)))
    return _glob(fold(wanted.text), fold(token.text))


def _emoji_matches(wanted: str, found: str) -> bool:
    bare = _without(wanted, VARIATIONS)
    toned = any(char in TONES for char in bare)
    return bare == _without(found, VARIATIONS if toned else VARIATIONS + TONES)


def _without(text: str, chars: str) -> str:
    return "".join(char for char in text if char not in chars)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _glob(pattern: str, text: str) -> bool:
    parts = ({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None
