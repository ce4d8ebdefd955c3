"""What a person asks of the conversation: one frozen struct behind the page, the API and every export.

It stands in the address: `Selection.parse` reads it from there, `Selection.query` writes the one canonical
form, and
the two undo each other. Several values of one filter mean any of them; several filters mean all of them.

`words` is the small language of the search box, on case- and accent-folded text: every word must stand in
the post as a
whole word, `wor*` is a beginning, "a phrase" its words in order, -word must not be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.periods import PERIODS, Days, days_of
from tertulia.posts.schema import EMOTIONS, INTENTS, KINDS, SENTIMENTS

MAX_VALUES = 100
MAX_LENGTH = 500
UNREAD = "unread"  # no reading: no model for the language, or not sure
SORTS = ("newest", "oldest", "likes", "replies", "reposts", "views")
SPLITS = ("all", "network", "sentiment", "monitor")
WHOSE = ("", "own", "others")
MENTIONED = ("", "yes", "no")
REPLIES = ("", "needed", "unanswered")
COMPARISONS = ("", "previous", "year")

# filter → its name in the address and the values it takes (None: any text)
FILTERS: dict[str, tuple[str, Sequence[str] | None]] = {
    "monitors": ("monitor", None),
    "networks": ("network", None),
    "languages": ("lang", None),
    "sentiments": ("sentiment", (*SENTIMENTS, UNREAD)),
    "emotions": ("emotion", EMOTIONS),
    "intents": ("intent", INTENTS),
    "themes": ("theme", None),
    "kinds": ("kind", KINDS),
    "authors": ("author", None),
    "hashtags": ("hashtag", None),
    "domains": ("domain", None),
    "links": ("link", None),
    "hours": ("hour", None),
    "hidden": ("hide", None),
    "sources": ("source", None),
}
# single values → name in the address, values, default
CHOICES: dict[str, tuple[str, Sequence[str], str]] = {
    "period": ("period", PERIODS, "30d"),
    "whose": ("whose", WHOSE, ""),
    "mentioned": ("mentioned", MENTIONED, ""),
    "reply": ("reply", REPLIES, ""),
    "sort": ("sort", SORTS, "newest"),
    "split": ("by", SPLITS, "network"),
}


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which posts, of which days, compared with what, in which order.

    `authors` are "network:handle", `hours` hours of the week on the zone's clock (0 is Monday 00:00, 167
    Sunday 23:00), `sources` what brought the posts, `thread` is the key of the thread's first post, `compare`
    is "", "previous", "year" or "monitor:<number>". `reply` is "needed", or "unanswered" where none of our
    own posts answers it. `hidden` are lists whose authors and sites are not shown.
    `zone` and `today` come from the person who asks, not from the address.
    """

    zone: str
    today: date
    period: str = "30d"
    since: date | None = None
    until: date | None = None
    compare: str = ""
    monitors: tuple[int, ...] = ()
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    themes: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    whose: str = ""
    words: str = ""
    mentioned: str = ""
    reply: str = ""
    hashtags: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    hidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    thread: int | None = None
    split: str = "network"
    sort: str = "newest"

    @classmethod
    def parse(
        cls, pairs: Iterable[tuple[str, str]], *, zone: str, today: date
    ) -> tuple[Selection, list[Problem]]:
        """The selection of an address, and what in it could not be used: a bad value is left out and told.

        Names that are not ours are passed over, so that an address may carry more (the mark of a page).
        """
        reader = _Reader(pairs)
        values: dict[str, Any] = {name: reader.several(name) for name in FILTERS}
        values |= {name: reader.choice(name) for name in CHOICES}
        values |= reader.days(values["period"], today)
        values["words"] = reader.text("q")
        values["thread"] = reader.number("thread")
        values["compare"] = reader.comparison()
        return cls(zone=zone, today=today, **values), reader.problems

    @property
    def days(self) -> Days | None:
        """The days asked for; None for all time."""
        if self.period == "custom" and self.since and self.until:
            return Days(self.since, self.until)
        return days_of(self.period, self.today)

    @property
    def is_present(self) -> bool:
        """Whether posts that are published now belong to it."""
        return self.days is None or self.days.first <= self.today <= self.days.last

    @property
    def query(self) -> str:
        """The canonical form for an address, without "?": fixed order, sorted values, nothing that is the
        default."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The parts of the address, in canonical order."""
        single = [(param, getattr(self, name)) for name, (param, _, default) in CHOICES.items()]
        defaults = {param: default for param, _, default in CHOICES.values()}
        pairs = [(param, value) for param, value in single if value != defaults[param]]
        if self.period == "custom" and self.since and self.until:
            pairs = [pair for pair in pairs if pair[0] != "period"]
            pairs += [("since", self.since.isoformat()), ("until", self.until.isoformat())]
        pairs += [("compare", self.compare)] * bool(self.compare)
        for name, (param, _) in FILTERS.items():
            pairs += [(param, str(value)) for value in getattr(self, name)]
        pairs += [("q", self.words)] * bool(self.words)
        return pairs + ([("thread", str(self.thread))] if self.thread is not None else [])

    def with_filter(self, name: str, *values: Any) -> Selection:
        """Only posts with one of these values: what a click on a bar does."""
        return self._changed(name, tuple(sorted(set(values))))

    def without(self, name: str, value: Any = None) -> Selection:
        """The selection with a filter, or one of its values, taken off."""
        present = getattr(self, name)
        empty = next(f.default for f in fields(self) if f.name == name)
        if isinstance(present, tuple) and value is not None:
            return self._changed(name, tuple(v for v in present if v != value))
        return self._changed(name, empty)

    def _changed(self, name: str, value: Any) -> Selection:
        change: dict[str, Any] = {name: value}
        return replace(self, **change)

    def on(self, days: Days) -> Selection:
        """The same question of other days."""
        return replace(self, period="custom", since=days.first, until=days.last)

    def unfiltered(self) -> Selection:
        """All posts of the same days: the background that a selection is told apart from."""
        return Selection(
            zone=self.zone, today=self.today, period=self.period, since=self.since, until=self.until
        )

    @property
    def is_filtered(self) -> bool:
        return replace(self.unfiltered(), compare=self.compare, split=self.split, sort=self.sort) != self

    def compared(self) -> Selection | None:
        """The selection that this one is held against; None where there is none."""
        base = replace(self, compare="")
        if self.compare.startswith("monitor:"):
            return replace(base, monitors=(int(self.compare.removeprefix("monitor:")),))
        if not self.compare or self.days is None:
            return None
        return base.on(self.days.before() if self.compare == "previous" else self.days.year_before())


