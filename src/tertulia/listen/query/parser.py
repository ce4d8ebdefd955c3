"""From the text of a search to its tree. Linear in the text's length; no text makes it fail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeGuard

from tertulia.listen.query import scan, terms
from tertulia.listen.query.ast import And, Near, Node, Not, Or, Phrase, Span, Token, Within
from tertulia.listen.query.conditions import condition
from tertulia.listen.query.findings import MAX_DISTANCE, MAX_LENGTH, Finding, Report
from tertulia.listen.query.linter import lint
from tertulia.listen.query.lists import PREFIX

if TYPE_CHECKING:
    import lark

Kind = Literal["AND", "OR", "NEAR"]
_NEAR = re.compile(r"NEAR/(\d{1,9})(f?)", re.IGNORECASE)
_TILDE = re.compile(r"~\d*$")
_LOWER = re.compile(r"(?i:(and|or|not)|(near)/\d+f?)")
_SPANISH = {"Y": "AND", "E": "AND", "O": "OR", "U": "OR", "NO": "NOT"}


@dataclass(frozen=True)
class Parsed:
    """A search read: its tree (None where a finding is an error) and what is to be said about it."""

    tree: Node | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Operator:
    kind: Literal["AND", "OR", "NEAR", "NOT"]
    text: str
    span: Span
    distance: int = 0
    ordered: bool = False


@dataclass(frozen=True)
class _Operand:
    """A term or group; `node` is None where it holds an error that has been reported."""

    node: Node | None
    span: Span


_Item = _Operator | _Operand


def parse(text: str) -> Parsed:
    """Read a search. Every mistake is a finding; nothing is raised for any text."""
    report = Report(text)
    if len(text) > MAX_LENGTH:
        report.add("too-long", Span(MAX_LENGTH, len(text)), length=len(text), limit=MAX_LENGTH)
        return Parsed(None, report.findings)
    text = scan.straighten(text)
    scan.scan(text, report)
    tree = None if report.has_errors else _read(text, report)
    if tree is not None and not report.has_errors:
        lint(tree, report)
    return Parsed(None if report.has_errors else tree, report.findings)


@cache
def _grammar() -> lark.Lark:
    import lark

    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return lark.Lark(grammar, parser="lalr", maybe_placeholders=False)


def _read(text: str, report: Report) -> Node | None:
    from lark.exceptions import UnexpectedInput

    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as fault:
        at = fault.pos_in_stream if fault.pos_in_stream is not None else len(text)
        report.add("unreadable", Span(min(at, len(text)), len(text)))
        return None
    items = _Reader(report).items(tree.children)
    if not items:
        report.add("empty", Span(0, len(text)))
    return _combine(items, report)


class _Reader:
    """Turns lark's tree into rows of operands and operators; the limit on brackets bounds its recursion."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def items(self, children: list[Any]) -> list[_Item]:
        row: list[_Item] = []
        for child in children:
            row += self.item(child)
        if len(row) > 1:
            for child in children:
                self._warn_of_lookalike(child)
        return row

    def item(self, tree: Any) -> list[_Item]:
        if tree.data == "operator":
            return [self.operator(tree.children[0])]
        if tree.data == "group":
            return [self.group(tree)]
        first = tree.children[0]
        if not _is_token(first):
            return [_Operand(*self.field(first))]
        return self.term(first)

    def operator(self, token: lark.Token) -> _Operator:
        span = _span(token)
        if not token.startswith("NEAR"):
            return _Operator(str(token), str(token), span)  # type: ignore[arg-type]
        match = _NEAR.fullmatch(token)
        distance = int(match[1]) if match else 0
        if not 1 <= distance <= MAX_DISTANCE:
            self.report.add("near-distance", span, limit=MAX_DISTANCE)
        return _Operator("NEAR", str(token), span, distance, bool(match and match[2]))

    def group(self, tree: Any) -> _Operand:
        left, *inside, right = tree.children
        span = Span(left.start_pos, right.end_pos)
        if right != ")":
            self.report.add("bracket-distance", _span(right))
        items = self.items(inside)
        if not items:
            self.report.add("empty-brackets", span)
        node = _combine(items, self.report)
        return _Operand(replace(node, span=span) if node else None, span)

    def term(self, token: lark.Token) -> list[_Item]:
        """The operand that a word, phrase or exact word is; none if nothing of it can be searched."""
        span = _span(token)
        if token.type == "PHRASE":
            return [_Operand(self.phrase(token, span), span)]
        if token.type == "EXACT":
            found = terms.cut_exact(token[1:-1], span, self.report)
            return [_Operand(terms.as_node(found, span), span)]
        return self.word(str(token), span)

    def phrase(self, token: lark.Token, span: Span) -> Node | None:
        body, _, distance = token[1:].partition('"')
        found = terms.cut_phrase(body, Span(span.start, span.start + len(body) + 2), self.report)
        if not distance:
            if len(found) == 1:
                self._warn_of_signs(body, found, span)
            return terms.as_node(found, span)
        if len(distance) == 1 or len(distance) > 6 or int(distance[1:]) > MAX_DISTANCE:
            self.report.add("bad-distance", span, limit=MAX_DISTANCE)
            return None
        if len(found) < 2:
            self.report.add("needless-distance", span)
            return terms.as_node(found, span)
        return Within(found, int(distance[1:]), span)

    def word(self, chunk: str, span: Span) -> list[_Item]:
        if "[" in chunk or "]" in chunk:
            self.report.add("square-brackets", span)
            return [_Operand(None, span)]
        tilde = _TILDE.search(chunk)
        if tilde and not tilde.start():
            self.report.add("bad-distance", span, limit=MAX_DISTANCE)
            return [_Operand(None, span)]
        if tilde:
            self.report.add("needless-distance", span)
            chunk = chunk[: tilde.start()]
        found = terms.cut(chunk, span, self.report)
        if not found:
            return self._nothing(chunk, span)
        if chunk[0] in "-−–":
            self.report.add("minus", span)
        else:
            self._warn_of_signs(chunk, found, span)
        return [_Operand(terms.as_node(found, span), span)]

    def _nothing(self, chunk: str, span: Span) -> list[_Item]:
        """A run of signs: a sigil that lacks its name, a stray distance, or something to ignore."""
        if chunk in ("#", "@"):
            self.report.add("empty-hashtag" if chunk == "#" else "empty-mention", span)
        else:
            self.report.add("ignored-sign", span, text=_short(chunk))
            return []
        return [_Operand(None, span)]

    def _warn_of_signs(self, chunk: str, found: tuple[Token, ...], span: Span) -> None:
        """Signs around a word are lost (C++); those between two words part them, which is expected."""
        first, last = found[0], found[-1]
        start = chunk.find(first.text)
        end = chunk.rfind(last.text) + len(last.text)
        if chunk[:start] not in ("", "#", "@") or chunk[end:]:
            self.report.add("ignored-punctuation", span, text=_short(chunk))

    def _warn_of_lookalike(self, tree: Any) -> None:
        """`and`, `Y`: words that were probably meant as operators."""
        token = tree.children[0]
        if tree.data != "term" or not _is_token(token) or token.type != "WORD":
            return
        match = _LOWER.fullmatch(token)
        if match:
            operator = (match[1] or "near/5").upper()
            self.report.add("lower-case-operator", _span(token), word=str(token), operator=operator)
        elif token in _SPANISH:
            operator = _SPANISH[token]
            self.report.add("spanish-operator", _span(token), word=str(token), operator=operator)

    def field(self, tree: Any) -> tuple[Node | None, Span]:
        name, *value = tree.children
        if not value:
            return condition(name[:-1], (), _span(name), self.report), _span(name)
        given = value[0]
        if _is_token(given):
            span = Span(_span(name).start, _span(given).end)
            return condition(name[:-1], (_value(given),), span, self.report), span
        _, *inside, right = given.children
        if right != ")":
            self.report.add("bracket-distance", _span(right))
        span = Span(_span(name).start, _span(right).end)
        values = self.values(inside, span)
        node = condition(name[:-1], values, span, self.report) if values else None
        return node, span

    def values(self, inside: list[Any], span: Span) -> tuple[str, ...]:
        """The values of `name:(a OR b)`; none, with a finding, where anything else stands in the brackets."""
        terms_ = inside[::2]
        joints = inside[1::2]
        given: list[Any] = [_listed(t) or t for t in terms_]
        plain = all(_is_token(t) or (t.data == "term" and _is_token(t.children[0])) for t in given)
        joined = all(j.data == "operator" and j.children[0] == "OR" for j in joints)
        if not inside or not plain or not joined or len(terms_) == len(joints):
            self.report.add("field-operators", span)
            return ()
        return tuple(_value(t if _is_token(t) else t.children[0]) for t in given)


