"""`tertulia report situation`: where we stand, as Markdown, a page that stands alone, PDF or JSON."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tertulia.errors import Problem
from tertulia.i18n import LANGUAGES, Text, current_language

if TYPE_CHECKING:
    from tertulia.listen.explorer.selection import Selection
    from tertulia.listen.monitors.api import MonitorInfo

FORMATS = ("md", "html", "pdf", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="report", required=True, metavar="REPORT")
    about = str(Text("brand, audiences, sector and competition, each point with its evidence"))
    situation = actions.add_parser("situation", help=about, description=about)
    formats = str(Text("md, html, pdf or json; else what the name of --out says, else md"))
    situation.add_argument("--format", choices=FORMATS, help=formats)
    situation.add_argument(
        "--monitor",
        action="append",
        default=[],
        metavar="NAME",
        help=str(Text("only this monitor of its role (name or number); may be repeated")),
    )
    situation.add_argument("--since", type=_day, metavar="DAY", help=str(Text("first day, as 2026-01-31")))
    situation.add_argument("--until", type=_day, metavar="DAY", help=str(Text("last day; else today")))
    languages = str(Text("language of the report; else yours"))
    situation.add_argument("--lang", choices=LANGUAGES, help=languages)
    out = str(Text("write it there, not to the screen"))
    situation.add_argument("--out", type=Path, metavar="FILE", help=out)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(Text("{text} is not a day", text=text))) from error


def run(arguments: argparse.Namespace) -> int:
    """Make the report and write it."""
    from tertulia.listen.monitors.api import monitors
    from tertulia.listen.situation.document import document
    from tertulia.listen.situation.report import report
    from tertulia.listen.situation.scope import scope
    from tertulia.posts.api import store

    kind = _kind(arguments)
    infos = monitors()
    asked = scope(_selection(arguments, infos), store(), infos)
    made = document(report(asked, arguments.lang or current_language()), kind)
    _write(made, arguments.out)
    return 0


def _kind(arguments: argparse.Namespace) -> str:
    """The format asked for. Raises `Problem` ("no-file") for a PDF on the screen."""
    named = arguments.out.suffix.lstrip(".").lower() if arguments.out else ""
    kind: str = arguments.format or (named if named in FORMATS else "md")
    if kind == "pdf" and arguments.out is None and sys.stdout.isatty():
        raise Problem("no-file", Text("A PDF is nothing to read here."), Text("Say where: --out FILE"))
    return kind


def _selection(arguments: argparse.Namespace, infos: list[MonitorInfo]) -> Selection:
    """The last year up to today, or the days said; all time where the last year is empty."""
    from django.conf import settings

    from tertulia.listen.explorer import posts
    from tertulia.listen.explorer.periods import Days
    from tertulia.listen.explorer.selection import Selection
    from tertulia.posts.api import store

    zone = ZoneInfo(settings.TIME_ZONE)
    today = datetime.now(zone).date()
    chosen = tuple(_number(name, infos) for name in arguments.monitor)
    selection = Selection(zone=settings.TIME_ZONE, today=today, period="365d", monitors=chosen)
    if arguments.since or arguments.until:
        last = arguments.until or today
        return selection.on(Days(min(arguments.since or date(1970, 1, 1), last), last))
    newest, days = posts.newest(store()), selection.days
    if newest and days and newest.astimezone(zone).date() < days.first:
        return Selection(zone=settings.TIME_ZONE, today=today, period="all", monitors=chosen)
    return selection


def _number(name: str, infos: list[MonitorInfo]) -> int:
    """A monitor's number. Raises `Problem` ("no-such-monitor")."""
    for info in infos:
        if name in (str(info.id), info.name):
            return info.id
    cause = Text("There is no monitor “{name}”.", name=name)
    raise Problem("no-such-monitor", cause, Text("See them with: tertulia monitor list"))


def _write(made: str | bytes, out: Path | None) -> None:
    content = made if isinstance(made, bytes) else made.encode()
    if out is not None:
        out.write_bytes(content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
