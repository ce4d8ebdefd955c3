"""How the items of one file become posts: its shape, or which column is which field, and what every post
gets."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import archives
from tertulia.networks.files.values import any_time
from tertulia.posts.formats.api import Format, Mapper, renamer
from tertulia.posts.formats.records import COUNTED_AT, Record
from tertulia.posts.schema import POSTS

FIELDS = (*POSTS.names, COUNTED_AT)
POSTS_FILE = "posts"  # the shape of our own files


@dataclass(frozen=True)
class Plan:
    """`shape` names a known one ("posts" is the posts file). `mapping` goes from columns to fields; a
    time then may have any usual form, and one without a zone is UTC. `constants` are fields that every
    post gets which lacks them. `columns` names the columns of a table that has no header."""

    shape: str = POSTS_FILE
    mapping: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    own: bool = False
    format: Format | None = None
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (*self.mapping.values(), *self.constants):
            if name not in FIELDS:
                raise Problem(
                    "no_such_field",
                    Text("A post has no field “{name}”.", name=name),
                    Text("The fields are: {names}.", names=", ".join(FIELDS)),
                )
        if self.shape != POSTS_FILE and self.shape not in archives():
            raise Problem(
                "no_such_shape",
                Text("No file shape is called “{name}”.", name=self.shape),
                Text("The shapes are: {names}.", names=", ".join((POSTS_FILE, *archives()))),
            )

    def mapper(self) -> Mapper | None:
        """What turns a raw item into fields of the posts file; None where items are that already."""
        steps: list[Mapper] = []
        if self.shape != POSTS_FILE:
            steps.append(archives()[self.shape].map_item)
        if self.mapping:
            steps += [renamer(self.mapping), _read_times]
        if self.constants or self.own:
            steps.append(self._complete)
        return _chain(steps) if steps else None

    def _complete(self, record: Record) -> Record:
        missing = {k: v for k, v in self.constants.items() if record.get(k) in (None, "")}
        return {**record, **missing, **({"own": True} if self.own else {})}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Plan:
        return cls(**{**given, "columns": tuple(given.get("columns", ()))})

    def dump(self) -> str:
        """One text for one plan."""
        return json.dumps(self.as_json(), sort_keys=True)


@dataclass(frozen=True)
class _Chain:
    steps: tuple[Mapper, ...]

    def __call__(self, record: Record) -> Record:
        for step in self.steps:
            record = step(record)
        return record


def _chain(steps: list[Mapper]) -> Mapper:
    return steps[0] if len(steps) == 1 else _Chain(tuple(steps))


def _read_times(record: Record) -> Record:
    return {
        **record,
        **{name: any_time(record[name]) for name in ("created_at", COUNTED_AT) if name in record},
    }
