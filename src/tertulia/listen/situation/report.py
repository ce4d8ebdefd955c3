"""The whole report, in the language that is active; and its shape in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from tertulia import i18n
from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.notes import SAMPLE_NOTE, common_notes
from tertulia.listen.situation.audiences import audiences
from tertulia.listen.situation.brand import brand
from tertulia.listen.situation.competition import competition
from tertulia.listen.situation.drawing import Drawn, draw
from tertulia.listen.situation.finding import AREAS, AreaName, Section, Table
from tertulia.listen.situation.scope import Scope
from tertulia.listen.situation.sector import sector


@dataclass(frozen=True)
class Report:
    """The sections of a question, and what must be known to read them."""

    scope: Scope
    language: str
    made_at: datetime
    sections: tuple[Section, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The shape in JSON."""
        scope = self.scope
        earlier = scope.earlier
        return {
            "language": self.language,
            "made_at": self.made_at.isoformat(),
            "selection": scope.selection.query,
            "since": scope.whole.first.isoformat(),
            "until": scope.whole.last.isoformat(),
            "against": scope.against,
            "before_since": earlier.first.isoformat() if earlier else None,
            "before_until": earlier.last.isoformat() if earlier else None,
            "sections": [section_as_dict(section) for section in self.sections],
            "notes": list(self.notes),
        }


def section_as_dict(section: Section) -> dict[str, Any]:
    return {
        "area": section.area,
        "findings": [finding.as_dict() for finding in section.findings],
        "figures": [{"label": t.label, "value": t.value, "note": t.note} for t in section.tiles],
        "tables": [_table(table) for table in section.tables],
        "charts": [chart.as_dict() for chart in section.charts],
        "notes": list(section.notes),
        "warnings": list(section.warnings),
        "missing": list(section.missing),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [label for label, _ in table.headers],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "note": table.note,
    }


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything within is told in that language."""
    before, page = i18n.current_language(), translation.get_language()
    i18n.activate(language)
    try:
        with translation.override(language):
            yield
    finally:
        i18n.activate(before)
        if page:
            translation.activate(page)


def report(scope: Scope, language: str) -> Report:
    """The report in a language."""
    with speaking(language):
        drawn = draw(scope, scope.us)
        sections = tuple(section(scope, area, drawn) for area in AREAS)
        return Report(scope, language, datetime.now(UTC), sections, tuple(notes(scope)))


def section(scope: Scope, area: AreaName, drawn: Drawn | None = None) -> Section:
    """One section, in the language that is active."""
    if area == "sector":
        return sector(scope)
    if area == "competition":
        return competition(scope)
    makers: dict[AreaName, Callable[[Scope, Drawn], Section]] = {"brand": brand, "audiences": audiences}
    return makers[area](scope, drawn or draw(scope, scope.us))


def notes(scope: Scope) -> Iterator[str]:
    """The days, what they are held against, gaps in reading, and how sure "sure" is."""
    yield from map(str, common_notes(scope.question()))
    yield _networks(scope)
    yield against(scope)
    yield str(
        Text(
            "Sure: the whole 95% interval bears the rule out, from 30 posts or people on. Likely: it does, "
            "but from fewer, or a search was not measured. Below 10: too few to tell."
        )
    )
    yield str(SAMPLE_NOTE)


def _networks(scope: Scope) -> str:
    """Which networks were read: of the others nothing is said."""
    names = [labels.network(row["label"]) for row in scope.question(whose="").ask("networks")]
    return str(Text("Networks read: {names}. What is said elsewhere is not in it.", names=", ".join(names)))


def against(scope: Scope) -> str:
    """What changes are told against."""
    if scope.earlier is None:
        return str(Text("Too little is known of earlier days to compare with."))
    if scope.against == "halves":
        return str(
            Text(
                "Of the days before nothing is known: changes are told of the second half, from {day} on, "
                "against the first.",
                day=labels.day(scope.later.first),
            )
        )
    return str(Text("Changes are told against {days}.", days=labels.days(scope.earlier)))
