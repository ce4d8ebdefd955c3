"""Our audiences: who they are and where, what they value, what they need, and whether we answer them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info

from tertulia.i18n import Text, current_language
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.needs.keeping import live
from tertulia.listen.needs.models import NeedState
from tertulia.listen.needs.standing import Standing, members, standings
from tertulia.listen.situation.answering import Answering, answering
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.drawing import Drawn
from tertulia.listen.situation.finding import (
    OPEN_NEED,
    Cell,
    Finding,
    Section,
    Table,
    Tile,
    key_of,
    numbers,
)
from tertulia.listen.situation.places import Places, places, share_of, table_of
from tertulia.listen.situation.scope import Scope
from tertulia.listen.situation.words import bounds, hours, people_who, quoted, value
from tertulia.understand.situation.api import (
    FEW,
    LEAST_ASKING,
    Figure,
    Judged,
    Moved,
    Topic,
    moved_count,
    moved_share,
    moved_value,
    share,
    sides,
    surety,
    topics,
)

NEEDS = ("question", "request", "complaint", "suggestion")
VALUES = ("praise", "thanks", "recommends")
_TOLD = {
    "question": Text("{people} ask us something: {posts}."),
    "request": Text("{people} request something of us: {posts}."),
    "complaint": Text("{people} complain: {posts}."),
    "suggestion": Text("{people} suggest something: {posts}."),
}
_JUDGES = {"complaint": sides.complained, "suggestion": sides.suggested}
_THINGS = 3
_ROWS = 8
_PARTS = ((0, 6), (6, 9), (9, 14), (14, 18), (18, 24))  # of the day, in hours
_LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Crowd:
    """Rows of people.sql of the report's days, of the later and of the earlier ones."""

    whole: Record
    later: Record
    earlier: Record | None


def audiences(scope: Scope, drawn: Drawn) -> Section:
    """The section, from the sample of the posts about us."""
    crowd = _crowd(scope)
    if not crowd.whole["people"]:
        why = Text("Nobody spoke of us or answered us on these days, as far as was read.")
        return Section("audiences", missing=(str(why),))
    said = places(scope, scope.us, scope.whole)
    told = answering(scope, scope.us, scope.whole)
    findings = [
        *_size(scope, crowd),
        *_again(scope, crowd),
        *_new(crowd, scope),
        *_languages(scope, said),
        *_hours(scope, said),
        *_value(scope, drawn),
        *_needs(scope, drawn),
        *_open_needs(scope),
        *_answered(scope, told),
    ]
    return Section(
        "audiences",
        tuple(findings),
        _tiles(scope, crowd, told),
        _charts(scope),
        tuple(_tables(scope, said, told)),
        tuple(_notes(told)),
    )


def _crowd(scope: Scope) -> Crowd:
    whole, later = (_people(scope, days) for days in (scope.whole, scope.later))
    return Crowd(whole, later, _people(scope, scope.earlier) if scope.earlier else None)


def _people(scope: Scope, days: Days) -> Record:
    return ask(scope, scope.us, "people", days, since=days.instants(scope.selection.zone)[0])[0]


def _selection(scope: Scope) -> Selection:
    return scope.question(scope.us.monitors).selection


def _size(scope: Scope, crowd: Crowd) -> Iterator[Finding]:
    """How many they are."""
    row = crowd.whole
    moved = moved_count(crowd.later["people"], crowd.earlier["people"]) if crowd.earlier else None
    text = Text("Our audience, as far as it speaks, is {people}.", people=labels.people(row["people"]))
    figure = Figure("count", float(row["people"]), row["people"])
    key = key_of("audiences", "size")
    yield Finding(
        key,
        "audiences",
        str(text),
        figure,
        sides.NONE,
        surety(row["people"]),
        "people",
        moved,
        _selection(scope),
    )


def _again(scope: Scope, crowd: Crowd) -> Iterator[Finding]:
    """How many come back."""
    row, earlier = crowd.later, crowd.earlier
    part = share(crowd.whole["again"], crowd.whole["people"])
    moved = None
    if earlier:
        moved = moved_share(row["again"], row["people"], earlier["again"], earlier["people"])
    text = Text(
        "{share} of them wrote on more than one day; the others were heard once.",
        share=labels.share(part.value),
    )
    judged = sides.came_back(moved)
    key = key_of("audiences", "again")
    yield Finding(
        key, "audiences", str(text), part, judged, surety(part.n), "people", moved, _selection(scope)
    )


