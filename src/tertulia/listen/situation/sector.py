"""Our sector: what grows and what fades in it, what is asked and not answered, how others behave."""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation.accounts import Accounts
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.drawing import Drawn, draw
from tertulia.listen.situation.feelings import posts_about
from tertulia.listen.situation.finding import Cell, Finding, Section, Table, key_of, numbers
from tertulia.listen.situation.scope import Party, Scope
from tertulia.listen.situation.words import people_who
from tertulia.understand.situation.api import (
    FEW,
    Figure,
    Judged,
    Movement,
    Topic,
    moved_share,
    moving,
    share,
    sides,
    surety,
    topics,
)
from tertulia.understand.triggers.api import Post

_GROWING, _FADING, _OPEN = 4, 2, 3
_LEAST_OPEN = 4  # people who ask about a thing, from which it is told
_LEAST_ANSWERED = 0.05  # share of what is asked that has an answer, below which answers were not read
_ACTIVE = 10  # posts from which an account counts among the active
_SHOWN = 10
_OTHERS = 60


def sector(scope: Scope) -> Section:
    """The section, from a sample of what the sector's monitors find."""
    if not scope.sector:
        text = Text("No monitor has the role “Sector”: make one, so that what moves around you can be seen.")
        return Section("sector", missing=(str(text),))
    party = party_of(scope)
    drawn = draw(scope, party)
    active = ask(scope, party, "behaviour", scope.whole, least=_ACTIVE, limit=_OTHERS)
    findings = [*_moving(scope, drawn), *_open(scope, drawn), *_behaviour(scope, active)]
    return Section(
        "sector",
        tuple(findings),
        charts=(MEASURES["timeline"](_question(scope)),),
        tables=tuple(_tables(scope, active)),
        notes=tuple(_notes(scope, drawn)),
    )


def party_of(scope: Scope) -> Party:
    """The sector as a party that publishes nothing itself."""
    return Party("", tuple(monitor.id for monitor in scope.sector), Accounts(()))


def _question(scope: Scope) -> Question:
    return scope.question(tuple(monitor.id for monitor in scope.sector), split="all")


def _selection(scope: Scope) -> Selection:
    return _question(scope).selection


def _moving(scope: Scope, drawn: Drawn) -> Iterator[Finding]:
    """Topics that grow and fade against the days compared with."""
    if scope.earlier is None:
        return
    found = moving(drawn.about(scope.later), drawn.about(scope.earlier))
    up = [m for m in found if m.moved.direction == "up"][:_GROWING]
    down = [m for m in found if m.moved.direction == "down"][:_FADING]
    for movement in (*up, *down):
        yield _movement(scope, movement)


def _movement(scope: Scope, movement: Movement) -> Finding:
    topic, now = movement.topic, movement.now
    up = movement.moved.direction == "up"
    values = {
        "what": topic.subject.label,
        "now": labels.share(now.value),
        "before": labels.share(movement.moved.before),
    }
    text = Text("“{what}” grows in the sector: {now} of the people write of it, {before} before.", **values)
    if not up:
        text = Text(
            "“{what}” fades in the sector: {now} of the people write of it, {before} before.", **values
        )
    days = scope.later if up else scope.earlier
    select = posts_about(topic.subject, _selection(scope).on(days or scope.whole))
    key = key_of("sector", "grows" if up else "fades", topic.subject.kind, topic.subject.key)
    notes = (str(Text("In the same posts: {names}.", names=", ".join(topic.also))),) if topic.also else ()
    return Finding(
        key,
        "sector",
        str(text),
        now,
        sides.grew(up),
        surety(now.n) if len(topic.posts) >= FEW else "likely",
        "people",
        movement.moved,
        select,
        numbers(list(topic.posts))[:20],
        notes,
    )


def _open(scope: Scope, drawn: Drawn) -> Iterator[Finding]:
    """Things that many ask about and hardly anyone answers."""
    asks = drawn.which(lambda row: row["about"] and row["seeks"] and row["tried"] is not None)
    tried = {row["post"] for row in drawn.rows if row["tried"]}
    if _unheard(asks, tried):
        return
    found = 0
    for topic in topics(asks, _LEAST_OPEN):
        part = share(sum(number in tried for number in topic.posts), len(topic.posts))
        judged = sides.open_question(part)
        if judged.side and found < _OPEN:
            found += 1
            yield _opened(scope, topic, part, judged, tried)


