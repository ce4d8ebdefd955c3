"""Suggestions for a monitor's search from its labels, each tried by the matcher before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.listen.measuring.models import Label
from tertulia.listen.measuring.results import latest
from tertulia.listen.measuring.sampling import DAYS
from tertulia.listen.measuring.suggesting import Kind, Suggestion, Term, anchored, chosen, terms
from tertulia.listen.measuring.trying import FIELDS, labelled
from tertulia.listen.monitors.looking import Look, look, look_at
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import And, Node, Not
from tertulia.posts.api import Store

SHOWN = 5  # of each kind
READ = 20_000  # stored posts in which is counted what else a term removes or brings
BROAD = 0.5  # an addition that brings more than this share of what the relaxed form does is none
_SEARCH, _ALLOWED, _FIRST = 0, 1, 2  # numbers of the searches tried together


@dataclass(frozen=True)
class Advice:
    """What would mend a search, on the posts labelled so far: `bad` it finds, `missing` it does not find."""

    exclusions: list[Suggestion]
    additions: list[Suggestion]
    bad: int
    missing: int
    posts: dict[int, str]  # the beginnings of the labelled posts, by number

    def as_dict(self) -> dict[str, Any]:
        return {
            "exclusions": [_told(each) for each in self.exclusions],
            "additions": [_told(each) for each in self.additions],
        }


def _told(each: Suggestion) -> dict[str, Any]:
    return {
        "term": each.text,
        "z": round(each.z, 2),
        "right": list(each.gained),
        "of_right": each.of_gained,
        "wrong": list(each.lost),
        "of_wrong": each.of_lost,
        "other_posts": each.others,
    }


def advise(monitor: Monitor, query: str, store: Store) -> Advice | None:
    """Suggestions for the search as typed; None where it has an error or nothing was labelled."""
    from tertulia.listen.matcher.engine import Matcher

    tree = parse(query).tree
    numbers = list(Label.objects.filter(monitor=monitor).values_list("post", flat=True))
    if tree is None or not numbers:
        return None
    first = Matcher({_SEARCH: tree})
    seen = look_at(store, numbers, first, FIELDS)
    found = set(seen.values("post", seen.rows(first)[_SEARCH]))
    labels = labelled(monitor, store)
    bad, good, missing = labels.no & found, labels.yes & found, labels.yes - found
    exclusions = terms(_rows(seen, bad), _rows(seen, good), tree, "exclude")
    additions = _additions(monitor, _rows(seen, missing), _rows(seen, labels.no), tree)
    newest = latest(monitor.pk)
    trial = _Trial(store, tree, numbers, newest.missed if newest else 0)
    return Advice(
        trial.best("exclude", exclusions, set(bad), set(good)),
        trial.best("include", additions, set(missing), set(labels.no - found)),
        len(bad),
        len(missing),
        _beginnings(seen),
    )


def _additions(
    monitor: Monitor, missed: list[dict[str, Any]], others: list[dict[str, Any]], tree: Node
) -> list[Term]:
    """What marks the relevant posts that the search does not find."""
    marking = terms(missed, others, tree, "include")
    newest = latest(monitor.pk)
    relaxed = parse(newest.relaxed).tree if newest and newest.relaxed else None
    return (anchored(missed, marking, relaxed) if relaxed else []) + marking


def _rows(seen: Look, posts: Iterable[int]) -> list[dict[str, Any]]:
    wanted = set(posts)
    names = ["author", *FIELDS]
    kept = [row for row, post in enumerate(seen.values("post", range(len(seen.posts)))) if post in wanted]
    columns = {name: seen.values(name, kept) for name in names} | {"lang": seen.values("read_lang", kept)}
    return [{name: column[place] for name, column in columns.items()} for place in range(len(kept))]


def _beginnings(seen: Look) -> dict[int, str]:
    every = range(len(seen.posts))
    texts = [
        " ".join(f"{title or ''} {text}".split()) for title, text in zip(*_texts(seen, every), strict=True)
    ]
    return {
        post: text if len(text) <= 140 else f"{text[:139]}…"
        for post, text in zip(seen.values("post", every), texts, strict=True)
    }


def _texts(seen: Look, rows: Sequence[int]) -> tuple[list[Any], list[Any]]:
    return seen.values("title", rows), seen.values("text", rows)


@dataclass(frozen=True)
class _Trial:
    """Tries terms on the labelled posts and on stored ones."""

    store: Store
    tree: Node
    numbers: list[int]
    beyond: int  # posts that only the relaxed form finds

    def best(self, kind: Kind, tried: list[Term], right: set[int], wrong: set[int]) -> list[Suggestion]:
        """The suggestions of a kind, the most useful first."""
        from tertulia.listen.matcher.engine import Matcher

        if not tried or not right:
            return []
        matcher = Matcher(self._searches(tried))
        seen = look_at(self.store, self.numbers, matcher)
        rows = seen.rows(matcher)
        finds = [
            set(seen.values("post", self._effect(rows, place, kind)))
            for place in range(_FIRST, _FIRST + len(tried))
        ]
        worth = chosen(kind, tried, finds, right, wrong)
        return self._counted(kind, worth, {term.text: term for term in tried})

    def _searches(self, tried: Sequence[Term]) -> dict[int, Node]:
        """The search, what it allows besides (an addition is still subject to NOT), and the terms."""
        parts = self.tree.children if isinstance(self.tree, And) else ()
        allowed = And(tuple(part for part in parts if isinstance(part, Not)))
        return {_SEARCH: self.tree, _ALLOWED: allowed, **dict(enumerate((t.node for t in tried), _FIRST))}

    def _effect(self, rows: dict[int, list[int]], place: int, kind: Kind) -> list[int]:
        """The rows that a term removes from the search, or brings to it."""
        if kind == "exclude":
            return sorted(set(rows[place]) & set(rows[_SEARCH]))
        return sorted(set(rows[place]) & set(rows[_ALLOWED]) - set(rows[_SEARCH]))

    def _counted(self, kind: Kind, worth: list[Suggestion], known: dict[str, Term]) -> list[Suggestion]:
        """With how many posts without a label each removes or brings; too broad additions left out."""
        from tertulia.listen.matcher.engine import Matcher

        matcher = Matcher(self._searches([known[each.text] for each in worth]))
        until = datetime.now(UTC)
        seen = look(self.store, matcher, until - timedelta(days=DAYS), until, most=READ)
        rows = seen.rows(matcher)
        scale = seen.total / max(1, len(seen.posts))
        made = []
        for place, each in enumerate(worth, _FIRST):
            posts = set(seen.values("post", self._effect(rows, place, kind))) - set(self.numbers)
            made.append(replace(each, others=round(scale * len(posts))))
        if kind == "include":
            limit = max(5, BROAD * self.beyond)
            made = [each for each in made if each.others <= limit]
            made.sort(key=lambda each: (-len(each.gained), each.others, len(each.text)))
        return made[:SHOWN]
