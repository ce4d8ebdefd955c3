"""The data page: what is kept, out again as files, a backup, and erasing a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tertulia.home import Home
from tertulia.listen.imports import erasing, exporting
from tertulia.listen.imports.exporting import Selection
from tertulia.listen.imports.streaming import stream
from tertulia.listen.monitors.api import monitors
from tertulia.posts import backup as backups
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs, record

FORMATS = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_KEPT = """
SELECT network, count(*) AS posts, count(DISTINCT author_key) AS people, min(created_at) AS first,
max(created_at) AS last FROM posts GROUP BY network ORDER BY posts DESC, network
"""


@needs(Role.MANAGER)
def data(request: HttpRequest) -> HttpResponse:
    """What is kept, and what one can do with it."""
    networks = store().query(_KEPT).to_pylist()
    given = request.GET.get("network", ""), request.GET.get("author", "")
    is_owner = may(request.user, Role.OWNER)
    context: dict[str, Any] = {
        "networks": networks,
        "total": sum(row["posts"] for row in networks),
        "size": _size(Home.of()),
        "monitors": monitors(),
        "formats": FORMATS,
        "is_owner": is_owner,
        "network": given[0],
        "author": given[1],
        "found": erasing.preview(store(), *given) if is_owner and all(given) else None,
    }
    return render(request, "imports/data.html", context)


def _size(home: Home) -> int:
    """Bytes that posts and desk take on the disk."""
    return sum(path.stat().st_size for path in home.path.glob("*.duckdb*")) + sum(
        path.stat().st_size for path in home.path.glob("desk.sqlite3*")
    )


@require_GET
@needs(Role.MANAGER)
def export(request: HttpRequest) -> HttpResponseBase:
    """The posts as one file, or everything as a zip of files that import again."""
    format = request.GET.get("format", "jsonl")
    if format not in FORMATS:
        return redirect("data")
    selection = _selection(request)
    day = datetime.now(UTC).date()
    record(_by(request), "data.exported", format, everything=request.GET.get("what") != "posts")
    if request.GET.get("what") == "posts":
        pieces = exporting.file_pieces(store(), format, selection)  # type: ignore[arg-type]
        return stream(request, pieces, f"tertulia-{day}.{format}", FORMATS[format])
    pieces = exporting.zip_pieces(store(), format, selection)  # type: ignore[arg-type]
    return stream(request, pieces, f"tertulia-{day}.zip", "application/zip")


def _selection(request: HttpRequest) -> Selection:
    chosen = [int(number) for number in request.GET.getlist("monitor") if number.isdecimal()]
    return Selection(tuple(chosen), _day(request.GET.get("since")), _day(request.GET.get("until")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@require_POST
@needs(Role.OWNER)
def backup(request: HttpRequest) -> HttpResponseBase:
    """A backup of everything, made now and sent."""
    home = Home.of().ensure()
    name = f"tertulia-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.tar"
    path = home.temporary / f"{os.urandom(6).hex()}-{name}"
    backups.make(home, store(), path)
    record(_by(request), "data.backed_up", name)
    return stream(request, _then_removed(path), name, "application/x-tar")


def _then_removed(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece
    finally:
        path.unlink(missing_ok=True)


@require_POST
@needs(Role.OWNER)
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person for good; the handle has to be written again by hand."""
    network, author = request.POST.get("network", ""), request.POST.get("author", "").strip().lstrip("@")
    typed = request.POST.get("typed", "").strip().lstrip("@")
    if not author or typed != author:
        messages.error(request, _("Nothing was erased: the handle written does not match."))
        return redirect("data")
    erased = erasing.erase(store(), network, author)
    record(_by(request), "person.erased", network, posts=erased.rows.get("posts", 0))
    messages.success(request, _("The person is erased and will not come back."))
    if note := erasing.sources_note(erased):
        messages.info(request, note)
    return redirect("data")


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user
