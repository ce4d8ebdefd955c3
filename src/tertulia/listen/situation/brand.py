"""Our brand: what is said of it, where, by whom, how; which messages we launch and whether they arrive."""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.drawing import Drawn
from tertulia.listen.situation.feelings import Feelings, feelings, triggered
from tertulia.listen.situation.finding import Cell, Finding, Section, Table, Tile, key_of
from tertulia.listen.situation.messages import Messages, messages
from tertulia.listen.situation.places import Places, places, share_of, table_of
from tertulia.listen.situation.scope import Scope
from tertulia.listen.situation.words import bounds, value
from tertulia.listen.triggers.peaking import Peaks, Told, find_peaks, when
from tertulia.understand.situation.api import FEW, Judged, count, moved_count, share, sides, surety

_PEAKS = 2
_VOICES = 8
_LEAST_SHARE = 0.05  # of what is said, from which a network is worth a finding
_MANY_VOICES = 100  # posts from which the ten who write most say something


def brand(scope: Scope, drawn: Drawn) -> Section:
    """The section, from the sample of our posts and those about us."""
    if not scope.us.monitors and not drawn.size:
        return Section("brand", missing=(_no_brand(),))
    here = feelings(scope, scope.us, scope.whole)
    said = places(scope, scope.us, scope.whole)
    made = messages(scope, drawn)
    peaks = find_peaks(scope.question(scope.us.monitors)) if scope.us.monitors else None
    findings = [
        *_talk(scope, here),
        *_mood(scope, here),
        *triggered(scope, scope.us, drawn, "brand"),
        *_peaked(peaks),
        *_where(scope, said),
        *_few_voices(scope),
        *made.findings,
    ]
    return Section(
        "brand",
        tuple(findings),
        _tiles(scope, here, made),
        _charts(scope),
        tuple(_tables(scope, said, made)),
        (*_notes(drawn), *made.notes),
        missing=() if scope.us.monitors else (_no_brand(),),
    )


def _no_brand() -> str:
    return str(
        Text("No monitor has the role “Own brand”: make one, so that what is said of you can be found.")
    )


def _talk(scope: Scope, here: Feelings) -> Iterator[Finding]:
    """How much is said."""
    moved = None
    if scope.earlier:
        later, earlier = (feelings(scope, scope.us, days).posts for days in (scope.later, scope.earlier))
        moved = moved_count(later, earlier) if scope.later.count else None
    text = Text(
        "{people} speak to us or of us: {found} found by the monitor, and {answers} more that answer ours.",
        people=labels.people(here.people),
        found=labels.posts(here.found),
        answers=labels.number(here.posts - here.found),
    )
    yield Finding(
        key_of("brand", "talk"),
        "brand",
        str(text),
        count(here.posts),
        sides.talked_of(moved, here.net),
        surety(here.posts),
        moved=moved,
        select=scope.question(scope.us.monitors).selection,
    )


def _mood(scope: Scope, here: Feelings) -> Iterator[Finding]:
    """How people feel, without love and hate cancelling out."""
    if here.balance.passion is None:
        return
    text = Text(
        "Of what is said of us {love} is love and {hate} hate: {net} net. {passion} takes sides.",
        love=labels.share(here.balance.positive / here.balance.read),
        hate=labels.share(here.balance.negative / here.balance.read),
        net=value(here.net),
        passion=labels.share(here.balance.passion.value),
    )
    yield Finding(
        key_of("brand", "mood"),
        "brand",
        str(text),
        here.net,
        sides.felt(here.net),
        surety(here.net.n),
        moved=here.moved,
        select=scope.question(scope.us.monitors).selection,
        notes=(_polarised(here),),
    )


def _polarised(here: Feelings) -> str:
    return str(
        Text(
            "Polarisation {number}, from 0 (all of one mind) to 1 (half love, half hate).",
            number=labels.number(here.balance.polarisation or 0.0, 2),
        )
    )


def _peaked(found: Peaks | None) -> Iterator[Finding]:
    """The largest peaks, with what differs inside them."""
    for told in found.peaks[:_PEAKS] if found else ():
        yield _peak(found, told)  # type: ignore[arg-type]


def _peak(found: Peaks, told: Told) -> Finding:
    worse = any(shift.name == "negative" and shift.gap.value > 0 for shift in told.why.feelings)
    better = any(shift.name == "positive" and shift.gap.value > 0 for shift in told.why.feelings)
    subjects = [m.subject.label for m in told.why.marks if m.subject.kind != "account"][:2]
    values = {
        "when": when(told, found.series.grain),
        "posts": labels.posts(told.peak.posts),
        "expected": labels.number(told.peak.expected),
        "subjects": ", ".join(subjects),
    }
    text = Text("Peak on {when}: {posts}, where {expected} were to be expected.", **values)
    if subjects:
        text = Text(
            "Peak on {when}: {posts}, where {expected} were to be expected; around {subjects}.", **values
        )
    shown = (told.why.first, told.why.most_carried)
    return Finding(
        key_of("brand", "peak", told.since.date().isoformat()),
        "brand",
        str(text),
        count(told.peak.posts),
        sides.peaked(worse and not better, better and not worse),
        surety(told.peak.posts),
        select=told.select,
        posts=tuple(number for number in shown if number is not None),
    )


