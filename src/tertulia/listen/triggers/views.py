"""Triggers and peaks as the page shows them: figures in words, bars in shares of the width, posts as
cards."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import Card, card
from tertulia.listen.explorer.charts.svg import percent
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers.asking import Record
from tertulia.listen.triggers.finding import Found, selection_of
from tertulia.listen.triggers.peaking import MARKS_SHOWN, Peaks, Series, Told, when
from tertulia.understand.statistics import Interval
from tertulia.understand.triggers.api import LEAST_SIDE, Change, Mark, Shift, Side, Trigger

KINDS = {
    "term": Text("Thing"),
    "name": Text("Name"),
    "hashtag": Text("Hashtag"),
    "account": Text("Account"),
    "theme": Text("Theme"),
    "site": Text("Site"),
}
DIRECTIONS = {
    "up": Text("more than before"),
    "down": Text("less than before"),
    "steady": Text("as before"),
    "new": Text("new"),
    "unknown": Text("too little before to compare"),
}
SIDES = {"positive": Text("Love"), "negative": Text("Hate")}


@dataclass(frozen=True)
class Row:
    """A trigger as it is read; lengths are shares of the bar's width."""

    label: str
    kind: str
    also: str
    people: str
    share: str
    length: str
    low: str
    high: str
    direction: str
    direction_label: str
    address: str
    showing: list[Card]
    against: list[Card]


@dataclass(frozen=True)
class Column:
    """One of the two columns. `few` says why it is empty, where too few people feel so."""

    side: Side
    title: str
    lead: str
    rows: list[Row]
    few: str


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    note: str
    address: str = ""


def columns(found: Found) -> list[Column]:
    """Love, then hate."""
    return [_column(found, side) for side in ("positive", "negative")]


def _column(found: Found, side: Side) -> Column:
    people = found.people[side]
    few = ""
    if people < LEAST_SIDE:
        few = str(
            Text(
                "Too few to tell: {people} feel so in these posts, and {least} are needed.",
                people=labels.people(people),
                least=labels.number(LEAST_SIDE),
            )
        )
    lead = labels.people(people)
    return Column(side, str(SIDES[side]), lead, [_row(found, t, side) for t in found.triggers[side]], few)


def _row(found: Found, trigger: Trigger, side: Side) -> Row:
    behind = selection_of(trigger.subject, side, found.question.selection)
    zone = found.question.selection.zone
    return Row(
        trigger.subject.label,
        str(KINDS[trigger.subject.kind]),
        ", ".join(trigger.also),
        labels.people(trigger.people),
        _share(trigger.share, side),
        percent(trigger.share.value),
        percent(trigger.share.low),
        percent(trigger.share.high),
        trigger.direction,
        str(DIRECTIONS[trigger.direction]),
        explorer(behind) if behind else "",
        _cards(found.posts, trigger.showing, zone),
        _cards(found.posts, trigger.against, zone),
    )


def _share(share: Interval, side: Side) -> str:
    """ "82% of those who write of it feel so (75–88%)"."""
    template = {
        "positive": Text(
            "{share} of those who write of it love it ({range})",
            share=labels.share(share.value, 0),
            range=labels.share_range(share.low, share.high),
        ),
        "negative": Text(
            "{share} of those who write of it hate it ({range})",
            share=labels.share(share.value, 0),
            range=labels.share_range(share.low, share.high),
        ),
    }
    return str(template[side])


def _cards(posts: dict[int, Record], numbers: tuple[int, ...], zone: str) -> list[Card]:
    return [card(posts[number], zone) for number in numbers if number in posts]


def explorer(selection: Selection) -> str:
    """The address of the posts of a selection."""
    return f"{reverse('explorer')}?{selection.query}#posts"


