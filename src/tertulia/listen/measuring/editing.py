"""Adds a term to the text of a search where a person would write it; comments and line breaks stay."""

from __future__ import annotations

import re

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import And, Near, Node, Not, Or, Span
from tertulia.listen.query.scan import straighten

_HOLDING = re.compile(
    r'"[^"]*"|\{[^{}]*\}|<<<.*?>>>', re.DOTALL
)  # what brackets may stand in without meaning


def exclude(query: str, term: str) -> str:
    """The search without what `term` finds. Raises `Problem` (bad-query) where either cannot be read."""
    tree = _tree(query)
    _tree(term)
    last = tree.children[-1] if isinstance(tree, And) else None
    if isinstance(last, Not):
        return _widened(query, last.child, term)
    if isinstance(tree, Or | Near) and not _is_bracketed(query, tree.span):
        return f"(\n{query.strip()}\n)\nNOT {term}"
    return f"{query.rstrip()}\nNOT {term}"


def include(query: str, term: str) -> str:
    """The search with what `term` finds, still without what it excludes. Raises `Problem` (bad-query)."""
    tree = _tree(query)
    _tree(term)
    if isinstance(tree, And):
        wanted = [child for child in tree.children if not isinstance(child, Not)]
        if len(wanted) == 1:
            return _widened(query, wanted[0], term)
    if isinstance(tree, Or):
        return _widened(query, tree, term)
    if isinstance(tree, And | Not | Near):
        return f"(\n{query.strip()}\n)\nOR {term}"
    return f"{query.rstrip()} OR {term}"


def _tree(query: str) -> Node:
    parsed = parse(query)
    if parsed.tree is None:
        first = next(finding for finding in parsed.findings if finding.severity == "error")
        cause = Text("The search cannot be changed while it has an error: {error}", error=first.cause)
        raise Problem("bad-query", cause, first.remedy, f"query {first.line}:{first.column}")
    return parsed.tree


def _widened(query: str, node: Node, term: str) -> str:
    """The text with `OR term` beside what stands at a node."""
    start, end = node.span.start, node.span.end
    if isinstance(node, Or):
        at = end - 1 if _is_bracketed(query, node.span) else end
        before = query[:at].rstrip()
        return f"{before} OR {term}{query[len(before) :]}"
    return f"{query[:start]}({query[start:end]} OR {term}){query[end:]}"


def _is_bracketed(query: str, span: Span) -> bool:
    """Whether brackets of its own stand around what is at a place: the first closes with the last sign."""
    text = _HOLDING.sub(lambda held: " " * len(held[0]), straighten(query))[span.start : span.end]
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return place == len(text) - 1 and char == ")"
    return False
