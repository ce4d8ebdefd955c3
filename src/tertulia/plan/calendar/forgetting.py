"""Erasing a person: nothing of them stays in the calendar, its history neither."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from tertulia.plan.calendar.models import Entry, EntryEvent, EntryMedia, EntryVersion
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK

_STORED = "SELECT post FROM posts WHERE post IN (SELECT unnest($posts::BIGINT[]))"
_WRITTEN = ("title", "note", "text", "person", "link", "pillar")
_SAID = ("text", "title", "warning")


def forget(store: Store, network: str, names: Sequence[str]) -> None:
    """Posts that are no longer stored leave the entries; names are masked where they stand for the person:
    after an @ or a slash, as the person attended to, and anywhere in what was planned about that person."""
    del network  # an entry does not say of which network its person is
    _forget_gone(store)
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    any_of = "|".join(map(re.escape, wanted))
    named = re.compile(rf"(?<=[@/])(?:{any_of})(?![\w-])", re.IGNORECASE)
    anywhere = re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])", re.IGNORECASE)
    for entry in Entry.objects.all():
        about = anywhere.fullmatch(entry.person.strip().lstrip("@")) is not None
        _mask(entry, anywhere if about else named)


def _mask(entry: Entry, found: re.Pattern[str]) -> None:
    """What the entry, its versions, its files and its history say."""
    Entry.objects.filter(pk=entry.pk).update(**_masked(entry, _WRITTEN, found))
    for version in EntryVersion.objects.filter(entry=entry.pk):
        EntryVersion.objects.filter(pk=version.pk).update(**_masked(version, _SAID, found))
    for media in EntryMedia.objects.filter(entry=entry.pk):
        EntryMedia.objects.filter(pk=media.pk).update(**_masked(media, ("alt", "name"), found))
    for event in EntryEvent.objects.filter(entry=entry.pk):
        told = [_json(event.before, found), _json(event.after, found)]
        EntryEvent.objects.filter(pk=event.pk).update(
            before=told[0], after=told[1], why=found.sub(MASK, event.why)
        )


def _masked(
    row: Entry | EntryVersion | EntryMedia, fields: Sequence[str], found: re.Pattern[str]
) -> dict[str, str]:
    return {field: found.sub(MASK, getattr(row, field)) for field in fields}


def _json(told: dict[str, object], found: re.Pattern[str]) -> object:
    return json.loads(found.sub(MASK, json.dumps(told, ensure_ascii=False)))


def _forget_gone(store: Store) -> None:
    posts = Entry.objects.exclude(post=None).values_list("post", flat=True)
    numbers = sorted({post for post in posts if post is not None})
    if not numbers:
        return
    stored = {row["post"] for row in store.query(_STORED, {"posts": numbers}).to_pylist()}
    gone = [number for number in numbers if number not in stored]
    for first in range(0, len(gone), 500):
        Entry.objects.filter(post__in=gone[first : first + 500]).update(post=None)
