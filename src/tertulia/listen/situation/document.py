"""The report as a file that stands alone: HTML (and PDF, which is that page printed), Markdown, JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import local
from tertulia.listen.explorer.drawing import file_of
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.situation import views
from tertulia.listen.situation.deciding import Decided, accepted, decided
from tertulia.listen.situation.finding import Section
from tertulia.listen.situation.printing import as_pdf
from tertulia.listen.situation.report import Report, against, speaking
from tertulia.listen.triggers.asking import cards_of

# kind → what people call it, its type
KINDS: dict[str, tuple[str, str]] = {
    "html": ("HTML", "text/html; charset=utf-8"),
    "pdf": ("PDF", "application/pdf"),
    "json": ("JSON", "application/json"),
    "md": ("Markdown", "text/markdown; charset=utf-8"),
}
QUOTED = 2  # posts that stand under a finding on paper
_SUGGESTED = 4  # findings a field of the SWOT proposes, where the team has accepted none
_STYLES = Path(__file__).parent / "static" / "situation" / "document.css"
_LINK = re.compile(r"</?a\b[^>]*>")
_TITLED = re.compile(r"<title>[^<]*</title>")


@cache
def styles() -> SafeString:
    """The style sheet as an element of the page: the file stands alone, under no policy of ours."""
    return mark_safe(f"<style>{_STYLES.read_text('utf-8')}</style>")  # noqa: S308


def document(made: Report, kind: str, base: str = "") -> str | bytes:
    """The report as a file of that kind; `base` is the address that its links go to ("": it has none).

    Raises `Problem` ("no-pdf" …).
    """
    with speaking(made.language):
        if kind == "json":
            return json.dumps(made.as_dict(), ensure_ascii=False, indent=1)
        if kind == "md":
            return render_to_string("situation/report.md", _context(made, ""))
        page = render_to_string("situation/document.html", _context(made, base))
        return as_pdf(page) if kind == "pdf" else page


def _context(made: Report, base: str) -> dict[str, Any]:
    scope, known = made.scope, decided()
    zone = scope.selection.zone
    items = accepted()
    return {
        "language": made.language,
        "styles": styles(),
        "title": str(Text("Situation report")),
        "subject": scope.us.name or str(Text("Our brand")),
        "days": labels.days(scope.whole),
        "against": against(scope),
        "made": labels.moment(local(made.made_at, zone)),
        "quarters": views.quarters(items, zone, set()) if items else [],
        "suggested": [] if items else _suggested(made, known),
        "sections": [_section(made, section, known, base) for section in made.sections],
        "notes": made.notes,
        "base": base,
    }


def _suggested(made: Report, known: Decided) -> list[tuple[str, list[str]]]:
    """What stands on each side before the team has decided: the surest of each section."""
    found: list[tuple[str, list[str]]] = []
    everything = [f for section in made.sections for f in section.findings if known.shows(f)]
    for side, title in views.PLURALS.items():
        mine = sorted((f for f in everything if f.side == side), key=lambda f: f.certainty != "sure")
        found.append((str(title), [f.text for f in mine[:_SUGGESTED]]))
    return found


def _section(made: Report, section: Section, known: Decided, base: str) -> dict[str, Any]:
    shown = [finding for finding in section.findings if known.shows(finding)]
    quotes = cards_of(made.scope.question(), {number for f in shown for number in f.posts[:QUOTED]})
    views_of = [views.finding_view(f, made.scope, known, quotes, made.scope.selection.query) for f in shown]
    return {
        "area": section.area,
        "title": str(views.AREAS[section.area]),
        "question": str(views.QUESTIONS[section.area]),
        "section": section,
        "tiles": section.tiles,
        "findings": [view for view in views_of if view.finding.side],
        "facts": [view for view in views_of if not view.finding.side],
        "charts": [_chart(panel) for panel in section.charts],
        "tables": [views.table_view(table) for table in section.tables],
        "base": base,
        "quoted": QUOTED,
    }


def _chart(panel: Panel) -> SafeString:
    """The drawing as one SVG without links: on paper there is nothing to click."""
    drawn = _LINK.sub("", file_of(panel, ""))
    return mark_safe(_TITLED.sub("", drawn))  # noqa: S308  (every text in it is escaped where it is made)