def figures(found: Found) -> list[Figure]:
    """Passion, polarisation and net side by side, then love and hate."""
    told, read = found.balance, labels.posts(found.sizes.read)
    if not told.read or told.passion is None or told.net is None or told.polarisation is None:
        return []
    passion, net = told.passion, told.net
    return [
        Figure(
            str(Text("Passion")),
            labels.share(passion.value),
            str(
                Text("{range}, from {posts}", range=labels.share_range(passion.low, passion.high), posts=read)
            ),
        ),
        Figure(
            str(Text("Polarisation")),
            labels.number(told.polarisation, 2),
            str(Text("from 0, all of one mind, to 1")),
        ),
        Figure(
            str(Text("Net sentiment")),
            labels.points(net.value),
            str(Text("{range}, from {posts}", range=labels.points_range(net), posts=read)),
        ),
        _of_side(found, "positive"),
        _of_side(found, "negative"),
    ]


def _of_side(found: Found, side: Side) -> Figure:
    posts = found.sizes.sides.get(side, 0)
    selection = found.question.selection.with_filter("sentiments", side)
    share = labels.share(posts / found.sizes.read)
    return Figure(labels.label("sentiments", side), share, labels.posts(posts), explorer(selection))


@dataclass(frozen=True)
class PeakView:
    """A peak as it is read: when, how large, and the sentences that explain it."""

    when: str
    size: str
    address: str
    marks: list[tuple[str, str, str]]
    shifts: list[str]
    first: Card | None
    most_carried: Card | None


def peak_views(found: Peaks) -> list[PeakView]:
    return [_peak(found, told) for told in found.peaks]


def _peak(found: Peaks, told: Told) -> PeakView:
    zone = found.question.selection.zone
    numbers = (told.why.first, told.why.most_carried)
    first, carried = (card(found.posts[n], zone) if n in found.posts else None for n in numbers)
    size = Text(
        "{posts}; {expected} were to be expected",
        posts=labels.posts(told.peak.posts),
        expected=labels.number(told.peak.expected, int(told.peak.expected < 10)),
    )
    return PeakView(
        when(told, found.series.grain),
        str(size),
        explorer(told.select),
        [_mark(mark) for mark in told.why.marks[:MARKS_SHOWN]],
        _shifts(told),
        first,
        None if carried and first and carried.number == first.number else carried,
    )


def _mark(mark: Mark) -> tuple[str, str, str]:
    """The subject, its kind, and "38% of the people, 2% around it"."""
    shares = {"inside": labels.share(mark.inside), "outside": labels.share(mark.outside)}
    kind = str(KINDS[mark.subject.kind])
    return mark.subject.label, kind, str(Text("{inside} of the people; {outside} around it", **shares))


def _shifts(told: Told) -> list[str]:
    """What else moved: feelings, networks, new authors."""
    found = [_shift(labels.label("sentiments", shift.name), shift) for shift in told.why.feelings]
    found += [_shift(labels.label("networks", shift.name), shift) for shift in told.why.networks[:3]]
    new = told.why.newcomers
    if new and new.gap.beyond_noise:
        found.append(_shift(str(Text("New authors")), new))
    return found


def _shift(name: str, shift: Shift) -> str:
    values = {"inside": labels.share(shift.inside), "outside": labels.share(shift.outside)}
    return str(Text("{name}: {inside}; {outside} around it", name=name, **values))


@dataclass(frozen=True)
class ChangeView:
    """A change of level as it is read."""

    text: str
    address: str


def change_views(question: Question, series: Series, found: list[Change]) -> list[ChangeView]:
    return [_change(question, series, change) for change in found]


def _change(question: Question, series: Series, change: Change) -> ChangeView:
    day = series.starts[change.at].date()
    text = Text(
        "Since {day}: about {after} posts a day, {before} before.",
        day=labels.day(day),
        after=labels.number(change.after, int(change.after < 10)),
        before=labels.number(change.before, int(change.before < 10)),
    )
    return ChangeView(str(text), explorer(question.selection.on(Days(day, question.days.last))))
