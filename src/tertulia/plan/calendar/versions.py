"""An entry's versions: what it says on each channel, and the files that go with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.plan.calendar import service
from tertulia.plan.calendar.models import Entry, EntryMedia, EntryVersion
from tertulia.team.api import Person, record
from tertulia.team.models import Event

LARGEST = 50 * 2**20  # bytes of a file
# What the first bytes of a file say it is; the name that it came with is not asked.
_SIGNS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", ".png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", ".jpg"),
    (b"GIF8", 0, "image/gif", ".gif"),
    (b"WEBP", 8, "image/webp", ".webp"),
    (b"ftyp", 4, "video/mp4", ".mp4"),
)


@dataclass(frozen=True)
class VersionDraft:
    """What a channel's version says of its own; `text` counts where it is not `linked`."""

    linked: bool = True
    text: str = ""
    title: str = ""
    warning: str = ""
    visibility: str = ""


def choose(entry: Entry, channels: Iterable[int], by: Person | None) -> None:
    """The entry goes to these channels (their numbers) and no others. Raises `Problem` (fixed)."""
    with transaction.atomic():
        service.require_open(entry)
        present = set(entry.versions.values_list("channel", flat=True))
        wanted = set(channels)
        if wanted == present:
            return
        entry.versions.exclude(channel__in=wanted).delete()
        for channel in sorted(wanted - present):
            EntryVersion.objects.create(entry=entry, channel=channel)
        service.void(entry, by)
        record(by, "entry.changed", entry.title, entry=entry.pk, channels=sorted(wanted))


def write(version: EntryVersion, draft: VersionDraft, by: Person | None) -> None:
    """Save a version's own words. Raises `Problem` (fixed)."""
    entry = version.entry
    service.require_open(entry)
    if says(version, draft):
        return
    version.linked, version.text, version.title, version.warning, version.visibility = _words(draft)
    with transaction.atomic():
        version.save()
        entry.revision += 1
        entry.save(update_fields=["revision", "changed_at"])
        service.void(entry, by)
        if not _said_so_lately(entry, by):
            record(by, "entry.changed", entry.title, entry=entry.pk, channel=version.channel)


def _said_so_lately(entry: Entry, by: Person | None) -> bool:
    """Whether the audit log has this person's work on the entry: drafts are saved every few seconds."""
    since = timezone.now() - service.ONE_EDIT
    written = Event.objects.filter(actor=by, act="entry.changed", at__gte=since, details__entry=entry.pk)
    return written.exists()


def says(version: EntryVersion, draft: VersionDraft) -> bool:
    """Whether the version says that already."""
    return _words(draft) == (
        *(version.linked, version.text, version.title, version.warning, version.visibility),
    )


def _words(draft: VersionDraft) -> tuple[bool, str, str, str, str]:
    text = "" if draft.linked else draft.text.replace("\r\n", "\n")[: service.MOST_TEXT]
    return draft.linked, text, draft.title[:300], draft.warning[:300], draft.visibility[:12]


def said(version: EntryVersion) -> str:
    """The text of a version: its own, or the entry's while they are linked."""
    return version.entry.text if version.linked else version.text


def media_folder() -> Path:
    """Where the files of entries lie, readable by this machine's owner alone."""
    folder = Home.of().path / "media"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def add_media(entry: Entry, name: str, data: bytes, alt: str, by: Person | None) -> EntryMedia:
    """Keep a file with the entry. Raises `Problem`: too-large, unknown-file, fixed."""
    service.require_open(entry)
    if len(data) > LARGEST:
        raise too_large()
    kind, ending = _kind(data)
    stored = secrets.token_hex(16) + ending
    (media_folder() / stored).write_bytes(data)
    with transaction.atomic():
        made = EntryMedia.objects.create(
            entry=entry, file=stored, name=Path(name).name[:255], kind=kind, bytes=len(data), alt=alt
        )
        _changed(entry, by)
    return made


def too_large() -> Problem:
    cause = Text("The file is larger than {most} MB.", most=LARGEST // 2**20)
    return Problem("too-large", cause, Text("Make it smaller."), "file")


def describe(media: EntryMedia, alt: str, by: Person | None) -> None:
    """Write the text for those who do not see the file."""
    service.require_open(media.entry)
    if media.alt == alt.strip():
        return
    media.alt = alt.strip()
    with transaction.atomic():
        media.save(update_fields=["alt"])
        _changed(media.entry, by)


def remove_media(media: EntryMedia, by: Person | None) -> None:
    """Take a file away, from the disk too."""
    service.require_open(media.entry)
    with transaction.atomic():
        media.delete()
        _changed(media.entry, by)
    path_of(media).unlink(missing_ok=True)


def path_of(media: EntryMedia) -> Path:
    return media_folder() / media.file


def _changed(entry: Entry, by: Person | None) -> None:
    entry.revision += 1
    entry.save(update_fields=["revision", "changed_at"])
    service.void(entry, by)
    record(by, "entry.media", entry.title, entry=entry.pk)


def _kind(data: bytes) -> tuple[str, str]:
    for sign, at, kind, ending in _SIGNS:
        if data[at : at + len(sign)] == sign:
            return kind, ending
    raise Problem(
        "unknown-file",
        Text("Tertulia does not know this kind of file."),
        Text("Use a picture (PNG, JPEG, GIF, WebP) or a film (MP4)."),
        "file",
    )