class _Reader:
    """Takes an address apart, keeping what is wrong with it."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.problems: list[Problem] = []
        self._given: dict[str, list[str]] = {}
        for name, value in pairs:
            self._given.setdefault(name, []).append(_clean(value))

    def text(self, param: str) -> str:
        value = " ".join((self._given.get(param) or [""])[-1].split())
        if len(value) > MAX_LENGTH:
            self._refuse(
                param, Text("{value} is too long: {limit} characters at most.", value=param, limit=MAX_LENGTH)
            )
            return ""
        return value

    def choice(self, name: str) -> str:
        param, allowed, default = CHOICES[name]
        value = self.text(param) or default
        if value in allowed:
            return value
        self._unknown(param, value, allowed)
        return default

    def several(self, name: str) -> tuple[Any, ...]:
        param, allowed = FILTERS[name]
        given = [value for value in self._given.get(param, []) if value]
        if len(given) > MAX_VALUES:
            self._refuse(
                param, Text("{name} has too many values: {limit} at most.", name=param, limit=MAX_VALUES)
            )
            given = given[:MAX_VALUES]
        readers = {
            "monitors": self._monitor,
            "themes": self._theme,
            "hours": self._hour,
            "authors": self._author,
        }
        convert = readers.get(name, _short)
        values = {convert(value, param) for value in given}
        kept = {v for v in values if v is not None and (allowed is None or v in allowed)}
        for value in sorted(map(str, values - kept - {None})):
            self._unknown(param, value, allowed or ())
        return tuple(sorted(kept))

    def number(self, param: str) -> int | None:
        value = self.text(param)
        return self._whole(value, param) if value else None

    def comparison(self) -> str:
        value = self.text("compare")
        if value in COMPARISONS or re.fullmatch(r"monitor:[0-9]{1,18}", value, re.ASCII):
            return value if value in COMPARISONS else f"monitor:{int(value[8:])}"
        self._unknown("compare", value, COMPARISONS[1:])
        return ""

    def days(self, period: str, today: date) -> dict[str, Any]:
        """since and until, which make the period "custom"; in the wrong order they change places."""
        since, until = self._day("since"), self._day("until")
        if since is None and until is None:
            return {"period": "30d" if period == "custom" else period}
        first, last = since or until or today, until or max(today, since or today)
        return {"period": "custom", "since": min(first, last), "until": max(first, last)}

    def _day(self, param: str) -> date | None:
        value = self.text(param)
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = date.min
        if 1970 <= day.year <= 2200:
            return day
        cause = Text("{value} is not a day between 1970 and 2200.", value=value[:40])
        self._refuse(param, cause, Text("Write it as 2026-11-23."))
        return None

    def _whole(self, value: str, param: str) -> int | None:
        if re.fullmatch(r"[0-9]{1,20}", value, re.ASCII) and int(value) < 2**64:
            return int(value)
        self._refuse(param, Text("{value} is not a number.", value=value[:40]))
        return None

    def _monitor(self, value: str, param: str) -> int | None:
        number = self._whole(value, param)
        return number if number is None or number < 2**63 else self._whole("-", param)

    def _theme(self, value: str, param: str) -> int | None:
        number = self._whole(value, param)
        return number if number is None or number < 2**31 else self._whole("-", param)

    def _hour(self, value: str, param: str) -> int | None:
        number = self._whole(value, param)
        if number is None or number < 168:
            return number
        self._refuse(param, Text("{value} is not an hour of the week (0 to 167).", value=value[:40]))
        return None

    def _author(self, value: str, param: str) -> str | None:
        network, _, handle = value.partition(":")
        if network and handle and len(value) <= MAX_LENGTH:
            return value
        cause = Text("{value} does not name an author.", value=value[:40])
        self._refuse(param, cause, Text("Write the network and the handle, as in mastodon:ana."))
        return None

    def _unknown(self, param: str, value: str, allowed: Sequence[str]) -> None:
        cause = Text("{name} has no value “{value}”.", name=param, value=value[:40])
        choices = ", ".join(option for option in allowed if option)
        remedy = Text("Choose one of: {choices}.", choices=choices) if choices else None
        self._refuse(param, cause, remedy)

    def _refuse(self, param: str, cause: Text, remedy: Text | None = None) -> None:
        self.problems.append(Problem("selection-value", cause, remedy, place=param))


def _short(value: str, param: str) -> str | None:
    return value[:2000]


def _clean(value: str) -> str:
    """Without control characters and lone surrogates, which no database or address takes."""
    kept = "".join(" " if char < " " or char == "\x7f" else char for char in value)
    return kept.encode("utf-8", "ignore").decode().strip()
