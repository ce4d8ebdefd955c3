"""The report as PDF, made by WeasyPrint in a process of its own: it takes a second and 100 MB to load."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.outbound.isolated import Isolated

_WITHIN_S, _MEMORY = 180.0, 4 << 30
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def as_pdf(html: str) -> bytes:
    """The page printed on A4. Raises `Problem` ("no-pdf": what it stands on is not installed, and those of a
    worker)."""
    with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
        made: bytes = worker.run(write_pdf, html)
        return made


def write_pdf(html: str) -> bytes:
    """In the worker. Nothing is fetched: the page holds all that it shows."""
    try:
        weasyprint: Any = import_module("weasyprint")
    except ImportError as error:
        raise _missing(str(error)) from error
    except OSError as error:  # a system library that cffi does not find
        raise _missing(str(error).splitlines()[0]) from error
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf()
    return made


def _refuse(url: str, *_more: object, **_named: object) -> dict[str, object]:
    raise ValueError(f"nothing is fetched for a report: {url[:80]}")


def _missing(why: str) -> Problem:
    cause = Text("A PDF cannot be made here: {why}", why=why[:200])
    remedy = Text(
        "On Debian and Ubuntu: sudo apt install {packages}; then pip install weasyprint. The HTML file has "
        "the same pages: open it in a browser and print it.",
        packages=PACKAGES,
    )
    return Problem("no-pdf", cause, remedy)
