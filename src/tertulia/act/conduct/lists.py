"""Relationships from a CSV file: all lines are good, or none is taken."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.db import transaction

from tertulia.act.conduct import service
from tertulia.act.conduct.forms import RelationshipForm
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person

COLUMNS = ("tie", "network", "handle", "username", "since", "until", "note")
NEEDED = ("tie", "since")
MOST_BYTES = 2_000_000
MOST_LINES = 5_000


@dataclass(frozen=True)
class Taken:
    """How many relationships were written down, and the lines that are wrong, with why."""

    kept: int
    wrong: tuple[tuple[int, str], ...]


def take(data: bytes, by: Person) -> Taken:
    """Write down the relationships of a file with the columns `COLUMNS` (days as 2026-01-31; `username` of a
    person of the team). Raises `Problem` (not-a-list, list-too-long)."""
    lines = _lines(data)
    people = {person.username: person.pk for person in Person.objects.filter(is_active=True)}
    forms = [(number, _form(line, people)) for number, line in lines]
    wrong = tuple((number, _why(form)) for number, form in forms if not form.is_valid())
    if wrong:
        return Taken(0, wrong)
    with transaction.atomic():
        for _number, form in forms:
            service.keep(form.save(commit=False), by)
    return Taken(len(forms), ())


def _lines(data: bytes) -> list[tuple[int, dict[str, str]]]:
    remedy = Text("Save it as CSV in UTF-8 with the columns {columns}.", columns=", ".join(COLUMNS))
    try:
        text = data[: MOST_BYTES + 1].decode("utf-8-sig")
        mark = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=mark, strict=True)
        found = [(reader.line_num, {k: v or "" for k, v in line.items() if k}) for line in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem("not-a-list", Text("The file is no CSV in UTF-8."), remedy) from error
    if len(data) > MOST_BYTES or len(found) > MOST_LINES:
        cause = Text("The file has more than {most} lines.", most=MOST_LINES)
        raise Problem("list-too-long", cause, Text("Cut it in several files."))
    if not found or not set(NEEDED) <= set(reader.fieldnames or ()):
        raise Problem("not-a-list", Text("The file has no lines with the columns that are needed."), remedy)
    return found


def _form(line: dict[str, str], people: dict[str, int]) -> RelationshipForm:
    username = line.get("username", "").strip()
    given = {name: line.get(name, "").strip() for name in COLUMNS if name != "username"}
    # An unknown name must not pass as no name: 0 is nobody's number.
    return RelationshipForm(
        given | {"person": str(people.get(username, 0)) if username else "", "channel": ""}
    )


def _why(form: RelationshipForm) -> str:
    fields = form.fields
    return "; ".join(
        f"{fields[name].label if name in fields else name}: {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
    )
