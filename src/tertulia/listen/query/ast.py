"""The searches as a tree: what the parser makes, the linter reads, the matcher compiles. Pure data.

How a text is cut into tokens is in `tertulia.listen.tokens`; both sides of a comparison use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """Where in the query's text a node stands: offsets in characters, `end` not included."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Word:
    """One word token as written. Plain: any case, any accents. With an accent: only words with that very
    accent (any case). `exact`: written in braces, the very characters, never a pattern. `*` (any ending or
    middle) and `?` (one character) make it a pattern. A word also matches the body of a #tag
    and of an @user."""

    text: str
    exact: bool = False
    span: Span = field(default=Span(), compare=False)

    @property
    def is_pattern(self) -> bool:
        return "*" in self.text or "?" in self.text


@dataclass(frozen=True)
class Tag:
    """A hashtag, without #; may be a pattern."""

    text: str
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Handle:
    """A person named in the text, without @; may be a pattern."""

    text: str
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Emoji:
    """One emoji (a whole sequence). Without a skin tone it matches every tone."""

    text: str
    span: Span = field(default=Span(), compare=False)


Token = Word | Tag | Handle | Emoji


@dataclass(frozen=True)
class Phrase:
    """Tokens one after the other."""

    tokens: tuple[Token, ...]
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Within:
    """`"a b"~n`: all the tokens, in any order, with at most n other words among them. A token that is written
    twice needs two occurrences."""

    tokens: tuple[Token, ...]
    distance: int
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Near:
    """`left NEAR/n right`: an occurrence of each at most n words apart (neighbours are 1 apart); `ordered`
    (NEAR/nf) asks left before right. The two are never the same occurrence: NEAR(w, w) needs two.
    Operands are tokens, phrases, or OR of them."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Field:
    """A condition on a column. `values` are alternatives; a range has `low` and `high` (None: open), both
    included. Dates are ISO days (UTC), numbers digits. What each name compares is in `query.fields.FIELDS`;
    the values of `text` fields are as written, all others in lower case. A post that lacks the value does not
    satisfy it."""

    name: str
    values: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class And:
    children: tuple[Node, ...]
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Or:
    children: tuple[Node, ...]
    span: Span = field(default=Span(), compare=False)


@dataclass(frozen=True)
class Not:
    child: Node
    span: Span = field(default=Span(), compare=False)


Node = Word | Tag | Handle | Emoji | Phrase | Within | Near | Field | And | Or | Not
