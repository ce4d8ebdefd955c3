"""A conversation as its page shows it: sentences with their posts as cards, people, topics, organisations."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse

from tertulia.i18n import Text
from tertulia.listen.before_speaking import summing_up
from tertulia.listen.before_speaking.customs_told import customs, untold
from tertulia.listen.before_speaking.finding import Found
from tertulia.listen.before_speaking.sentences import Sentence
from tertulia.listen.before_speaking.taking_told import praised, punished
from tertulia.listen.before_speaking.words import HOW, PULSE, VOICES
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import Card, card
from tertulia.listen.explorer.charts.svg import percent
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers.asking import Record
from tertulia.listen.triggers.views import KINDS, explorer
from tertulia.understand.statistics import Interval
from tertulia.understand.triggers.api import Subject


@dataclass(frozen=True)
class Row:
    """A sentence with its figure, a bar in shares of the width ("" without one), its posts, and the address
    of all of them."""

    text: str
    figure: str
    length: str
    low: str
    high: str
    cards: list[Card]
    address: str
    tone: str


@dataclass(frozen=True)
class PersonRow:
    """Someone who leads: by what, and where their posts are."""

    name: str
    network: str
    figure: str
    organisation: bool
    address: str
    cards: list[Card]


@dataclass(frozen=True)
class TopicRow:
    label: str
    kind: str
    people: str
    address: str


@dataclass(frozen=True)
class Page:
    """All of the page's parts."""

    summary: list[Row]
    facts: list[tuple[str, str]]
    topics: list[TopicRow]
    typical: list[Card]
    leaders: list[PersonRow]
    voices: str
    customs: list[Row]
    untold: str
    praised: list[Row]
    punished: list[Row]
    tried: str
    openings: list[Card]
    waiting: Row
    welcome: Row
    welcome_figures: list[str]
    organisations: list[tuple[str, str, str]]
    few: str


def page(found: Found) -> Page:
    """The page of a conversation that has at least one post."""
    rows = _Rows(found)
    taken = found.told.taken
    return Page(
        [rows.of(sentence) for sentence in summing_up.summary(found)],
        _facts(found),
        [_topic(topic.subject, topic.people, found.question.selection) for topic in found.topics],
        rows.cards(found.typical),
        [rows.person(number) for number in range(len(found.told.leading.leaders))],
        _voices(found),
        [rows.of(sentence) for sentence in customs(found)],
        ", ".join(untold(found)),
        [rows.of(sentence) for sentence in praised(found)],
        [rows.of(sentence) for sentence in punished(found)],
        _tried(len(taken.sure), len(taken.unsure), len(taken.untold)),
        rows.cards(found.told.openings.open),
        rows.of(summing_up.waits(found)),
        rows.of(summing_up.welcome(found)),
        summing_up.welcome_figures(found),
        _organisations(found),
        _few(found),
    )


class _Rows:
    """Makes rows and cards; all posts that any of them shows are asked for at once."""

    def __init__(self, found: Found) -> None:
        self._found, self._zone = found, found.question.selection.zone
        self._posts: dict[int, Record] = found.cards(set(_shown(found)))

    def cards(self, numbers: Iterable[int]) -> list[Card]:
        known = (self._posts.get(number) for number in dict.fromkeys(numbers))
        return [card(post, self._zone) for post in known if post is not None]

    def of(self, sentence: Sentence) -> Row:
        length, low, high = _bar(sentence.interval)
        address = behind(sentence.behind, self._found.question.selection) if sentence.behind else ""
        cards = self.cards(sentence.showing)
        return Row(sentence.text, sentence.figure, length, low, high, cards, address, sentence.tone)

    def person(self, number: int) -> PersonRow:
        leader = self._found.told.leading.leaders[number]
        name, account = self._found.names.get(leader.person, (str(Text("Unknown author")), ""))
        selection = self._found.question.selection
        address = explorer(selection.with_filter("authors", account)) if account else ""
        return PersonRow(
            name,
            labels.network(account.partition(":")[0]) if account else "",
            _taken_up(leader.taken_up_by, leader.reactions, leader.posts),
            leader.organisation,
            address,
            self.cards(leader.showing),
        )


def _shown(found: Found) -> Iterable[int]:
    rows = [
        *summing_up.summary(found),
        *customs(found),
        *praised(found),
        *punished(found),
    ]
    for sentence in rows:
        yield from sentence.showing
    for leader in found.told.leading.leaders:
        yield from leader.showing
    yield from found.typical
    yield from found.told.openings.open


