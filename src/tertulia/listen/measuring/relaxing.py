"""The relaxed form of a search: wider by rule, so that it shows what the search misses.

- NOT parts and conditions on columns go (the words of `title:` stay, anywhere in the post).
- AND becomes the OR of its two rarest parts; the second only where it is found in at most 10 % of the posts.
- A phrase becomes its words in any order with at most 8 others among them, those of up to three
  letters left out where longer ones remain; distances are doubled, 8 at least, and order no longer counts.
- Words lose accents and exactness; of six letters or more also the last one, of eight or more the last two.
- A hashtag or a handle is also found as a word.

What shares no word with the search stays out of its reach: recall is told relative to this form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

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
    Span,
    Tag,
    Token,
    Within,
    Word,
)
from tertulia.listen.query.findings import Report
from tertulia.listen.query.terms import cut
from tertulia.posts.folding import fold

KEPT = 2  # parts of an AND
COMMON = 0.1  # share of the posts beyond which the second part of an AND is too common
APART = 8  # words
Shares = Callable[[Sequence[Node]], Sequence[float]]  # searches → the share of posts that each finds


def relax(tree: Node, shares: Shares) -> Node | None:
    """The relaxed form; None where nothing of the search is about words."""
    match tree:
        case Not():
            return None
        case Field(name="title", values=values):
            return _any_of(_phrase(cut(value, Span(), Report(value))) for value in values)
        case Field():
            return None
        case And(children):
            return _rarest([part for child in children if (part := relax(child, shares))], shares)
        case Or(children):
            return _any_of(part for child in children if (part := relax(child, shares)))
        case Near(left, right, distance):
            return Near(_near(left), _near(right), max(APART, 2 * distance))
        case Within(tokens, distance):
            return Within(tuple(map(_token, tokens)), max(APART, 2 * distance))
        case Phrase(tokens):
            return _phrase(tokens)
    return _token(tree)


def _any_of(parts: Iterable[Node | None]) -> Node | None:
    """The OR of the parts, each once, those of an OR among them in its place."""
    flat = [leaf for part in parts if part for leaf in (part.children if isinstance(part, Or) else (part,))]
    once = tuple(dict.fromkeys(flat))
    return Or(once) if len(once) > 1 else once[0] if once else None


def _rarest(parts: list[Node], shares: Shares) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    found = dict(zip(range(len(parts)), shares(parts), strict=True))
    order = sorted(found, key=lambda place: (found[place], place))
    kept = [order[0], *(place for place in order[1:KEPT] if found[place] <= COMMON)]
    return _any_of(parts[place] for place in sorted(kept))


def _phrase(tokens: tuple[Token, ...]) -> Node | None:
    telling = tuple(token for token in tokens if isinstance(token, Emoji) or len(fold(token.text)) > 3)
    relaxed = tuple(map(_token, telling or tokens))
    if len(relaxed) < 2:
        return relaxed[0] if relaxed else None
    return Within(relaxed, APART)


def _near(side: Node) -> Node:
    """An operand of NEAR, which holds words, phrases and OR of them only."""
    match side:
        case Or(children):
            return Or(tuple(dict.fromkeys(map(_near, children))))
        case Phrase(tokens):
            return Phrase(tuple(map(_token, tokens)))
        case Word() | Tag() | Handle() | Emoji():
            return _token(side)
    return side


def _token(token: Token) -> Token:
    if isinstance(token, Emoji):
        return token
    text = fold(token.text)
    if "*" in text or "?" in text or len(text) < 6:
        return Word(text)
    return Word(f"{text[: -2 if len(text) > 7 else -1]}*")
