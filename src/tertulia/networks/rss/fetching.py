"""Asking for a feed as a good guest: only for what changed, where it moved to, as often as it likes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.rss.cursor import Cursor
from tertulia.networks.rss.document import body_hash
from tertulia.networks.rss.parsing import MOST_BYTES
from tertulia.outbound.api import Answer, Client, OutboundProblem

LEAST_S, MOST_S = 300.0, 86_400.0
KINDS = ("application/", "text/")  # servers give feeds many names; what is none is told when it is read


async def fetch(at: Cursor, http: Client) -> tuple[Answer, Cursor]:
    """The answer, and the cursor with what it says of itself. Raises the client's problems, "feed-gone"."""
    try:
        answer = await http.get(at.url, headers=_conditions(at), accept=KINDS, most_bytes=MOST_BYTES)
    except OutboundProblem as problem:
        if problem.code == "gone":
            raise _gone(at.url) from problem
        raise
    return answer, replace(
        at,
        url=answer.url if answer.moved else at.url,
        etag=answer.headers.get("etag", at.etag if answer.status == 304 else ""),
        modified=answer.headers.get("last-modified", at.modified if answer.status == 304 else ""),
        body=at.body if answer.status == 304 else body_hash(answer.body),
    )


def _conditions(at: Cursor) -> dict[str, str]:
    given = {"If-None-Match": at.etag, "If-Modified-Since": at.modified}
    return {name: value for name, value in given.items() if value and at.entries}


def _gone(url: str) -> Problem:
    return Problem(
        "feed-gone",
        Text("The feed's server says that it is gone for good."),
        Text("Remove this source, or look for the site's new feed."),
        url,
    )


def pause(headers: Mapping[str, str], asked_s: float | None, now: datetime) -> float | None:
    """Seconds until the feed wishes to be asked again, between five minutes and a day; None: it does not say.
    `asked_s` is what the document says."""
    asked = [asked_s, _max_age(headers), _until(headers.get("expires", ""), now), _retry_after(headers, now)]
    given = [seconds for seconds in asked if seconds]
    return min(max(*given, LEAST_S), MOST_S) if given else None


def _max_age(headers: Mapping[str, str]) -> float | None:
    control = headers.get("cache-control", "").lower()
    found = re.search(r"\bmax-age\s*=\s*\"?([0-9]{1,9})", control)
    return float(found[1]) if found and "no-cache" not in control and "no-store" not in control else None


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    written = headers.get("retry-after", "").strip()
    return float(written) if re.fullmatch(r"[0-9]{1,9}", written) else _until(written, now)


def _until(written: str, now: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return (then - now).total_seconds() if then > now else None
