"""From searches to what the kernel runs: terms, postings, and a decision graph for each search.

Each search is first *lowered* to conditions (`Leaf`) joined by `Every`, `Some` and `Opposite`, over numbered
terms. Then, knowing how often each term occurs, it is *planned*: every search gets *anchors*, terms of which
any match has at least one; it is looked at only in posts that have one, and of the conditions that could
anchor it the rarest does. A second term that it needs is its *guard*. What is left to check is a graph of
conditions, each of which says where to go on if it holds and if not: it needs no stack, whatever the nesting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher import fields
from tertulia.listen.matcher.vocabulary import ALWAYS, Vocabulary
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

TERM, PHRASE, TITLE_PHRASE, WITHIN, NEAR, NEAR_ORDERED = range(6)  # kinds of conditions, cheapest first
ACCEPT, REJECT = -1, -2  # ends of a graph
FARTHEST = 1 << 30  # words; no text has more

Terms = frozenset[int]


@dataclass(frozen=True)
class Leaf:
    """One condition: its kind and operands, and the terms it needs (of each set at least one)."""

    kind: int
    a: int
    b: int
    c: int
    needs: tuple[Terms, ...]


@dataclass(frozen=True)
class Every:
    children: tuple[Logic, ...]


@dataclass(frozen=True)
class Some:
    children: tuple[Logic, ...]


@dataclass(frozen=True)
class Opposite:
    child: Logic


Logic = Leaf | Every | Some | Opposite


class Conditions(NamedTuple):
    """What the conditions among words refer to.

    slots: of a phrase, (term, words before it); of a stretch, (term, times it must occur).
    phrases: (first slot, number of slots). operands: where the phrases of each side of a NEAR begin.
    """

    slots: NDArray[np.int32]
    phrases: NDArray[np.int32]
    operands: NDArray[np.int32]


@dataclass
class Lowering:
    """Turns searches into logic over the terms of one vocabulary."""

    vocabulary: Vocabulary
    positional: set[int] = field(default_factory=set)  # terms whose places matter
    _slots: list[tuple[int, int]] = field(default_factory=list)
    _phrases: list[tuple[int, int]] = field(default_factory=list)
    _operands: list[int] = field(default_factory=lambda: [0])

    def lower(self, node: Node) -> Logic:
        """The search as conditions over terms."""
        match node:
            case And():
                return Every(tuple(map(self.lower, node.children)))
            case Or():
                return Some(tuple(map(self.lower, node.children)))
            case Not():
                return Opposite(self.lower(node.child))
            case Field(name="title"):
                return Some(
                    tuple(self._phrase(fields.title_phrase(value), TITLE_PHRASE) for value in node.values)
                )
            case Field():
                return Some(tuple(self._term(self.vocabulary.field(key)) for key in fields.keys(node)))
            case Phrase():
                return self._phrase(node, PHRASE)
            case Within():
                return self._within(node)
            case Near():
                return self._near(node)
        return self._term(self.vocabulary.token(node))

    def conditions(self) -> Conditions:
        return Conditions(
            np.array(self._slots, np.int32).reshape(-1, 2),
            np.array(self._phrases, np.int32).reshape(-1, 2),
            np.array(self._operands, np.int32),
        )

    def _term(self, term: int) -> Leaf:
        return Leaf(TERM, term, 0, 0, (frozenset({term}),))

    def _phrase(self, node: Phrase, kind: int) -> Logic:
        if len(node.tokens) == 1 and kind == PHRASE:
            return self._term(self.vocabulary.token(node.tokens[0]))
        if not node.tokens:
            return Some(())
        start = self._add_slots(node.tokens)
        return Leaf(kind, start, len(node.tokens), 0, self._needs(start))

    def _add_slots(self, wanted: tuple[Token, ...]) -> int:
        start, words = len(self._slots), 0
        for token in wanted:
            self._slots.append((self._placed(token), words))
            words += not isinstance(token, Emoji)
        return start

    def _placed(self, token: Token) -> int:
        term = self.vocabulary.token(token)
        self.positional.add(term)
        return term

    def _needs(self, start: int) -> tuple[Terms, ...]:
        return tuple(dict.fromkeys(frozenset({term}) for term, _ in self._slots[start:]))

    def _within(self, node: Within) -> Logic:
        if not node.tokens:
            return Some(())
        terms = [self._placed(token) for token in node.tokens]
        start = len(self._slots)
        self._slots += [(term, terms.count(term)) for term in dict.fromkeys(terms)]
        words = sum(not isinstance(token, Emoji) for token in node.tokens)
        return Leaf(
            WITHIN, start, len(self._slots) - start, words + min(node.distance, FARTHEST), self._needs(start)
        )

    def _near(self, node: Near) -> Leaf:
        left, right = self._operand(node.left), self._operand(node.right)
        needs = tuple(dict.fromkeys([*left[1], *right[1]]))
        kind = NEAR_ORDERED if node.ordered else NEAR
        return Leaf(kind, left[0], right[0], min(node.distance, FARTHEST), needs)

    def _operand(self, node: Node) -> tuple[int, tuple[Terms, ...]]:
        """The number of an operand, and what it needs: all of its only phrase, or some term of each of
        several."""
        alternatives = [phrase for phrase in _alternatives(node) if phrase.tokens]
        needs: list[tuple[Terms, ...]] = []
        for phrase in alternatives:
            start = self._add_slots(phrase.tokens)
            self._phrases.append((start, len(phrase.tokens)))
            needs.append(self._needs(start))
        self._operands.append(len(self._phrases))
        if len(needs) == 1:
            return len(self._operands) - 2, needs[0]
        return len(self._operands) - 2, (frozenset().union(*(each[0] for each in needs)),)


def _alternatives(node: Node) -> list[Phrase]:
    match node:
        case Or():
            return [phrase for child in node.children for phrase in _alternatives(child)]
        case Phrase():
            return [node]
        case Word() | Tag() | Handle() | Emoji():
            return [Phrase((node,))]
    raise TypeError(f"{type(node).__name__} has no place among the words")


class Plan(NamedTuple):
    """What the kernel runs.

    postings, by term from postings_start: (search, guard, where its graph begins or ACCEPT if there is
    nothing left to check, 1 if it has several anchors). graph: (kind, a, b, c, where to if it holds, where
    to if not).
    """

    postings_start: NDArray[np.int32]
    postings: NDArray[np.int32]
    graph: NDArray[np.int32]


@dataclass
class Planner:
    """Plans searches by how often their terms occur."""

    frequency: NDArray[np.int64]  # in how many posts each term was seen
    _graph: list[list[int]] = field(default_factory=list)

    def plan(self, searches: Mapping[int, Logic]) -> Plan:
        """The plan of searches (numbered from 0)."""
        rows: list[tuple[int, int, int, int, int]] = []
        for number, logic in searches.items():
            rows += self._postings(number, logic)
        rows.sort()
        counts = np.bincount([row[0] for row in rows], minlength=len(self.frequency))
        starts = np.array([0, *accumulate(counts.tolist())], np.int32)
        graph = np.array(self._graph, np.int32).reshape(-1, 6)
        return Plan(starts, np.array([row[1:] for row in rows], np.int32).reshape(-1, 4), graph)

    def _postings(self, number: int, logic: Logic) -> list[tuple[int, int, int, int, int]]:
        needs = sorted(self._needs(logic), key=self._cost) or [frozenset({ALWAYS})]
        anchors = needs[0]
        guard = next((min(need) for need in needs[1:] if len(need) == 1), ALWAYS)
        proven = {anchors, frozenset({guard}), frozenset({ALWAYS})}
        exact = _exactly(logic)
        done = exact is not None and all(need in proven for need in exact)
        entry = ACCEPT if done else self._emit(logic, ACCEPT, REJECT)
        if entry == REJECT:
            return []
        return [(anchor, number, guard, entry, int(len(anchors) > 1)) for anchor in sorted(anchors)]

    def _cost(self, terms: Terms) -> float:
        # A term never seen is not free: of two sets of such, the smaller is the rarer.
        return float(sum(self.frequency[term] + 0.5 for term in terms))

    def _needs(self, logic: Logic) -> list[Terms]:
        """Sets of terms, of each of which every match has at least one."""
        match logic:
            case Leaf():
                return list(logic.needs)
            case Every():
                return list(dict.fromkeys(need for child in logic.children for need in self._needs(child)))
            case Some():
                each = [self._needs(child) for child in logic.children]
                if all(each):
                    return [frozenset().union(*(min(needs, key=self._cost) for needs in each))]
        return []

    def _emit(self, logic: Logic, yes: int, no: int) -> int:
        """Add the graph of `logic`, which goes on to `yes` or `no`; where it begins."""
        match logic:
            case Leaf():
                self._graph.append([logic.kind, logic.a, logic.b, logic.c, yes, no])
                return len(self._graph) - 1
            case Opposite():
                return self._emit(logic.child, no, yes)
            case Every():
                entry = yes
                for child in sorted(logic.children, key=self._effort, reverse=True):
                    entry = self._emit(child, entry, no)
                return entry
            case Some():
                entry = no
                for child in sorted(logic.children, key=self._effort, reverse=True):
                    entry = self._emit(child, yes, entry)
                return entry

    def _effort(self, logic: Logic) -> int:
        """How dear a condition is to check, as a rank."""
        match logic:
            case Leaf():
                return logic.kind
            case Opposite():
                return self._effort(logic.child)
        return sum(self._effort(child) + 1 for child in logic.children)


def _exactly(logic: Logic) -> list[Terms] | None:
    """The sets of terms such that the search means: at least one of each set. None if it means anything
    else."""
    match logic:
        case Leaf(kind=kind):
            return list(logic.needs) if kind == TERM else None
        case Every():
            parts = [_exactly(child) for child in logic.children]
            return None if None in parts else [need for part in parts if part is not None for need in part]
        case Some():
            parts = [_exactly(child) for child in logic.children]
            if all(part is not None and len(part) == 1 for part in parts):
                return [frozenset().union(*(part[0] for part in parts if part))]
    return None
