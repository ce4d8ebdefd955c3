"""What a text is checked against: by what we are known, who is tied to us, what we said of late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tertulia.act.conduct.checks.base import Asked
from tertulia.act.conduct.models import Relationship, Tie, Told
from tertulia.act.conduct.texts import text_hash
from tertulia.act.publishing.models import Publication
from tertulia.listen.models import Channel
from tertulia.listen.monitors.api import monitors
from tertulia.plan.calendar.api import versions
from tertulia.team.api import Person

LATE = timedelta(days=30)
MOST_EARLIER = 200


def asked(text: str, channel: int | None, by: Person | None, entry: int | None, relation: str = "") -> Asked:
    """A text of ours with all that the checks ask about it."""
    today = timezone.localdate()
    return Asked(
        text=text,
        brands=brands(),
        related=related(today),
        relation=relation,
        speaks=speaks(channel, by, today),
        earlier=earlier(text, channel, entry),
        origin=Told.objects.filter(text_hash=text_hash(text)).values_list("origin", flat=True).first() or "",
    )


def brands() -> tuple[str, ...]:
    """Names and handles by which we are known: of our channels and of the monitors of our own name."""
    ours = Channel.objects.filter(deleted_at=None).values_list("handle", "name")
    names = [name for pair in ours for name in pair]
    names += [monitor.name for monitor in monitors() if monitor.role == "brand"]
    return tuple(sorted({name.strip().removeprefix("@") for name in names} - {""}))


def live(on: date) -> QuerySet[Relationship]:
    """The relationships that stand on a day."""
    open_still = Q(until=None) | Q(until__gte=on)
    return Relationship.objects.filter(open_still, deleted_at=None, since__lte=on)


def related(on: date) -> tuple[tuple[str, str], ...]:
    """Accounts tied to us, by handle in lower case, with their tie. Those who speak for us are us."""
    found = live(on).exclude(handle="").exclude(tie=Tie.SPEAKER).values_list("handle", "tie")
    return tuple((handle.lower(), tie) for handle, tie in found)


def speaks(channel: int | None, by: Person | None, on: date) -> bool | None:
    """Whether somebody was named to speak for a channel; None where nobody is named for it."""
    if channel is None or by is None:
        return None
    named = live(on).filter(Q(channel=channel) | Q(channel=None), tie=Tie.SPEAKER, person__isnull=False)
    people = set(named.values_list("person", flat=True))
    return by.pk in people if people else None


def earlier(text: str, channel: int | None, entry: int | None) -> tuple[str, ...]:
    """Texts of ours of late: those published or waiting, and what the entry says on other channels. The text
    itself, waiting on its own channel, is not earlier than itself."""
    since = timezone.now() - LATE
    kept = Publication.objects.filter(ordered_at__gte=since).exclude(state="cancelled").order_by("-due")
    same = Q(channel=channel, draft__text=text) & ~Q(state="published")
    if entry is not None:
        same |= Q(entry=entry, channel=channel)
    found = list(kept.exclude(same).values_list("draft__text", flat=True)[:MOST_EARLIER])
    return tuple(one for one in [*found, *_versions(channel, entry)] if one)


def _versions(channel: int | None, entry: int | None) -> Iterable[str]:
    if entry is None:
        return ()
    return [version.text for version in versions(entry) if version.channel != channel]
