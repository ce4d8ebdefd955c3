"""The messages we launch: on what, through which media, helping or selling, and whether they reach those who
they should: whether they speak of what people ask about, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.drawing import Drawn
from tertulia.listen.situation.feelings import posts_about
from tertulia.listen.situation.finding import Cell, Finding, Table, key_of, numbers
from tertulia.listen.situation.scope import Scope
from tertulia.listen.situation.words import people_who
from tertulia.understand.situation.api import (
    ASKED,
    FEW,
    LEAST_ASKING,
    Figure,
    Moved,
    Outcome,
    Topic,
    is_offer,
    moved_share,
    outcomes,
    own_topics,
    share,
    sides,
    spoken,
    surety,
    topics,
)
from tertulia.understand.triggers.api import Post

_TOPICS = 2  # topics of ours that do best, and worst, that are told
_UNSPOKEN = 3
_ROWS = 8


@dataclass(frozen=True)
class Messages:
    """What we say: rows of published.sql, and how many replies we wrote."""

    scope: Scope
    drawn: Drawn
    rows: tuple[Record, ...]
    replies: int
    notes: tuple[str, ...] = field(default=())

    @property
    def published(self) -> int:
        return len(self.rows)

    @property
    def answers_told(self) -> str:
        return str(Text("and {number} answers", number=labels.number(self.replies)))

    @cached_property
    def known(self) -> list[Record]:
        """Those of which it is known whether anyone answered or shared them."""
        return [row for row in self.rows if row["echoed"] is not None]

    @cached_property
    def echoed(self) -> set[int]:
        return {row["post"] for row in self.known if row["echoed"]}

    @cached_property
    def asked(self) -> list[Topic]:
        """What most people ask about."""
        return topics(self.drawn.which(lambda row: row["about"] and row["asks"]), LEAST_ASKING)[:ASKED]

    @cached_property
    def ours(self) -> list[Post]:
        """Our posts in the sample that are on the report's days and no answers."""
        published = {row["post"] for row in self.rows}
        return [post for post in self.drawn.posts if post.number in published]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        known = {row["post"] for row in self.known}
        return outcomes([post for post in self.ours if post.number in known], self.echoed)

    @property
    def findings(self) -> Iterator[Finding]:
        if not self.rows:
            return
        yield from _echo(self)
        yield from _who_answers(self)
        yield from _selling(self)
        yield from _coverage(self)
        yield from _topics(self)

    @property
    def tables(self) -> Iterator[Table]:
        if self.rows:
            yield _of_kinds(self)
        if self.ours:
            yield _of_topics(self)


def messages(scope: Scope, drawn: Drawn) -> Messages:
    rows = ask(scope, scope.us, "published", scope.whole)
    told = ask(scope, scope.us, "places", scope.whole)
    replies = sum(row["answered"] for row in told if row["what"] == "network")
    made = Messages(scope, drawn, tuple(rows), replies)
    return Messages(scope, drawn, tuple(rows), replies, tuple(_notes(made)))


def _own(scope: Scope) -> Selection:
    return scope.question(whose="own").selection


def _echo(made: Messages) -> Iterator[Finding]:
    """How many of our posts anyone answered or shared."""
    part = share(len(made.echoed), len(made.known))
    if part.value is None:
        return
    answered = sum(row["answers"] > 0 for row in made.rows)
    text = Text(
        "Others answered or shared {share} of our posts; we have the answers to {number} of them.",
        share=labels.share(part.value),
        number=labels.number(answered),
    )
    silent = [row["post"] for row in made.known if not row["echoed"]]
    yield Finding(
        key_of("brand", "echo"),
        "brand",
        str(text),
        part,
        sides.echoed(part),
        surety(part.n),
        moved=_moved(made),
        select=_own(made.scope),
        posts=numbers(silent),
        caption=str(Text("Posts of ours that nobody answered or shared")),
    )


