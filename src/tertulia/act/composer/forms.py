"""What the composer's page sends, read from its fields."""

from __future__ import annotations

from django.http import QueryDict

from tertulia.act.composer.writing import Typed
from tertulia.plan.calendar.models import Entry, EntryMedia, EntryVersion
from tertulia.plan.calendar.service import MOST_TEXT
from tertulia.plan.calendar.versions import VersionDraft


def typed(given: QueryDict, entry: Entry) -> Typed:
    """What was typed. A version that the page does not show keeps its words."""
    shown = EntryVersion.objects.filter(entry=entry.pk)
    media = EntryMedia.objects.filter(entry=entry.pk)
    return Typed(
        text=given.get("text", "")[:MOST_TEXT],
        lang=given.get("lang", "").strip()[:35],
        link=given.get("link", "").strip()[:1000],
        tagged=given.get("tagged") == "on",
        versions={v.pk: _version(given, v.pk) for v in shown if f"text-{v.pk}" in given},
        alts={m.pk: str(given[f"alt-{m.pk}"])[:4000] for m in media if f"alt-{m.pk}" in given},
        revision=_revision(given),
    )


def _version(given: QueryDict, number: int) -> VersionDraft:
    return VersionDraft(
        linked=given.get(f"linked-{number}") == "on",
        text=given.get(f"text-{number}", "")[:MOST_TEXT],
        title=given.get(f"title-{number}", "").strip()[:300],
        warning=given.get(f"warning-{number}", "").strip()[:300],
        visibility=given.get(f"visibility-{number}", "")[:12],
    )


def _revision(given: QueryDict) -> int | None:
    """The edit that the person saw; None where they said that theirs shall stand."""
    text = given.get("revision", "")
    if given.get("force") == "on":
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def channels(given: QueryDict) -> list[int]:
    """The channels that are ticked, by number."""
    return [int(text) for text in given.getlist("channels") if text.isdecimal() and len(text) < 19]
