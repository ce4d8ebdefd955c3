"""What a person chooses about a file before it is brought in, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.listen.imports.look import Look, guess, missing_fields
from tertulia.listen.imports.plan import POSTS_FILE, Plan
from tertulia.listen.letters.reasons import label
from tertulia.networks.base import archives
from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.api import Items, read_items

TABLE = "table"  # a table of columns that the person names
SHOWN = 5

FIELD_LABELS: dict[str, str | Promise] = {
    "id": _("Native id"),
    "network": _("Network"),
    "created_at": _("Published at"),
    "text": _("Text"),
    "title": _("Title"),
    "author": _("Author (handle)"),
    "author_name": _("Author’s name"),
    "kind": _("Kind of post"),
    "lang": _("Language"),
    "url": _("Address"),
    "reply_to": _("Answers to (native id)"),
    "thread": _("Thread (native id)"),
    "likes": _("Likes"),
    "reposts": _("Reposts"),
    "replies": _("Replies"),
    "quotes": _("Quotes"),
    "views": _("Views"),
    "followers": _("Followers of the author"),
    "hashtags": _("Hashtags"),
    "mentions": _("People named"),
    "links": _("Links"),
    "media": _("Media"),
    "own": _("Ours (true or false)"),
    "extra": _("Anything else (JSON)"),
    "counted_at": _("When the counters were true"),
}


@dataclass(frozen=True)
class Column:
    """A column of the file: its place, name, first values, and the field it is read as ("" for none)."""

    number: int
    name: str
    values: list[str]
    field: str


@dataclass(frozen=True)
class Preview:
    """What would come of the first items: posts, and what would be set aside and why."""

    posts: list[dict[str, Any]]
    dead: list[tuple[str, DeadLetter]]
    missing: list[str | Promise]


def shapes() -> list[tuple[str, str]]:
    """The shapes one can choose from, by name and title."""
    known = [(name, str(archive.title)) for name, archive in archives().items()]
    return [(POSTS_FILE, str(_("Posts file"))), *known, (TABLE, str(_("Another table: I say what is what")))]


def shape_of(plan: Plan) -> str:
    return TABLE if plan.shape == POSTS_FILE and plan.mapping else plan.shape


def columns(found: Look, plan: Plan) -> list[Column]:
    mapping = plan.mapping or guess(found.columns)
    return [
        Column(
            number,
            name,
            [_shown(record.get(name)) for record in found.sample[:SHOWN]],
            mapping.get(name, ""),
        )
        for number, name in enumerate(found.columns)
    ]


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def plan_from(given: Mapping[str, str], found: Look) -> Plan:
    """The plan that a filled-in form says. Raises Problem for a field or shape that does not exist."""
    shape = given.get("shape", shape_of(found.plan))
    network, day = given.get("network", "").strip().lower(), given.get("created_at", "").strip()
    return replace(
        found.plan,
        shape=POSTS_FILE if shape == TABLE else shape,
        mapping=_mapping(given, found.columns) if shape == TABLE else {},
        constants={
            **({"network": network} if network else {}),
            **({"created_at": f"{day}T00:00:00Z"} if day else {}),
        },
        own=given.get("own") == "on",
    )


def _mapping(given: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Column to field. A column that is not chosen keeps its own name, as the rest of the post."""
    if not any(f"column-{number}" in given for number in range(len(names))):
        return guess(names)
    chosen = {name: given.get(f"column-{number}", "") for number, name in enumerate(names)}
    return {name: field for name, field in chosen.items() if field}


def preview(found: Look, plan: Plan) -> Preview:
    """What the first items become."""
    sample = found.sample[:SHOWN]
    read = read_items(Items(list(sample), list(range(1, len(sample) + 1))), plan.mapper())
    missing = [FIELD_LABELS[name] for name in missing_fields(found.columns, plan)]
    # While a required field is missing all would be set aside, and saying so once is enough.
    dead = [] if missing else [(label(letter.code), letter) for letter in read.dead]
    return Preview(read.posts.to_pylist(), dead, missing)
