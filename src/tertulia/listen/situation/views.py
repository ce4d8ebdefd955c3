"""The report as it is read: sentences with their standing, cards of posts, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import Card, card, local
from tertulia.listen.explorer.drawing import view
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation import words
from tertulia.listen.situation.deciding import Decided, figure_of
from tertulia.listen.situation.finding import SHOWN, Cell, Finding, Section, Table
from tertulia.listen.situation.models import SwotItem
from tertulia.listen.situation.scope import Scope
from tertulia.listen.triggers.asking import Record

SIDES = {
    "strength": Text("Strength"),
    "weakness": Text("Weakness"),
    "opportunity": Text("Opportunity"),
    "threat": Text("Threat"),
}
PLURALS = {
    "strength": Text("Strengths"),
    "weakness": Text("Weaknesses"),
    "opportunity": Text("Opportunities"),
    "threat": Text("Threats"),
}
AREAS = {
    "brand": Text("Our brand"),
    "audiences": Text("Our audiences"),
    "sector": Text("Our sector"),
    "competition": Text("Direct competition"),
}
QUESTIONS = {
    "brand": Text(
        "What is said of us, where, by whom and how; what messages we launch, and whether they reach those "
        "they should."
    ),
    "audiences": Text("Who they are and where, what they value, what they need, and whether we answer them."),
    "sector": Text("What grows and fades, what is asked and not answered, how others behave."),
    "competition": Text("Who is spoken of most, how others fare and answer, what they do well and badly."),
}

_NARROW = 5  # columns of a table that fits beside the findings


@dataclass(frozen=True)
class FindingView:
    """A finding with what the team made of it. `address` opens its posts, "" where there are none to open."""

    finding: Finding
    standing: str
    change: str
    arrow: str
    certainty: str
    side: str
    rule: str
    address: str
    cards: list[Card]
    item: SwotItem | None
    note: str
    sides: list[tuple[str, str, bool]]

    @property
    def is_accepted(self) -> bool:
        return self.item is not None and self.item.state == SwotItem.State.ACCEPTED


@dataclass(frozen=True)
class PointView:
    """A point of the SWOT, with its evidence as it stood when it was accepted."""

    item: SwotItem
    standing: str
    days: str
    by: str
    address: str
    gone: str
    sides: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Quarter:
    side: str
    title: str
    points: list[PointView]


def finding_view(
    finding: Finding, scope: Scope, decided: Decided, posts: dict[int, Record], query: str
) -> FindingView:
    """What the page shows of a finding."""
    item = decided.item(finding)
    zone = scope.selection.zone
    return FindingView(
        finding,
        words.standing(finding),
        words.change(finding, scope),
        words.arrow(finding.moved),
        str(words.CERTAINTIES[finding.certainty]),
        str(SIDES[finding.side]) if finding.side else "",
        str(finding.rule),
        _address(finding, query),
        [card(posts[number], zone) for number in finding.posts[:SHOWN] if number in posts],
        item,
        _since(finding, decided, item),
        choices(item.side if item and item.side else finding.side or ""),
    )


def choices(chosen: str) -> list[tuple[str, str, bool]]:
    """The sides as one chooses among them."""
    return [(side, str(label), side == chosen) for side, label in SIDES.items()]


def _since(finding: Finding, decided: Decided, item: SwotItem | None) -> str:
    """That the figure is another than when the team decided."""
    if item is None:
        return ""
    before = words.value(figure_of(item))
    if decided.came_back(finding):
        return str(Text("Rejected at {before}; its figure is another now.", before=before))
    if decided.changed(finding):
        return str(Text("Accepted at {before}; its figure is another now.", before=before))
    return ""


def _address(finding: Finding, query: str) -> str:
    """Where the posts are: in the explorer where a selection finds them, else a list of them."""
    if finding.select is not None:
        return explorer(finding.select)
    if finding.posts:
        return f"{reverse('situation-posts')}?{query}&{urlencode({'finding': finding.key})}".replace(
            "?&", "?"
        )
    return ""


def explorer(selection: Selection) -> str:
    """The address of the posts of a selection."""
    return f"{reverse('explorer')}?{selection.query}#posts"


def section_context(section: Section) -> dict[str, Any]:
    """The figures, charts and tables of a section."""
    return {
        "tiles": [(t, explorer(t.select) if t.select else "") for t in section.tiles],
        "charts": [view(panel) for panel in section.charts],
        "tables": [table_view(table) for table in section.tables if len(table.headers) <= _NARROW],
        "wide_tables": [table_view(table) for table in section.tables if len(table.headers) > _NARROW],
    }


def table_view(table: Table) -> dict[str, Any]:
    rows = [[(cell, _cell_address(cell)) for cell in row] for row in table.rows]
    return {"title": table.title, "headers": table.headers, "rows": rows, "note": table.note}


def _cell_address(cell: Cell) -> str:
    return explorer(cell.select) if cell.select else ""


def quarters(items: list[SwotItem], zone: str, still: set[int]) -> list[Quarter]:
    """The four fields of the SWOT."""
    return [
        Quarter(side, str(title), [_point(item, zone, still) for item in items if item.side == side])
        for side, title in PLURALS.items()
    ]


def _point(item: SwotItem, zone: str, still: set[int]) -> PointView:
    figure = figure_of(item)
    between = words.bounds(figure)
    standing = words.value(figure) + (f" ({between})" if between else "")
    gone = len(item.evidence) - sum(number in still for number in item.evidence)
    by = labels.day(local(item.at, zone).date())
    if item.by:
        by = f"{item.by.shown_name}, {by}"
    return PointView(
        item,
        standing,
        labels.days(_days(item)),
        by,
        f"{reverse('situation-point-posts', args=[item.pk])}" if item.evidence or item.show else "",
        str(Text("{posts} of its evidence are no longer here.", posts=labels.posts(gone))) if gone else "",
        choices(item.side),
    )


def _days(item: SwotItem) -> Days:
    return Days(item.since, item.until)