def _who_answers(made: Messages) -> Iterator[Finding]:
    """Who answers our posts: people who speak of us by themselves, or ourselves alone."""
    row = ask(made.scope, made.scope.us, "answering_us", made.scope.whole)[0]
    if not row["answers"] + row["ours"]:
        return
    part = share(row["ours"], row["answers"] + row["ours"])
    text = Text(
        "{people} answered our posts; {also} of them speak of us by themselves too. {own} of the answers "
        "to our posts are our own.",
        people=people_who(row["people"]),
        also=labels.share(row["also"] / row["people"]) if row["people"] else "–",
        own=labels.share(part.value),
    )
    key = key_of("brand", "who-answers")
    yield Finding(key, "brand", str(text), part, sides.alone(part), surety(part.n))


def _moved(made: Messages) -> Moved | None:
    """How the share of our posts that others answered or shared moved."""
    scope, rows = made.scope, made.known
    if scope.earlier is None:
        return None
    if scope.against == "before":
        rows = [*rows, *ask(scope, scope.us, "published", scope.earlier)]
    question = scope.question()
    days = [
        (question.local_day(row["created_at"]), row["echoed"]) for row in rows if row["echoed"] is not None
    ]
    later = [echoed for day, echoed in days if scope.is_later(day)]
    earlier = [echoed for day, echoed in days if scope.is_earlier(day)]
    return moved_share(sum(later), len(later), sum(earlier), len(earlier))


def _selling(made: Messages) -> Iterator[Finding]:
    """Helping or selling."""
    if made.published < FEW:
        return
    offers = [row["post"] for row in made.rows if is_offer(row["text"])]
    part = share(len(offers), made.published)
    asking = sum("question" in (row["intents"] or ()) for row in made.rows)
    text = Text(
        "{share} of our posts sell (a price, a discount, a call to buy); {asks} ask people something. Beside "
        "them stand {replies} answers to people.",
        share=labels.share(part.value),
        asks=labels.share(asking / made.published),
        replies=labels.number(made.replies),
    )
    yield Finding(
        key_of("brand", "selling"),
        "brand",
        str(text),
        part,
        sides.selling(part),
        surety(part.n),
        posts=numbers(offers),
        caption=str(Text("Posts of ours that sell")),
    )


def _coverage(made: Messages) -> Iterator[Finding]:
    """Whether we speak of what people ask about."""
    if made.published < FEW:
        return
    told = spoken(made.asked, (row["text"] for row in made.rows))
    missing = [topic for topic, posts in zip(made.asked, told, strict=True) if not posts]
    if len(made.asked) >= FEW:
        yield _covered(made, missing)
    for topic in missing[:_UNSPOKEN]:
        yield _unspoken(made, topic)


def _covered(made: Messages, missing: Sequence[Topic]) -> Finding:
    asked = len(made.asked)
    part = Figure("share", 1 - len(missing) / asked, asked)
    text = Text(
        "Of the {number} things that most people ask us about, our posts speak of {spoken}.",
        number=asked,
        spoken=asked - len(missing),
    )
    notes = (str(Text("Not spoken of: {names}.", names=_names(missing))),) if missing else ()
    key = key_of("brand", "coverage")
    return Finding(key, "brand", str(text), part, sides.covered(part), "likely", "things", notes=notes)


def _names(found: Sequence[Topic]) -> str:
    return ", ".join(topic.subject.label for topic in found[:_ROWS])


def _unspoken(made: Messages, topic: Topic) -> Finding:
    asks = made.scope.question(made.scope.us.monitors).selection
    asks = asks.with_filter("intents", "question", "request", "complaint", "suggestion")
    text = Text(
        "{people} ask or complain about “{what}”, and no post of ours speaks of it.",
        people=people_who(topic.people),
        what=topic.subject.label,
    )
    return Finding(
        key_of("brand", "unspoken", topic.subject.kind, topic.subject.key),
        "brand",
        str(text),
        Figure("count", float(topic.people), topic.people),
        sides.unspoken(),
        surety(topic.people) if topic.people >= FEW else "likely",
        "people",
        select=posts_about(topic.subject, asks),
        posts=numbers(topic.posts),
    )


