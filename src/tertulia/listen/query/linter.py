"""What a tree that parsed says wrongly or twice: searches that only exclude, terms that change nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from tertulia.listen.query.ast import (
    And,
    Emoji,
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
from tertulia.listen.query.findings import Report
from tertulia.listen.query.printing import to_text
from tertulia.listen.tokens import TONES
from tertulia.posts.folding import fold, has_accent, lower

_LONGEST_WORD = 100  # characters: longer ones are not compared, so that the work stays linear
_TONELESS = str.maketrans("", "", TONES)


def lint(tree: Node, report: Report) -> None:
    """Report what the whole and its parts say wrongly or twice."""
    _require_something(tree, report)
    for node in _walk(tree):
        if isinstance(node, And | Or):
            _report_repeated(node, report)
            _report_covered(node, report)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case And(children) | Or(children):
            return children
        case Not(child):
            return (child,)
    return ()


def _require_something(tree: Node, report: Report) -> None:
    """A search must need something to be there; a branch that only excludes would match nearly every post."""
    if _requires(tree):
        return
    culprits = [node for node in _walk(tree) if isinstance(node, Or) and not _requires(node)]
    branches = [child for node in culprits for child in node.children if not _requires(child)]
    for branch in branches or [tree]:
        report.add("only-excludes", branch.span)


def _requires(node: Node, negated: bool = False) -> bool:
    """Whether nothing matches without something being there (or, negated, without it being absent)."""
    match node:
        case Not(child):
            return _requires(child, not negated)
        case And(children):
            return (all if negated else any)(_requires(child, negated) for child in children)
        case Or(children):
            return (any if negated else all)(_requires(child, negated) for child in children)
    return not negated


def _report_repeated(node: And | Or, report: Report) -> None:
    seen: set[object] = set()
    for child in node.children:
        key = _meaning(child)
        if key in seen:
            report.add("redundant-term", child.span, term=_shown(child))
        seen.add(key)


def _meaning(node: Node) -> object:
    """Equal for two nodes that match the same texts: case does not matter, accents do."""
    match node:
        case Word(text, exact):
            return "word", exact, text if exact else _compared(text)
        case Tag(text):
            return "tag", _compared(text)
        case Handle(text):
            return "handle", _compared(text)
        case Phrase(tokens):
            return "phrase", tuple(map(_meaning, tokens))
        case Within(tokens, distance):
            return "within", distance, frozenset(map(_meaning, tokens)), len(tokens)
        case Near(left, right, distance, ordered):
            return "near", _meaning(left), _meaning(right), distance, ordered
        case And(children) | Or(children):
            return type(node), frozenset(map(_meaning, children))
        case Not(child):
            return "not", _meaning(child)
    return node


def _compared(text: str) -> str:
    return unicodedata.normalize("NFC", lower(text)) if has_accent(text) else fold(text)


class _Broad:
    """What finds more than itself: unaccented words, beginnings (`reclam*`), emoji without a skin tone."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.words: dict[str, Node] = {}
        self.beginnings: dict[str, Node] = {}
        self.emoji: dict[str, Node] = {}
        for node in nodes:
            if isinstance(node, Emoji):
                self.emoji.setdefault(node.text, node)
            if not isinstance(node, Word) or node.exact or has_accent(node.text):
                continue
            stem = fold(node.text).rstrip("*")
            if not node.is_pattern:
                self.words.setdefault(stem, node)
            elif "*" not in stem and "?" not in stem:
                self.beginnings.setdefault(stem, node)
        self.lengths = sorted(map(len, self.beginnings))

    def over(self, token: Token, itself: Node) -> Node | None:
        """A broader node than `token`, other than the node it stands in."""
        for node in self._candidates(token):
            if node is not itself and _meaning(node) != _meaning(itself):
                return node
        return None

    def _candidates(self, token: Token) -> Iterator[Node]:
        if isinstance(token, Emoji):
            bare = self.emoji.get(token.text.translate(_TONELESS))
            if bare:
                yield bare
            return
        text = fold(token.text)
        if len(text) > _LONGEST_WORD:
            return
        if text in self.words:
            yield self.words[text]
        stem = text.split("*")[0].split("?")[0]
        for length in range(1, len(stem) + 1):
            if stem[:length] in self.beginnings:
                yield self.beginnings[stem[:length]]


def _report_covered(node: And | Or, report: Report) -> None:
    """In an OR the narrower of two terms changes nothing; in an AND the broader."""
    broad = _Broad(node.children)
    for child in node.children:
        for token in _required_tokens(child):
            wide = broad.over(token, child)
            if wide is None:
                continue
            if isinstance(node, Or):
                report.add("shadowed-term", child.span, term=_shown(child), broader=_shown(wide))
            else:
                report.add("implied-term", wide.span, term=_shown(wide), narrower=_shown(child))
            break


def _required_tokens(node: Node) -> Iterator[Token]:
    """Tokens without which the node matches nothing."""
    match node:
        case Word() | Tag() | Handle() | Emoji():
            yield node
        case Phrase(tokens) | Within(tokens):
            yield from tokens
        case And(children):
            for child in children:
                yield from _required_tokens(child)
        case Near(left, right):
            yield from _required_tokens(left)
            yield from _required_tokens(right)


def _shown(node: Node, limit: int = 60) -> str:
    text = to_text(node)
    return text if len(text) <= limit else text[: limit - 1] + "…"
