"""What was typed in the composer, saved: the entry's text and what its versions say of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.calendar import service, versions
from tertulia.plan.calendar.models import Entry, EntryMedia, EntryVersion
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.calendar.versions import VersionDraft
from tertulia.team.api import Person

_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Typed:
    """The fields of the page. `revision` is the one the person saw; None: save in any case."""

    text: str
    lang: str
    link: str
    tagged: bool
    versions: Mapping[int, VersionDraft]
    alts: Mapping[int, str]
    revision: int | None


def save(entry: Entry, typed: Typed, by: Person) -> Entry:
    """Save it all or nothing; the entry as it is then. Raises `Problem` (changed-meanwhile, bad-link)."""
    _require_address(typed.link)
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if _is_saved(entry, typed):
            return service.find(entry.pk)
        service.require_revision(entry, typed.revision)
        old = EntryDraft.of(entry)
        new = replace(old, text=typed.text, lang=typed.lang, link=typed.link, tagged=typed.tagged)
        service.change(entry, new, by)
        entry = service.find(entry.pk)
        for version in EntryVersion.objects.filter(entry=entry.pk):
            if version.pk in typed.versions:
                version.entry = entry
                versions.write(version, typed.versions[version.pk], by)
        for media in EntryMedia.objects.filter(entry=entry.pk):
            if media.pk in typed.alts:
                media.entry = entry
                versions.describe(media, typed.alts[media.pk], by)
    return service.find(entry.pk)


def _is_saved(entry: Entry, typed: Typed) -> bool:
    """Whether all of it stands already: then nobody's words are in anybody's way."""
    text = typed.text.replace("\r\n", "\n")
    if (entry.text, entry.lang, entry.link, entry.tagged) != (text, typed.lang, typed.link, typed.tagged):
        return False
    kept = {version.pk: version for version in entry.versions.all()}
    return all(
        versions.says(kept[number], draft) for number, draft in typed.versions.items() if number in kept
    ) and all(media.alt == typed.alts.get(media.pk, media.alt).strip() for media in entry.media.all())


def _require_address(link: str) -> None:
    if not link.strip():
        return
    try:
        _address(link.strip())
    except ValidationError as wrong:
        cause = Text("“{link}” is no address of a page.", link=link[:80])
        raise Problem("bad-link", cause, Text("Write it whole, with https:// in front."), "link") from wrong


def applied(entry: Entry, typed: Typed) -> list[EntryVersion]:
    """The versions as they would be if it were saved: for counts and previews. Nothing is kept."""
    entry.text, entry.lang = typed.text.replace("\r\n", "\n"), typed.lang
    entry.link, entry.tagged = typed.link.strip(), typed.tagged
    found = list(EntryVersion.objects.filter(entry=entry.pk))
    for version in found:
        version.entry = entry
        if version.pk in typed.versions:
            draft = typed.versions[version.pk]
            version.linked, version.text = draft.linked, draft.text.replace("\r\n", "\n")
            version.title, version.warning = draft.title, draft.warning
            version.visibility = draft.visibility
    return found
