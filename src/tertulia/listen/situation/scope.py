"""What a report is about: which searches are the brand's, the competitors' and the sector's, which days, and
which days they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.monitors.api import MonitorInfo
from tertulia.listen.situation.accounts import Accounts, accounts_of
from tertulia.listen.situation.naming import Names, terms
from tertulia.posts.api import Store

Against = Literal["before", "halves", "nothing"]
YEAR = 365
_SLACK = 0.1  # share of the days before that may lie before the first post known
# What the days compared with must hold of all posts: with fewer, it was reading that began, not talking.
_LEAST = 0.15


@dataclass(frozen=True)
class Party:
    """An organisation: the searches that find what is said of it, and its own accounts (None: ours, which
    the store knows by itself)."""

    name: str
    monitors: tuple[int, ...]
    accounts: Accounts | None = None

    @property
    def is_us(self) -> bool:
        return self.accounts is None


@dataclass(frozen=True)
class Scope:
    """A report's question. `whole` are its days; figures of `later` days are held against `earlier` ones:
    the days before (`later` is then `whole`), or, where nothing is known of those, its first half."""

    selection: Selection
    store: Store
    monitors: Sequence[MonitorInfo]
    us: Party
    competitors: tuple[Party, ...]
    sector: tuple[MonitorInfo, ...]
    whole: Days
    later: Days
    earlier: Days | None
    against: Against

    @cached_property
    def names(self) -> Names:
        """The parties' own names, and the words by which the sector is searched for."""
        parties = [m for m in self.monitors if m.role in ("brand", "competitor")]
        found = [term for monitor in parties for term in (*terms(monitor), monitor.name)]
        searched = (m for m in self.sector if m.role == "sector")
        return Names([*found, *(term for monitor in searched for term in terms(monitor))])

    def question(
        self,
        monitors: Sequence[int] = (),
        days: Days | None = None,
        *,
        whose: str = "others",
        split: str = "all",
    ) -> Question:
        """The selection on the report's days, of some monitors, by others than us unless told otherwise."""
        selection = replace(
            self.selection.on(days or self.whole),
            monitors=tuple(sorted(monitors)),
            whose=whose,
            split=split,
        )
        return Question(selection, self.store, self.monitors)

    def both(self) -> Days:
        """From the first day compared with to the last."""
        return Days(self.earlier.first, self.whole.last) if self.earlier else self.whole

    def is_earlier(self, day: date) -> bool:
        return self.earlier is not None and self.earlier.first <= day <= self.earlier.last

    def is_later(self, day: date) -> bool:
        return self.later.first <= day <= self.later.last


def scope(selection: Selection, store: Store, monitors: Sequence[MonitorInfo]) -> Scope:
    """The report that a selection asks for. Monitors in it that are a brand's, competitors' or sector's leave
    the others of that role out; other filters hold for everything."""
    base = replace(selection, monitors=(), whose="", compare="", split="all", intents=(), sentiments=())
    whole, later, earlier, against = _windows(Question(base, store))
    brand = _of(monitors, ("brand",), selection.monitors)
    rivals = _of(monitors, ("competitor",), selection.monitors)
    sector = _of(monitors, ("sector", "topic"), selection.monitors)
    return Scope(
        base,
        store,
        monitors,
        Party(" · ".join(m.name for m in brand), tuple(m.id for m in brand)),
        tuple(Party(m.name, (m.id,), accounts_of(m, store)) for m in rivals),
        sector,
        whole,
        later,
        earlier,
        against,
    )


def _of(
    monitors: Sequence[MonitorInfo], roles: tuple[str, ...], chosen: tuple[int, ...]
) -> tuple[MonitorInfo, ...]:
    """The monitors of these roles; those chosen where any of them is."""
    found = [monitor for monitor in monitors if monitor.role in roles and monitor.active]
    return tuple([monitor for monitor in found if monitor.id in chosen] or found)


def _windows(question: Question) -> tuple[Days, Days, Days | None, Against]:
    """The days with posts in them, and what they are held against."""
    known = (
        question.of(question.selection.without("period"))
        .of(replace(question.selection, period="all", since=None, until=None))
        .days
    )
    asked = question.selection.days or known
    whole = _within(asked, known)
    before = whole.before()
    reaches = known.first <= before.first + timedelta(days=round(_SLACK * before.count))
    if reaches and _holds_enough(question, before, whole):
        return whole, whole, before, "before"
    middle = whole.first + timedelta(days=whole.count // 2)
    halves = Days(whole.first, middle - timedelta(days=1)), Days(middle, whole.last)
    if whole.count < 14 or not _holds_enough(question, halves[0], whole):
        return whole, whole, None, "nothing"
    return whole, halves[1], halves[0], "halves"


def _within(asked: Days, known: Days) -> Days:
    """The days asked for, without those before the first post and after the last."""
    first, last = max(asked.first, known.first), min(asked.last, known.last)
    return Days(first, last) if first <= last else asked


def _holds_enough(question: Question, days: Days, whole: Days) -> bool:
    part, all_ = (question.of(question.selection.on(each)).total for each in (days, whole))
    return part >= _LEAST * all_


def the_last_year(selection: Selection) -> Selection:
    """The selection on the year up to today: what a report is about where nobody says otherwise."""
    return replace(selection, period="365d", since=None, until=None)