def _unheard(asks: list[Post], tried: set[int]) -> bool:
    """Whether hardly any answer at all was read, so that nothing can be said of what has none."""
    return sum(post.number in tried for post in asks) < _LEAST_ANSWERED * len(asks)


def _opened(scope: Scope, topic: Topic, part: Figure, judged: Judged, tried: set[int]) -> Finding:
    text = Text(
        "{people} ask about “{what}” in the sector; {share} of their {posts} got an answer from anyone.",
        people=people_who(topic.people),
        what=topic.subject.label,
        share=labels.share(part.value),
        posts=labels.posts(len(topic.posts)),
    )
    select = _selection(scope).with_filter("intents", "question", "request", "seeks_recommendation")
    return Finding(
        key_of("sector", "open", topic.subject.kind, topic.subject.key),
        "sector",
        str(text),
        part,
        judged,
        surety(part.n) if part.n >= FEW else "likely",
        select=posts_about(topic.subject, select),
        posts=numbers([number for number in topic.posts if number not in tried]),
        caption=str(Text("Not answered by anyone")),
    )


def _behaviour(scope: Scope, active: list[Record]) -> Iterator[Finding]:
    """Whether the active accounts of the sector converse more than we do."""
    told = ask(scope, scope.us, "places", scope.whole)
    ours = [row for row in told if row["what"] == "network"]
    answered = sum(row["answered"] for row in ours)
    published = answered + sum(row["published"] for row in ours)
    posts, answers = (sum(row[name] for row in active) for name in ("posts", "answers"))
    if published < FEW or posts < FEW:
        return
    part = share(answered, published)
    gap = moved_share(answered, published, answers, posts)
    text = Text(
        "{share} of what we write answers someone; of what the {number} most active accounts of the sector "
        "write, {theirs}.",
        share=labels.share(part.value),
        number=len(active),
        theirs=labels.share(answers / posts),
    )
    key = key_of("sector", "converse")
    select = scope.question(whose="own").selection
    yield Finding(key, "sector", str(text), part, sides.conversing(gap), surety(part.n), select=select)


def _tables(scope: Scope, active: list[Record]) -> Iterator[Table]:
    if active:
        yield _active(scope, active)


def _active(scope: Scope, active: list[Record]) -> Table:
    """The accounts that write most: how often, how, with what echo."""
    weeks = max(scope.whole.count / 7, 1)
    lines = []
    for row in active[:_SHOWN]:
        posts = row["posts"]
        select = _selection(scope).with_filter("authors", f"{row['network']}:{row['author'].lower()}")
        lines.append(
            (
                Cell(row["name"] or row["author"], select=select),
                Cell(labels.network(row["network"])),
                Cell(labels.number(posts / weeks, 1), True),
                Cell(labels.share(row["answers"] / posts), True),
                Cell(labels.share(row["with_links"] / posts), True),
                Cell(labels.share(row["with_media"] / posts), True),
                Cell("–" if row["interactions"] is None else labels.number(row["interactions"]), True),
            )
        )
    headers = (
        (str(Text("Account")), False),
        (str(Text("Network")), False),
        (str(Text("Posts a week")), True),
        (str(Text("Answers")), True),
        (str(Text("With links")), True),
        (str(Text("With media")), True),
        (str(Text("Median interactions")), True),
    )
    note = Text("Of what the sector’s searches find of them; “–” where the network gives no counter.")
    return Table(str(Text("How the most active behave")), headers, tuple(lines), str(note))


def _notes(scope: Scope, drawn: Drawn) -> Iterator[str]:
    names = ", ".join(monitor.name for monitor in scope.sector)
    yield str(Text("The sector is what these searches find, our own posts left out: {names}.", names=names))
    if drawn.sampled < drawn.size:
        sample = {"sample": labels.number(drawn.sampled), "posts": labels.posts(drawn.size)}
        yield str(Text("Topics are taken from a uniform sample of {sample} of {posts}.", **sample))
    yield str(Text("An answer counts where the network tells the number of replies or an answer was read."))
