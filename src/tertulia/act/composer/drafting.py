"""What an entry's version becomes for its network: one draft, or several that answer each other.

A line that holds `---` alone parts a text into posts of a thread, where the network lets a text go on in
answers to itself.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tertulia.listen.models import Channel
from tertulia.networks.base import Draft, Limits, Media, publisher
from tertulia.plan.calendar.links import tagged
from tertulia.plan.calendar.models import Entry, EntryVersion
from tertulia.plan.calendar.versions import path_of, said
from tertulia.plan.objectives.api import objectives

_PART = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)


def limits_of(channel: Channel) -> Limits | None:
    """What the channel's network takes; None where it takes nothing from us, and a person publishes."""
    there = publisher(channel.network)
    return there.limits(channel.settings) if there else None


def drafts_of(version: EntryVersion, channel: Channel) -> tuple[Draft, ...]:
    """The drafts of a version in their order. Files and the link go with the first."""
    entry, limits = version.entry, limits_of(channel)
    texts = parts(said(version)) if limits and limits.thread else [said(version).strip()]
    first = Draft(
        text=texts[0],
        lang=entry.lang,
        media=tuple(Media(path_of(each), each.kind, each.alt) for each in entry.media.all()),
        warning=version.warning if limits and limits.warnings else "",
        visibility=version.visibility if limits and version.visibility in limits.visibilities else "",
        title=(version.title or entry.title) if limits and limits.titles else "",
        link=link_of(entry, channel.network),
    )
    return (first, *(replace(first, text=text, media=(), link="", title="") for text in texts[1:]))


def parts(text: str) -> list[str]:
    """The posts of a thread; a text without a parting line is one."""
    found = [part.strip() for part in _PART.split(text)]
    return [part for part in found if part] or [""]


def link_of(entry: Entry, network: str) -> str:
    """The entry's link as it goes out on a network: with the plan's UTM parameters unless they are off."""
    if not entry.link or not entry.tagged:
        return entry.link
    aim = next((one.title for one in objectives() if one.number == entry.objective), "")
    return tagged(entry.link, network, aim, entry.pk)