def _is_token(part: Any) -> TypeGuard[lark.Token]:
    return isinstance(part, str)


def _value(token: lark.Token) -> str:
    """A field's value as written, without its quotation marks; braces stay, for nothing takes them."""
    return token[1:].partition('"')[0] if token.type == "PHRASE" else str(token)


def _listed(term: Any) -> lark.Token | None:
    """`list:name` within the brackets of a field, which the grammar takes for a field of its own."""
    inner = term.children[0] if term.data == "term" else None
    if _is_token(inner) or inner is None or len(inner.children) != 2 or inner.children[0].lower() != PREFIX:
        return None
    value = inner.children[1]
    return inner.children[0].update(value=f"{PREFIX}{_value(value)}") if _is_token(value) else None


def _span(token: lark.Token) -> Span:
    return Span(token.start_pos, token.end_pos)  # type: ignore[arg-type]


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _combine(items: list[_Item], report: Report) -> Node | None:
    """The tree of a row. AND (and NOT), OR and NEAR never stand side by side in one."""
    operands, joints = _alternate(items, report)
    kinds = {joint.kind for joint in joints}
    if "NEAR" in kinds and len(joints) > 1:
        report.add("near-mixed", _cover(joints))
    elif len(kinds) > 1:
        report.add("mixed-operators", _cover(joints))
    nodes = [operand.node for operand in operands]
    known = [node for node in nodes if node is not None]
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    span = Span(operands[0].span.start, operands[-1].span.end)
    if kinds == {"NEAR"} and len(known) == 2:
        return _near(known[0], known[1], joints[0], span, report)
    join: type[And] | type[Or] = Or if kinds == {"OR"} else And
    return join(tuple(_flat(known, join)), span)


