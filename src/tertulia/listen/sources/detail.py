"""All that the page of one source shows."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.listen.explorer import labels, posts
from tertulia.listen.explorer.asked import today, zone_of
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.letters.reasons import label
from tertulia.listen.sources.fares import fares_of
from tertulia.listen.sources.models import Source, SourceHour
from tertulia.listen.sources.words import Bar, bars
from tertulia.posts.api import store

HOURS = 72
DAYS = 14
SHOWN = 5  # newest posts
_GAPS = "SELECT since, until, reason, filled_at FROM gaps WHERE source = $source ORDER BY since DESC LIMIT 20"
_DEAD = """
SELECT code, count(*) AS letters FROM dead_letters WHERE source = $source GROUP BY code ORDER BY letters DESC
"""
_TOTAL = "SELECT count(*) AS posts FROM posts WHERE source = $source"
_SUMS = ("reads", "failures", "items", "new", "dead", "left_out")


def detail(request: HttpRequest, source: Source) -> dict[str, Any]:
    """The context of the source's page."""
    zone = zone_of(request)
    asked = {"source": source.key}
    found = posts.page(
        Selection(zone=zone, today=today(zone), period="all", sources=(source.key,)), store(), limit=SHOWN
    )
    return {
        "fare": fares_of([source])[0],
        "gaps": [_gap(row) for row in store().query(_GAPS, asked).to_pylist()],
        "dead": [row | {"label": label(row["code"])} for row in store().query(_DEAD, asked).to_pylist()],
        "total": store().query(_TOTAL, asked)["posts"][0].as_py(),
        "cards": [card(post, zone) for post in found.posts],
        **_on_the_clock(zone, source),
    }


def _on_the_clock(zone: str, source: Source) -> dict[str, Any]:
    with timezone.override(zone):
        return {"days": _days(source), **_hours(source)}


def _gap(row: dict[str, Any]) -> dict[str, Any]:
    until = row["until"]
    return {
        "since": row["since"].replace(tzinfo=UTC),
        "until": until.replace(tzinfo=UTC) if until else None,
        "filled_at": row["filled_at"],
        "reason": labels.gap(row["reason"]),
    }


def _hours(source: Source) -> dict[str, Any]:
    """The bars of the last hours, the oldest first, and what they say in words."""
    end = timezone.now().replace(minute=0, second=0, microsecond=0)
    kept = {hour.hour: hour for hour in source.hours.filter(hour__gt=end - timedelta(hours=HOURS))}
    counts = []
    for ago in range(HOURS - 1, -1, -1):
        at = end - timedelta(hours=ago)
        counts.append((_words(at, kept.get(at)), *_figures(kept.get(at))))
    total, most = sum(new for _label, new, _bad in counts), max(new for _label, new, _bad in counts)
    said = _("%(total)s new posts in the last 3 days, at most %(most)s in an hour")
    drawn: list[Bar] = bars(counts)
    return {
        "bars": drawn,
        "most": most,
        "hours_said": said % {"total": labels.number(total), "most": labels.number(most)},
    }


def _figures(hour: SourceHour | None) -> tuple[int, int]:
    return (hour.new, hour.failures) if hour else (0, 0)


def _words(at: Any, hour: SourceHour | None) -> str:
    when = labels.moment(timezone.localtime(at))
    if hour is None or not hour.reads:
        return _("%(when)s: not read") % {"when": when}
    text = _("%(when)s: %(posts)s") % {"when": when, "posts": labels.posts(hour.new)}
    return _("%(text)s; reading failed") % {"text": text} if hour.failures else text


def _days(source: Source) -> list[dict[str, Any]]:
    """The sums of each of the last days on the reader's clock, the newest first."""
    found: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_SUMS, 0))
    for hour in source.hours.filter(hour__gt=timezone.now() - timedelta(days=DAYS)):
        sums = found[timezone.localtime(hour.hour).date()]
        for name in _SUMS:
            sums[name] += getattr(hour, name)
    return [{"day": day, **sums} for day, sums in sorted(found.items(), reverse=True)]
