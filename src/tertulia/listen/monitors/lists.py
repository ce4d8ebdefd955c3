"""What people do with lists of authors and sites: write, change, leave out, delete, bring back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.monitors import backfill
from tertulia.listen.monitors.exclusions import Exclusions
from tertulia.listen.monitors.models import ListKind, Monitor, ReusableList
from tertulia.listen.query.api import MAX_LENGTH, parse, to_text
from tertulia.listen.query.lists import NAME, PREFIX
from tertulia.posts.folding import fold
from tertulia.team.api import Person, record

MOST = 500  # entries
LONGEST = 120  # characters of an entry
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:www\.)?([^/?#\s:@]+)", re.IGNORECASE)


@dataclass(frozen=True)
class ListDraft:
    """What a person decides about a list; `entries` as typed, one a line."""

    name: str
    kind: str
    entries: str
    excluded: bool = False

    @classmethod
    def of(cls, kept: ReusableList) -> ListDraft:
        return cls(kept.name, kept.kind, kept.entries, kept.excluded)


def lists() -> list[ReusableList]:
    """All lists that are not deleted, by name."""
    return list(ReusableList.objects.filter(deleted_at=None).select_related("by"))


def find(number: int, *, deleted: bool = False) -> ReusableList:
    """The list. Raises `Problem` (no-such-list)."""
    found = ReusableList.objects.filter(pk=number, deleted_at__isnull=not deleted).first()
    if found is None:
        cause = Text("There is no list {number}.", number=number)
        raise Problem("no-such-list", cause, Text("See the lists; it may have been deleted."))
    return found


def lookup(kind: str, name: str) -> tuple[str, ...] | None:
    """The entries of a list by its name, whatever its capitals; None where there is none of that kind."""
    found = ReusableList.objects.filter(deleted_at=None, kind=kind, name__iexact=name).first()
    return found.lines if found else None


def exclusions() -> Exclusions:
    """What the workspace leaves out at collection."""
    chosen = ReusableList.objects.filter(deleted_at=None, excluded=True)
    authors = [line for kept in chosen if kept.kind == ListKind.AUTHOR for line in kept.lines]
    sites = [line for kept in chosen if kept.kind == ListKind.SITE for line in kept.lines]
    return Exclusions(tuple(dict.fromkeys(authors)), tuple(dict.fromkeys(sites)))


def spelled_out(query: str) -> str:
    """The search with the entries of its lists in their place, for who knows no lists; as written without."""
    if PREFIX not in query.lower():
        return query
    tree = parse(query).tree
    return query if tree is None else to_text(tree)


def users_of(kept: ReusableList) -> list[Monitor]:
    """The monitors whose search names the list."""
    named = re.compile(rf"list:{re.escape(kept.name)}(?![\w-])", re.IGNORECASE)
    monitors = Monitor.objects.filter(deleted_at=None, query__icontains=f"{PREFIX}{kept.name}")
    return [monitor for monitor in monitors if named.search(monitor.query)]


def save(draft: ListDraft, by: Person | None, kept: ReusableList | None = None) -> ReusableList:
    """Write a new list, or change one; monitors that name it are matched again with all stored posts.

    Raises `Problem`: bad-list-name, list-name-taken, unknown-list-kind, empty-list, list-too-long,
    bad-list-entry, list-in-use.
    """
    entries = "\n".join(_checked(draft, kept))
    before = ListDraft.of(kept) if kept else None
    after = ListDraft(draft.name.strip(), draft.kind, entries, draft.excluded)
    if after == before and kept is not None:
        return kept
    users = users_of(kept) if kept else []
    if before and users and (after.name, after.kind) != (before.name, before.kind):
        raise _in_use(users)
    kept = kept or ReusableList(by=by)
    with transaction.atomic():
        kept.name, kept.kind, kept.entries, kept.excluded = after.name, after.kind, entries, after.excluded
        kept.save()
        _require_room(users)
        record(
            by, "list.changed" if before else "list.created", after.name, list=kept.pk, **_told(before, after)
        )
    if before and after.entries != before.entries:
        _match_again(users)
    return kept


def _told(before: ListDraft | None, after: ListDraft) -> dict[str, object]:
    """How many entries there are, what came and went, and whether the collectors leave them out."""
    old, new = (set(draft.entries.splitlines()) if draft else set() for draft in (before, after))
    return {
        "kind": after.kind,
        "entries": len(new),
        "added": sorted(new - old)[:50] if before else [],
        "removed": sorted(old - new)[:50],
        "excluded": after.excluded,
    }


def _match_again(monitors: Iterable[Monitor]) -> None:
    for monitor in monitors:
        monitor.save(update_fields=["changed_at"])  # the collectors read the searches again
        backfill.in_background(monitor)


def delete(kept: ReusableList, by: Person | None) -> None:
    """Take the list away. Raises `Problem` (list-in-use) while a monitor names it."""
    users = users_of(kept)
    if users:
        raise _in_use(users)
    kept.deleted_at = timezone.now()
    with transaction.atomic():
        kept.save()
        record(by, "list.deleted", kept.name, list=kept.pk)


def restore(kept: ReusableList, by: Person | None) -> ReusableList:
    """Bring a deleted list back. Raises `Problem` if its name is taken by now."""
    _require_name(kept.name, kept)
    kept.deleted_at = None
    with transaction.atomic():
        kept.save()
        record(by, "list.restored", kept.name, list=kept.pk)
    return kept


def _in_use(users: list[Monitor]) -> Problem:
    names = ", ".join(f"“{monitor.name}”" for monitor in users[:5])
    cause = Text("Monitors name this list: {names}.", names=names)
    return Problem("list-in-use", cause, Text("Take it out of their searches first."), "name")


def _require_room(users: Iterable[Monitor]) -> None:
    for monitor in users:
        if len(spelled_out(monitor.query)) > MAX_LENGTH:
            cause = Text("With these entries the search of “{name}” is too long.", name=monitor.name)
            raise Problem("list-too-long", cause, Text("Divide the list, or the search."), "entries")


def _checked(draft: ListDraft, kept: ReusableList | None) -> list[str]:
    """The entries in the form they are kept in, each once."""
    _require_name(draft.name.strip(), kept)
    if draft.kind not in ListKind.values:
        cause = Text("There is no kind of list “{kind}”.", kind=draft.kind[:40])
        raise Problem("unknown-list-kind", cause, Text("Choose author or site."), "kind")
    typed = [line.strip() for line in draft.entries.splitlines() if line.strip()]
    entries = {fold(entry): entry for entry in (_entry(draft.kind, line) for line in typed)}
    if not entries:
        cause = Text("The list is empty.")
        raise Problem("empty-list", cause, Text("Write at least one entry, one a line."), "entries")
    if len(entries) > MOST:
        cause = Text("The list has {count} entries; the limit is {limit}.", count=len(entries), limit=MOST)
        raise Problem("list-too-long", cause, Text("Divide it into several lists."), "entries")
    return list(entries.values())


def _require_name(name: str, kept: ReusableList | None) -> None:
    if not NAME.fullmatch(name):
        cause = Text("A list's name is one word of letters, digits, - and _, of at most 60.")
        raise Problem("bad-list-name", cause, Text("Write it as in local-press."), "name")
    others = ReusableList.objects.filter(deleted_at=None, name__iexact=name)
    if others.exclude(pk=kept.pk if kept and kept.pk else 0).exists():
        cause = Text("There is another list with the name “{name}”.", name=name)
        raise Problem("list-name-taken", cause, Text("Choose another name."), "name")


def _entry(kind: str, line: str) -> str:
    """A handle or name without @, or a host in lower case without www."""
    entry = line.lstrip("@").strip()
    if kind == ListKind.SITE:
        found = _HOST.match(line)
        entry = found[1].lower() if found else ""
    if not fold(entry).strip() or len(entry) > LONGEST or '"' in entry or not entry.isprintable():
        cause = Text("“{entry}” cannot stand in the list.", entry=line[:60])
        raise Problem("bad-list-entry", cause, Text("Write one handle, name or site a line."), "entries")
    return entry