def _topics(made: Messages) -> Iterator[Finding]:
    """Our topics that get surely more, and surely fewer, answers and shares."""
    up = [o for o in made.outcomes if o.gap.direction == "up"][:_TOPICS]
    down = [o for o in made.outcomes if o.gap.direction == "down"][:_TOPICS]
    for outcome in (*up, *down):
        yield _outcome(made, outcome)


def _outcome(made: Messages, outcome: Outcome) -> Finding:
    subject = outcome.topic.subject
    text = Text(
        "Of our posts about “{what}” others answered or shared {share}, of our other posts {rest}.",
        what=subject.label,
        share=labels.share(outcome.part.value),
        rest=labels.share(outcome.rest.value),
    )
    return Finding(
        key_of("brand", "topic", subject.kind, subject.key),
        "brand",
        str(text),
        outcome.part,
        sides.resonates(outcome.gap),
        surety(outcome.part.n),
        select=posts_about(subject, _own(made.scope)),
        posts=numbers(outcome.topic.posts),
    )


def _of_kinds(made: Messages) -> Table:
    """What we publish, by format: how many got an answer, how many sell."""
    kinds = sorted({row["kind"] for row in made.rows})
    lines = []
    for kind in kinds:
        rows = [row for row in made.rows if row["kind"] == kind]
        known = [row for row in rows if row["echoed"] is not None]
        echo = share(sum(bool(row["echoed"]) for row in known), len(known))
        lines.append(
            (
                Cell(labels.label("kinds", kind), select=_own(made.scope).with_filter("kinds", kind)),
                Cell(labels.number(len(rows)), True),
                Cell(_share([bool(row["has_media"]) for row in rows]), True),
                Cell(_share([bool(row["has_links"]) for row in rows]), True),
                Cell(_share([is_offer(row["text"]) for row in rows]), True),
                Cell(labels.share(echo.value) if echo.n >= FEW else str(Text("too few")), True),
            )
        )
    headers = (
        (str(Text("Format")), False),
        (str(Text("Posts")), True),
        (str(Text("With media")), True),
        (str(Text("With links")), True),
        (str(Text("That sell")), True),
        (str(Text("Answered or shared")), True),
    )
    return Table(str(Text("Messages that we launch")), headers, tuple(lines))


def _share(tests: Sequence[bool]) -> str:
    return labels.share(sum(tests) / len(tests)) if len(tests) >= FEW else "–"


def _of_topics(made: Messages) -> Table:
    """What we speak of and what people ask about, side by side."""
    mine = own_topics(made.ours, 3)[:_ROWS]
    echo = {o.topic.subject: o for o in made.outcomes}
    lines = []
    for topic in mine:
        outcome = echo.get(topic.subject)
        lines.append(
            (
                Cell(topic.subject.label, select=posts_about(topic.subject, _own(made.scope))),
                Cell(labels.number(len(topic.posts)), True),
                Cell(labels.share(outcome.part.value) if outcome else str(Text("too few")), True),
                Cell(labels.number(_asking(made, topic)), True),
            )
        )
    headers = (
        (str(Text("We speak of")), False),
        (str(Text("Our posts")), True),
        (str(Text("Answered or shared")), True),
        (str(Text("People who ask")), True),
    )
    return Table(str(Text("Our topics and whom they reach")), headers, tuple(lines))


def _asking(made: Messages, topic: Topic) -> int:
    names = {topic.subject.label.lower(), *(name.lower() for name in topic.also)}
    asks = made.drawn.which(lambda row: row["about"] and row["asks"])
    return len({p.person for p in asks if any(s.label.lower() in names for s in p.subjects)})


def _notes(made: Messages) -> Iterator[str]:
    unknown = made.published - len(made.known)
    if unknown:
        yield str(
            Text(
                "Of {posts} of ours the network gives no counter and no answer was read: they are left out "
                "of what was answered or shared.",
                posts=labels.posts(unknown),
            )
        )
    if made.rows:
        yield str(Text("Whether a post sells is told by its words (prices, discounts, calls to buy)."))