def _where(scope: Scope, said: Places) -> Iterator[Finding]:
    """Networks where people speak of us and we hardly publish."""
    for row in said.of("network"):
        theirs, ours = share_of(row, said, "network", "said"), share_of(row, said, "network", "published")
        if theirs.value is None or theirs.value < _LEAST_SHARE or min(theirs.n, ours.n) < FEW:
            continue
        judged = sides.elsewhere(theirs, ours)
        if judged.side:
            yield _elsewhere(scope, row, judged, said)


def _elsewhere(scope: Scope, row: Record, judged: Judged, said: Places) -> Finding:
    theirs, ours = share_of(row, said, "network", "said"), share_of(row, said, "network", "published")
    text = Text(
        "{network} holds {theirs} of what is said of us, and {ours} of what we publish.",
        network=labels.network(row["label"]),
        theirs=labels.share(theirs.value),
        ours=labels.share(ours.value),
    )
    select = scope.question(scope.us.monitors).selection.with_filter("networks", row["label"])
    key = key_of("brand", "elsewhere", row["label"])
    return Finding(key, "brand", str(text), theirs, judged, surety(theirs.n), select=select)


def _few_voices(scope: Scope) -> Iterator[Finding]:
    """Whether it is a few who speak."""
    since = scope.whole.instants(scope.selection.zone)[0]
    row = ask(scope, scope.us, "people", scope.whole, since=since)[0]
    if row["posts"] < _MANY_VOICES:
        return
    part = share(row["ten"], row["posts"])
    text = Text(
        "The ten accounts that write most wrote {share} of the posts about us.",
        share=labels.share(part.value),
    )
    yield Finding(key_of("brand", "ten"), "brand", str(text), part, sides.NONE, surety(part.n))


def _tiles(scope: Scope, here: Feelings, made: Messages) -> tuple[Tile, ...]:
    selection = scope.question(scope.us.monitors).selection
    more = Text("and {number} more answer ours", number=labels.number(here.posts - here.found))
    posts = Tile(str(Text("Posts about us")), labels.number(here.found), str(more), selection)
    ours = scope.question(whose="own").selection
    own = Tile(str(Text("Our own posts")), labels.number(made.published), made.answers_told, ours)
    tiles = [posts, own]
    if here.balance.passion:
        net = Tile(str(Text("Net sentiment")), value(here.net), bounds(here.net))
        passion = here.balance.passion
        between = labels.share_range(passion.low, passion.high)
        tiles += [net, Tile(str(Text("Passion")), labels.share(passion.value), between)]
        polar = labels.number(here.balance.polarisation or 0.0, 2)
        tiles.append(Tile(str(Text("Polarisation")), polar, str(Text("from 0 to 1"))))
    return tuple(tiles)


def _charts(scope: Scope) -> tuple[Panel, ...]:
    """What is said of us over time."""
    if not scope.us.monitors:
        return ()
    return (MEASURES["timeline"](scope.question(scope.us.monitors, split="sentiment")),)


def _tables(scope: Scope, said: Places, made: Messages) -> Iterator[Table]:
    yield table_of(scope, scope.us, said, "network")
    voices = ask(scope, scope.us, "voices", scope.whole, limit=_VOICES)
    if voices:
        yield _voices(scope, voices)
    yield from made.tables


def _voices(scope: Scope, rows: list[Record]) -> Table:
    """Those who reach most people."""
    selection = scope.question(scope.us.monitors).selection
    lines = tuple(
        (
            Cell(row["name"] or row["author"], select=_by(selection, row)),
            Cell(labels.network(row["network"])),
            Cell(labels.number(row["followers"]), True),
            Cell(labels.number(row["posts"]), True),
        )
        for row in rows
    )
    headers = (
        (str(Text("Account")), False),
        (str(Text("Network")), False),
        (str(Text("Followers")), True),
        (str(Text("Posts")), True),
    )
    note = Text("Followers as last read, where the network tells them; nobody knows how many of them saw it.")
    return Table(str(Text("Who carries it furthest")), headers, lines, str(note))


def _by(selection: Selection, row: Record) -> Selection:
    return selection.with_filter("authors", f"{row['network']}:{row['author'].lower()}")


def _notes(drawn: Drawn) -> Iterator[str]:
    yield str(
        Text(
            "What is said of us: posts by others that the monitor finds, or that answer a post of ours. The "
            "explorer shows the first; charts, too, are of those."
        )
    )
    if drawn.sampled < drawn.size:
        yield str(
            Text(
                "Love, hate and topics are taken from a uniform sample of {sample} of {posts}.",
                sample=labels.number(drawn.sampled),
                posts=labels.posts(drawn.size),
            )
        )
    yield str(Text("What a post is about is taken from its words; its sentiment is the whole post’s."))
