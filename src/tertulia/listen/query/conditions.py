"""From `name:value` to a condition: the checks that each kind of field makes of its values."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches
from typing import NoReturn

from tertulia.listen.query import lists
from tertulia.listen.query.ast import Field, Node, Or, Span
from tertulia.listen.query.fields import ALIASES, FIELDS, FieldSpec
from tertulia.listen.query.findings import Report
from tertulia.listen.query.terms import cut
from tertulia.posts.folding import fold

_RANGE = re.compile(r"\[\s*(\S+)\s+TO\s+(\S+)\s*\]")
_COMPARISON = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII)
_ADDRESS_START = re.compile(r"^[a-z]+://", re.IGNORECASE)
_Bounds = tuple[str | None, str | None]


def condition(name: str, values: tuple[str, ...], span: Span, report: Report) -> Node | None:
    """The condition, or None with a finding. Several ranges become an OR of conditions."""
    spec = FIELDS.get(name.lower())
    if spec is None:
        _report_unknown(name, span, report)
        return None
    try:
        return _Condition(name.lower(), spec, span, report).build(values)
    except _Refused:
        return None


def _report_unknown(name: str, span: Span, report: Report) -> None:
    place = Span(span.start, span.start + len(name) + 1)
    nearest = ALIASES.get(name.lower()) or next(
        iter(get_close_matches(name.lower()[:40], FIELDS, 1, 0.7)), None
    )
    if nearest:
        report.add("misnamed-field", place, name=name, nearest=nearest)
    else:
        report.add("unknown-field", place, name=name, fields=", ".join(FIELDS))


class _Refused(Exception):  # noqa: N818  (never leaves this module: the finding tells)
    """A value that was reported."""


class _Condition:
    """One field with its place in the search; a check that fails reports there and ends the reading."""

    def __init__(self, name: str, spec: FieldSpec, span: Span, report: Report) -> None:
        self.name = name
        self.spec = spec
        self.span = span
        self.report = report

    def build(self, values: tuple[str, ...]) -> Node:
        if not values or any(not value.strip() for value in values):
            self.wrong("missing-value")
        if self.spec.is_range:
            bounds = dict.fromkeys(self.range(value.strip()) for value in values)
            ranges = tuple(Field(self.name, (), low, high, self.span) for low, high in bounds)
            return ranges[0] if len(ranges) == 1 else Or(ranges, self.span)
        written = [each for value in values for each in self.listed(value.strip())]
        known = tuple(dict.fromkeys(map(self.value, written)))
        return Field(self.name, known, span=self.span)

    def listed(self, value: str) -> tuple[str, ...]:
        """The entries of the list that the value names, else the value itself."""
        name = lists.name_in(self.name, value)
        if name is None:
            return (value,)
        return lists.entries(self.name, name) or self.wrong("unknown-list", list=name[:40])

    def wrong(self, code: str, **values: str) -> NoReturn:
        self.report.add(code, self.span, name=self.name, example=self.spec.example, **values)
        raise _Refused

    def value(self, value: str) -> str:
        if _RANGE.fullmatch(value) or _COMPARISON.fullmatch(value):
            self.wrong("no-range")
        checks: dict[str, Callable[[str], str]] = {
            "choice": self.choice,
            "language": self.language,
            "name": self.network,
            "text": self.text,
        }
        return checks[self.spec.kind](value)

    def choice(self, value: str) -> str:
        if value.lower() in self.spec.values:
            return value.lower()
        return self.wrong("bad-value", value=value[:40], values=", ".join(self.spec.values))

    def language(self, value: str) -> str:
        if re.fullmatch("[a-z]{2}", value.lower(), re.ASCII):
            return value.lower()
        return self.wrong("bad-language", value=value[:40])

    def network(self, value: str) -> str:
        return value.lower() if _NAME.fullmatch(value.lower()) else self.wrong("bad-name", value=value[:40])

    def text(self, value: str) -> str:
        if self.name == "title":  # words like any others, wildcards too
            return value if cut(value, self.span, self.report) else self.wrong("missing-value")
        if "*" in value and self.name != "url":
            self.wrong("field-wildcard")
        if self.name == "author":
            value = value.lstrip("@")
        elif self.name == "site":
            value = _ADDRESS_START.sub("", value.lower()).removeprefix("www.").rstrip("/")
        return value if fold(value).strip() else self.wrong("missing-value")

    def range(self, value: str) -> _Bounds:
        """The two ends, both included; `*` is open."""
        if match := _RANGE.fullmatch(value):
            return self.ordered(self.end(match[1], last=False), self.end(match[2], last=True))
        if value.startswith("[") or value.endswith("]"):
            self.wrong("bad-range")
        if match := _COMPARISON.fullmatch(value):
            return self.compared(match[1], match[2].strip())
        return self.ordered(self.end(value, last=False), self.end(value, last=True))

    def compared(self, sign: str, value: str) -> _Bounds:
        end = self.end(value, last=sign in (">", "<="))
        if end == "*":
            self.wrong("bad-range")
        if sign in (">=", "<="):
            return (end, None) if sign == ">=" else (None, end)
        return (self.step(end, 1), None) if sign == ">" else (None, self.step(end, -1))

    def ordered(self, low: str, high: str) -> _Bounds:
        """The range, if its ends stand in order. ISO days compare as text."""
        if low == high == "*":
            self.wrong("bad-range")
        if "*" in (low, high):
            return (None if low == "*" else low), (None if high == "*" else high)
        backwards = int(low) > int(high) if self.spec.kind == "number" else low > high
        return self.wrong("bad-order") if backwards else (low, high)

    def end(self, value: str, *, last: bool) -> str:
        """One end as digits or as an ISO day (the last of its month or year if `last`); `*` as itself."""
        if value == "*":
            return value
        if self.spec.kind == "number":
            return str(int(value)) if _NUMBER.fullmatch(value) else self.wrong("bad-number", value=value[:40])
        return _day(value, last) or self.wrong("bad-date", value=value[:40])

    def step(self, end: str, by: int) -> str:
        """The next number or day, or the one before."""
        if self.spec.kind == "number":
            return str(int(end) + by) if int(end) + by >= 0 else self.wrong("bad-range")
        try:
            return (date.fromisoformat(end) + timedelta(days=by)).isoformat()
        except OverflowError:
            self.wrong("bad-range")


def _day(value: str, last: bool) -> str | None:
    """The ISO day that a date, month or year begins or ends with; None if there is no such date."""
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year = int(match[1])
    month = int(match[2]) if match[2] else 12 if last else 1
    try:
        day = int(match[3]) if match[3] else monthrange(year, month)[1] if last else 1
        return date(year, month, day).isoformat()
    except ValueError:
        return None