def _alternate(items: list[_Item], report: Report) -> tuple[list[_Operand], list[_Operator]]:
    """The row as operands with an operator between each two; a NOT goes to its operand."""
    operands: list[_Operand] = []
    joints: list[_Operator] = []
    pending: _Operator | None = None  # the operator that waits for its right side
    negation: _Operator | None = None
    unwritten: list[Span] = []
    for item in items:
        if isinstance(item, _Operator):
            if negation:
                report.add("missing-after", negation.span, operator="NOT")
                negation = None
            if item.kind == "NOT":
                negation = item
                continue
            if pending:
                report.add("missing-after", pending.span, operator=pending.text)
            elif not operands:
                report.add("missing-before", item.span, operator=item.text)
            pending = item
        else:
            if operands and pending is None:
                span = Span(operands[-1].span.start, item.span.end)
                pending = _Operator("AND", "AND", span)
                if negation is None:  # `a NOT b` says AND well enough; `a b` may have been meant as a phrase
                    unwritten.append(span)
            if operands and pending:
                joints.append(pending)
            operands.append(_negate(item, negation) if negation else item)
            pending = negation = None
    for unfinished in (pending, negation):
        if unfinished:
            report.add("missing-after", unfinished.span, operator=unfinished.text)
    if unwritten:
        report.add("implicit-and", Span(unwritten[0].start, unwritten[-1].end))
    return operands, joints


def _negate(operand: _Operand, negation: _Operator) -> _Operand:
    span = Span(negation.span.start, operand.span.end)
    return _Operand(Not(operand.node, span) if operand.node else None, span)


def _flat(nodes: list[Node], join: type[And] | type[Or]) -> list[Node]:
    """The children, with those of a child of the same kind in its place."""
    return [leaf for node in nodes for leaf in (node.children if isinstance(node, join) else (node,))]


def _near(left: Node, right: Node, joint: _Operator, span: Span, report: Report) -> Node:
    for side in (left, right):
        for leaf in side.children if isinstance(side, Or) else (side,):
            if isinstance(leaf, And):
                report.add("near-and", leaf.span)
            elif not isinstance(leaf, Phrase | Token):
                report.add("near-operand", leaf.span)
    return Near(left, right, joint.distance, joint.ordered, span)


def _cover(joints: list[_Operator]) -> Span:
    return Span(joints[0].span.start, joints[-1].span.end)
