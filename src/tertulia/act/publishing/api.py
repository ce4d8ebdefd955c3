"""What the other parts may use of publishing.

A part that may stop a publication adds a function to `gates.GATES`; one that wants to hear how publications
fare adds one to `telling.HEARERS`, both when the application begins (act/apps.py).
"""

from __future__ import annotations

from datetime import datetime

from tertulia.act.publishing import drafts, info, ordering, pausing
from tertulia.act.publishing.info import LIVE, STUCK, Publication
from tertulia.act.publishing.models import Publication as Row
from tertulia.act.publishing.reacting import react_now
from tertulia.networks.base import Draft
from tertulia.team.api import Person

__all__ = [
    "LIVE",
    "STUCK",
    "Publication",
    "cancel",
    "is_paused",
    "order",
    "pause",
    "publication",
    "publications",
    "react_now",
    "resume",
    "retry",
    "stuck",
    "text_hash",
]
media_folder = drafts.media_folder
pause, resume, is_paused = pausing.pause, pausing.resume, pausing.is_paused


def order(
    channel: int,
    draft: Draft,
    by: Person,
    *,
    due: datetime | None = None,
    entry: int | None = None,
    version: int | None = None,
    conversation: int | None = None,
    after: int | None = None,
    part: int = 0,
    once: str = "",
) -> Publication:
    """Have a text published on a channel at its time (None: now), by this person's act on this very text.

    Ordered twice, the publication that stands is returned: of a version (and its part of a thread), of a text
    in a conversation, or of `once` (a random word that a form carries). Another text for the same version
    voids the one before, unless that is on its way or published. `after` is the publication that must be
    published first: this one answers it, whatever the draft says. Files lie in the data folder's `media`.

    Raises `Problem` (no-such-channel, due-passed, media-…, another-text, what the network's limits say) and
    `PermissionDenied` for who may not work here.
    """
    row = ordering.order(
        channel,
        draft,
        by,
        due=due,
        entry=entry,
        version=version,
        conversation=conversation,
        after=after,
        part=part,
        once=once,
    )
    return info.of(row)


def cancel(number: int, by: Person) -> Publication:
    """Have it not published. Raises `Problem` (no-such-publication, being-sent, already-published,
    outcome-unknown)."""
    return info.of(ordering.cancel(number, by))


def retry(number: int, by: Person) -> Publication:
    """Have a failed or late one published now; the own timeline is looked at first. Raises `Problem`."""
    return info.of(ordering.retry(number, by))


def publication(number: int) -> Publication:
    """One of them. Raises `Problem` (no-such-publication)."""
    return info.of(ordering.find(number))


def publications(
    *, entry: int | None = None, version: int | None = None, conversation: int | None = None
) -> tuple[Publication, ...]:
    """Those of a calendar entry, a version or a conversation, by their time; cancelled ones among them."""
    asked = {"entry": entry, "version": version, "conversation": conversation}
    given = {name: number for name, number in asked.items() if number is not None}
    return tuple(info.of(row) for row in Row.objects.filter(**given)) if given else ()


def stuck() -> int:
    """How many a person must look at."""
    return Row.objects.filter(state__in=STUCK).count()


def text_hash(draft: Draft) -> str:
    """What `Publication.text_hash` of this draft would be: to see whether a text is the one ordered. Raises
    `Problem` (media-…)."""
    return drafts.fingerprint(drafts.as_json(draft))
