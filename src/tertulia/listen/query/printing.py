"""The canonical text of a tree: it parses back to the same tree."""

from __future__ import annotations

import re

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

_LOOKS_LIKE_OPERATOR = re.compile(r"(?i:and|or|not)|near|NEAR|Y|E|O|U|NO", re.IGNORECASE)
_PLAIN_VALUE = re.compile(r"(?!<<<)[^\s()\"{}\[\]<>:]+")


def to_text(node: Node) -> str:
    """The search as one line of text."""
    match node:
        case And(children):
            return " AND ".join(map(_side, children))
        case Or(children):
            return " OR ".join(map(_side, children))
        case Not(child):
            return f"NOT {_group(child) if isinstance(child, Not) else _side(child)}"
        case Near(left, right, distance, ordered):
            return f"{_side(left)} NEAR/{distance}{'f' if ordered else ''} {_side(right)}"
        case Phrase(tokens):
            return f'"{_spaced(tokens)}"'
        case Within(tokens, distance):
            return f'"{_spaced(tokens)}"~{distance}'
        case Field():
            return _field(node)
        case Word(text, exact=False) if _LOOKS_LIKE_OPERATOR.fullmatch(text):
            return f'"{text}"'
    return _token(node)


def _side(node: Node) -> str:
    """The text of a child, in brackets where it would mix with what stands beside it."""
    return _group(node) if isinstance(node, And | Or | Near) else to_text(node)


def _group(node: Node) -> str:
    return f"({to_text(node)})"


def _spaced(tokens: tuple[Token, ...]) -> str:
    return " ".join(map(_token, tokens))


def _token(token: Token) -> str:
    match token:
        case Tag(text):
            return f"#{text}"
        case Handle(text):
            return f"@{text}"
        case Emoji(text):
            return text
        case Word(text, exact):
            return f"{{{text}}}" if exact else text


def _field(node: Field) -> str:
    if node.values:
        values = [v if _PLAIN_VALUE.fullmatch(v) else f'"{v}"' for v in node.values]
        return f"{node.name}:{values[0]}" if len(values) == 1 else f"{node.name}:({' OR '.join(values)})"
    if node.low == node.high:
        return f"{node.name}:{node.low}"
    return f"{node.name}:[{node.low or '*'} TO {node.high or '*'}]"