def _new(crowd: Crowd, scope: Scope) -> Iterator[Finding]:
    """How many are new; only where enough is known of before."""
    if crowd.earlier is None or crowd.earlier["people"] < FEW:
        return
    part = share(crowd.later["new"], crowd.later["people"])
    text = Text(
        "{share} of those who spoke from {day} on had never been heard before.",
        share=labels.share(part.value),
        day=labels.day(scope.later.first),
    )
    key = key_of("audiences", "new")
    yield Finding(
        key, "audiences", str(text), part, sides.NONE, surety(part.n), "people", select=_selection(scope)
    )


def _languages(scope: Scope, said: Places) -> Iterator[Finding]:
    """Languages that they write and we do not."""
    published = said.total("language", "published")
    for row in said.of("language"):
        theirs, ours = share_of(row, said, "language", "said"), share_of(row, said, "language", "published")
        known = row["label"] != "und" and published >= FEW and theirs.value is not None
        if known and row["said"] >= FEW and row["published"] == 0 and (theirs.value or 0) >= _LEAST_SHARE:
            yield _language(scope, row, theirs, ours)


def _language(scope: Scope, row: Record, theirs: Figure, ours: Figure) -> Finding:
    text = Text(
        "{share} of what is said to us is in {language}, and none of our posts is.",
        share=labels.share(theirs.value),
        language=_named(row["label"]),
    )
    return Finding(
        key_of("audiences", "language", row["label"]),
        "audiences",
        str(text),
        theirs,
        sides.other_language(),
        surety(theirs.n, doubt=row["said"] < 100),
        select=_selection(scope).with_filter("languages", row["label"]),
    )