def _bar(interval: Interval | None) -> tuple[str, str, str]:
    if interval is None:
        return "", "", ""
    return percent(interval.value), percent(interval.low), percent(interval.high)


def behind(name: str, selection: Selection) -> str:
    """The address of all posts behind a rule."""
    query = selection.query
    return f"{reverse('before-speaking-posts', args=[name])}{'?' if query else ''}{query}"


def _taken_up(people: int, reactions: int | None, posts: int) -> str:
    values = {"people": labels.people(people), "posts": labels.posts(posts)}
    if reactions is None:
        return str(Text("taken up by {people}; {posts}", **values))
    counted = labels.number(reactions)
    if not people:
        return str(Text("{reactions} reactions; {posts}", reactions=counted, **values))
    return str(Text("taken up by {people}; {reactions} reactions; {posts}", reactions=counted, **values))


def _voices(found: Found) -> str:
    told = found.told.leading
    values = {"half": labels.number(told.half), "people": labels.people(told.people)}
    return str(Text(VOICES[told.voices].template, **values))


def _facts(found: Found) -> list[tuple[str, str]]:
    """Age, size, pace, pulse."""
    life, question = found.life, found.question
    assert life is not None  # there is a post
    days = f"{labels.day(question.local_day(life.first))} – {labels.day(question.local_day(life.last))}"
    pulse = Text(PULSE[life.pulse].template, day=labels.day(question.local_day(life.last)))
    facts = [
        (str(Text("Size")), f"{labels.posts(found.size.posts)} · {labels.people(found.size.people)}"),
        (str(Text("From – to")), days),
        (
            str(Text("Pace")),
            str(Text("{number} posts a day", number=labels.number(life.a_day, int(life.a_day < 10)))),
        ),
        (str(Text("Is it alive?")), str(pulse)),
    ]
    if life.usual is not None:
        facts.append((str(Text("Longest usual silence")), _span(life.usual)))
    return facts


def _span(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    if hours < 48:
        return str(Text("{number} hours", number=labels.number(hours, int(hours < 10))))
    return str(Text("{number} days", number=labels.number(hours / 24, int(hours < 240))))


def _topic(subject: Subject, people: int, selection: Selection) -> TopicRow:
    return TopicRow(
        subject.label, str(KINDS[subject.kind]), labels.people(people), explorer(_about(subject, selection))
    )


def _about(subject: Subject, selection: Selection) -> Selection:
    """The posts that write of it, as near as filters can tell them."""
    if subject.kind == "hashtag":
        return selection.with_filter("hashtags", subject.label.removeprefix("#"))
    if subject.kind == "site":
        return selection.with_filter("domains", subject.key)
    return replace(selection, words=f'{selection.words} "{subject.label.lstrip("@")}"'.strip())


def _tried(sure: int, unsure: int, untold: int) -> str:
    return str(
        Text(
            "Tried: {all}; sure: {sure}; may be chance: {unsure}; too few posts or people to tell: {untold}.",
            all=labels.number(sure + unsure + untold),
            sure=labels.number(sure),
            unsure=labels.number(unsure),
            untold=labels.number(untold),
        )
    )


def _organisations(found: Found) -> list[tuple[str, str, str]]:
    """Name, how it is told, and the address of its posts; those that write most first."""
    wrote: dict[Hashable, int] = {}
    for post in found.posts:
        if post.organisation:
            wrote[post.person] = wrote.get(post.person, 0) + 1
    rows = []
    for person in sorted(wrote, key=lambda person: -wrote[person])[:12]:
        name, account = found.names[person]
        selection = found.question.selection
        address = explorer(selection.with_filter("authors", account)) if account else ""
        how = f"{HOW[found.how.get(person, 'ours')]}; {labels.posts(wrote[person])}"
        rows.append((name, how, address))
    return rows


def _few(found: Found) -> str:
    """Which parts cannot be told, where there are too few posts."""
    if not found.is_few:
        return ""
    return str(
        Text(
            "These are {posts}: too few to tell what is usual, what is praised and whether organisations "
            "are welcome. "
            "What can be told: what it is about, who speaks, and what waits for an answer.",
            posts=labels.posts(found.size.posts),
        )
    )
