"""Addresses under which calendar programs read the entries: secret, revocable, their person's."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tertulia.plan.calendar import problems
from tertulia.plan.calendar.ical import Item
from tertulia.plan.calendar.models import CalendarFeed, Entry, EntryState
from tertulia.team.api import Person, record
from tertulia.team.one_time import digest

BACK, AHEAD = timedelta(days=90), timedelta(days=400)


def make(name: str, by: Person) -> tuple[CalendarFeed, str]:
    """A new one and its secret, which is shown once. Raises `Problem` (no-title)."""
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise problems.no_title()
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(person=by, name=name, secret_hash=digest(secret))
    record(by, "feed.made", name)
    return made, secret


def revoke(feed: CalendarFeed, by: Person) -> None:
    """It opens nothing from now on."""
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record(by, "feed.revoked", feed.name)


def find(secret: str) -> CalendarFeed | None:
    """The live one with this secret, whose person may still come in."""
    feed = (
        CalendarFeed.objects.select_related("person")
        .filter(secret_hash=digest(secret), revoked_at=None, person__is_active=True)
        .first()
    )
    if feed:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
    return feed


def items(host: str, address: Callable[[Entry], str]) -> list[Item]:
    """The entries of the last three months and the next thirteen, with the state in front of the title."""
    now = timezone.now()
    found = Entry.objects.filter(deleted_at=None, at__gte=now - BACK, at__lt=now + AHEAD)
    return [
        Item(
            uid=f"entry-{entry.pk}@{host}",
            at=entry.at,
            changed=entry.changed_at,
            title=f"{entry.title} ({EntryState(entry.state).label})",
            details=entry.note,
            url=address(entry),
            cancelled=entry.state == EntryState.DROPPED,
        )
        for entry in found
        if entry.at
    ]