def _named(code: str) -> str:
    """A language as the report's language calls it, within a sentence: Spanish writes it small."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:  # a language that Django does not know
        return labels.language(code)
    return name.lower() if current_language() == "es" else name


def _hours(scope: Scope, said: Places) -> Iterator[Finding]:
    """Parts of the day when they are there and we are not."""
    totals = said.total("hour", "said"), said.total("hour", "published")
    if min(totals) < FEW:
        return
    for begin, end in _PARTS:
        rows = [row for row in said.of("hour") if begin <= int(row["label"]) < end]
        theirs = share(sum(row["said"] for row in rows), totals[0])
        ours = share(sum(row["published"] for row in rows), totals[1])
        judged = sides.elsewhere(theirs, ours)
        if judged.side:
            yield _part_of_day(scope, (begin, end), theirs, ours, judged)


def _part_of_day(
    scope: Scope, part: tuple[int, int], theirs: Figure, ours: Figure, judged: Judged
) -> Finding:
    text = Text(
        "From {begin}:00 to {end}:00 people write {theirs} of their posts, we {ours} of ours.",
        begin=part[0],
        end=part[1],
        theirs=labels.share(theirs.value),
        ours=labels.share(ours.value),
    )
    hours = [day * 24 + hour for day in range(7) for hour in range(*part)]
    return Finding(
        key_of("audiences", "hours", part[0]),
        "audiences",
        str(text),
        theirs,
        judged,
        surety(theirs.n),
        select=_selection(scope).with_filter("hours", *hours),
    )


def _value(scope: Scope, drawn: Drawn) -> Iterator[Finding]:
    """What they value: how many praise, thank, recommend, and what."""
    rows = {row["label"]: row for row in ask(scope, scope.us, "intents", scope.whole)}
    read = rows.get(None)
    if not read or not read["people"]:
        return
    praising = drawn.which(lambda row: row["about"] and row["praises"])
    found = topics(praising, LEAST_ASKING)[:_THINGS]
    part = share(len({p.person for p in praising}), len({p.person for p in drawn.about()}))
    text = Text("{share} of them praise, thank or recommend us.", share=labels.share(part.value))
    if found:
        text = Text(
            "{share} of them praise, thank or recommend us, most of all for {things}.",
            share=labels.share(part.value),
            things=_names(found),
        )
    select = _selection(scope).with_filter("intents", *VALUES)
    key = key_of("audiences", "value")
    posts = numbers([post.number for post in praising])
    yield Finding(
        key,
        "audiences",
        str(text),
        part,
        sides.NONE,
        surety(part.n),
        "people",
        select=select,
        posts=posts[:20],
    )


def _names(found: list[Topic]) -> str:
    return quoted([topic.subject.label for topic in found])


def _needs(scope: Scope, drawn: Drawn) -> Iterator[Finding]:
    """What they need, by intent, with what it is about."""
    whole, later, earlier = (
        {row["label"]: row for row in ask(scope, scope.us, "intents", days)} if days else {}
        for days in (scope.whole, scope.later, scope.earlier)
    )
    read = whole.get(None)
    for intent in NEEDS:
        row = whole.get(intent)
        if row and read and row["people"] >= LEAST_ASKING:
            moved = _need_moved(later, earlier, intent)
            yield _need(scope, drawn, intent, row, read, moved)


def _need_moved(later: dict[Any, Record], earlier: dict[Any, Record], intent: str) -> Moved | None:
    counts = [
        rows[name]["people"] if name in rows else 0 for rows in (later, earlier) for name in (intent, None)
    ]
    return moved_share(*counts) if earlier else None


def _need(scope: Scope, drawn: Drawn, intent: str, row: Record, read: Record, moved: Moved | None) -> Finding:
    part = share(row["people"], read["people"])
    values = {"people": people_who(row["people"]), "posts": labels.posts(row["posts"])}
    text = str(Text(_TOLD[intent].template, **values))
    about = topics(drawn.which(lambda r: r["about"] and intent in (r["intents"] or ())), LEAST_ASKING)
    notes = []
    if about:
        notes.append(str(Text("Most of all about {things}.", things=_names(about[:_THINGS]))))
    return Finding(
        key_of("audiences", "need", intent),
        "audiences",
        text,
        part,
        _JUDGES[intent](part) if intent in _JUDGES else sides.NONE,
        surety(part.n),
        "people",
        moved,
        _selection(scope).with_filter("intents", intent),
        numbers(list(about[0].posts) if about else [])[:20],
        tuple(notes),
    )


def _open_needs(scope: Scope) -> Iterator[Finding]:
    """What most people need that nobody has met yet, from the register of needs."""
    question = scope.question(scope.us.monitors)
    found = [each for each in standings(question, live()) if each.need.state == NeedState.OPEN]
    found = [each for each in found if each.people >= FEW]
    for each in sorted(found, key=lambda each: (-each.people, each.need.pk))[:_THINGS]:
        yield _open_need(each)


def _open_need(each: Standing) -> Finding:
    behind = [post for post, need in members([each.need.pk]).items() if need == each.need.pk]
    text = Text("{people} need: “{what}”. It is open.", people=people_who(each.people), what=each.label)
    first = [each.need.typical] if each.need.typical is not None else []
    return Finding(
        key_of("audiences", OPEN_NEED, each.need.pk),
        "audiences",
        str(text),
        Figure("count", float(each.people), each.people),
        sides.open_need(),
        surety(each.people),
        "people",
        posts=(*first, *(post for post in numbers(behind) if post not in first)),
    )


def _answered(scope: Scope, told: Answering) -> Iterator[Finding]:
    """Whether and how fast we answer, and where worst."""
    part = told.share
    if part.value is None:
        return
    before = answering(scope, scope.us, scope.earlier) if scope.earlier else None
    later = told if scope.later == scope.whole else answering(scope, scope.us, scope.later)
    moved = _share_moved(later, before)
    text = Text(
        "We answered {share} of the {number} questions, requests and complaints addressed to us.",
        share=labels.share(part.value),
        number=labels.number(part.n),
    )
    left = numbers([row["post"] for row in told.open])
    key = key_of("audiences", "answered")
    yield Finding(
        key,
        "audiences",
        str(text),
        part,
        sides.answered(part),
        surety(part.n),
        moved=moved,
        posts=left,
        caption=_unanswered(),
    )
    yield from _waiting(told, later, before)
    yield from _worst(told)


def _share_moved(later: Answering, before: Answering | None) -> Moved | None:
    if before is None:
        return None
    return moved_share(len(later.hours), len(later.rows), len(before.hours), len(before.rows))


def _waiting(told: Answering, later: Answering, before: Answering | None) -> Iterator[Finding]:
    median = told.median
    if median.value is None:
        return
    text = Text(
        "Half of those we answered waited {median} or less; nine in ten {ninth} or less.",
        median=hours(median.value),
        ninth=hours(told.ninth.value),
    )
    slowest = sorted((row for row in told.rows if row["hours"] is not None), key=lambda row: -row["hours"])
    moved = moved_value(later.median, before.median) if before else None
    notes = (str(Text("Nine in ten: {between}.", between=bounds(told.ninth))),) if bounds(told.ninth) else ()
    posts = numbers([row["post"] for row in slowest[:20]])
    yield Finding(
        key_of("audiences", "waiting"),
        "audiences",
        str(text),
        median,
        sides.waited(median),
        surety(median.n),
        moved=moved,
        posts=posts,
        notes=notes,
        caption=str(Text("Those who waited longest")),
    )


def _worst(told: Answering) -> Iterator[Finding]:
    """The networks, and the kinds of demand, that surely get fewer answers than the rest."""
    parts = [(n, told.of("network", n), _on_network(n)) for n in told.networks]
    parts += [(i, told.of("intent", i), text) for i, text in _FOR_INTENT.items()]
    for name, here, text in parts:
        inside = {row["post"] for row in here.rows}
        rest = [row for row in told.rows if row["post"] not in inside]
        gap = moved_share(
            len(here.hours), len(inside), sum(row["hours"] is not None for row in rest), len(rest)
        )
        if gap and gap.direction == "down" and gap.by <= -sides.ELSEWHERE:
            yield _badly_answered(name, here, gap, text)


_FOR_INTENT = {
    "question": Text("Of the questions we answered {share}, of the rest {rest}."),
    "request": Text("Of the requests we answered {share}, of the rest {rest}."),
    "complaint": Text("Of the complaints we answered {share}, of the rest {rest}."),
}


def _on_network(name: str) -> Text:
    return Text("On {network} we answered {share}, elsewhere {rest}.", network=labels.network(name))


def _badly_answered(name: str, here: Answering, gap: Moved, text: Text) -> Finding:
    shares = {"share": labels.share(here.share.value), "rest": labels.share(gap.before)}
    return Finding(
        key_of("audiences", "answered", name),
        "audiences",
        str(Text(text.template, **(text.values | shares))),
        here.share,
        sides.worse_here(),
        surety(here.share.n),
        posts=numbers([row["post"] for row in here.open]),
        caption=_unanswered(),
    )


def _unanswered() -> str:
    return str(Text("Not answered by us"))


def _tiles(scope: Scope, crowd: Crowd, told: Answering) -> tuple[Tile, ...]:
    row = crowd.whole
    people = labels.number(row["people"])
    tiles = [Tile(str(Text("Accounts")), people, labels.posts(row["posts"]), _selection(scope))]
    if row["told"]:
        known = str(Text("known of {people}", people=labels.people(row["told"])))
        tiles.append(Tile(str(Text("Their followers together")), labels.number(row["followers"]), known))
    if told.share.value is not None:
        tiles.append(Tile(str(Text("Answered by us")), value(told.share), bounds(told.share)))
    if told.median.value is not None:
        tiles.append(Tile(str(Text("Median wait")), hours(told.median.value), bounds(told.median)))
        tiles.append(Tile(str(Text("Nine in ten within")), hours(told.ninth.value), bounds(told.ninth)))
    return tuple(tiles)


def _charts(scope: Scope) -> tuple[Panel, ...]:
    """When they write."""
    return (MEASURES["hours"](scope.question(scope.us.monitors)),) if scope.us.monitors else ()


def _tables(scope: Scope, said: Places, told: Answering) -> Iterator[Table]:
    yield table_of(scope, scope.us, said, "language")
    if told.rows:
        yield _answers_table(told)


def _answers_table(told: Answering) -> Table:
    """Answers by network and by what was wanted."""
    rows = [_answers_row(labels.network(n), told.of("network", n)) for n in told.networks]
    rows += [
        _answers_row(labels.label("intents", intent), told.of("intent", intent))
        for intent in ("question", "request", "complaint")
    ]
    headers = (
        (str(Text("Where, and what")), False),
        (str(Text("Addressed to us")), True),
        (str(Text("Answered")), True),
        (str(Text("Median wait")), True),
        (str(Text("Nine in ten within")), True),
    )
    note = Text("Answered: by a reply of ours to that very post. What was asked in the last day is left out.")
    return Table(str(Text("Do we answer them")), headers, tuple(rows), str(note))


def _answers_row(name: str, told: Answering) -> tuple[Cell, ...]:
    few = str(Text("too few"))
    enough = len(told.rows) >= FEW
    answered = f"{value(told.share)} ({bounds(told.share)})" if enough else few
    return (
        Cell(name),
        Cell(labels.number(len(told.rows)), True),
        Cell(answered, True),
        Cell(hours(told.median.value) if told.median.value is not None else few, True),
        Cell(hours(told.ninth.value) if told.ninth.value is not None else few, True),
    )


def _notes(told: Answering) -> Iterator[str]:
    if told.unread:
        names = ", ".join(labels.network(name) for name in told.unread)
        yield str(
            Text(
                "Hardly any post of ours was read on {names}: whether we answer there is not known.",
                names=names,
            )
        )
    yield str(Text("An account is counted for a person; who has two counts twice."))
