"""Direct competition: share of voice, their engagement and answers, what they are loved and hated for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.voice import voice
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.situation.accounts import proposed
from tertulia.listen.situation.answering import Answering, answering
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.drawing import draw
from tertulia.listen.situation.feelings import Feelings, feelings, triggered
from tertulia.listen.situation.finding import Cell, Finding, Section, Table, key_of, numbers
from tertulia.listen.situation.scope import Party, Scope
from tertulia.listen.situation.words import bounds, hours, value
from tertulia.understand.situation.api import (
    FEW,
    Figure,
    Moved,
    moved_points,
    moved_share,
    moved_value,
    quantile,
    share,
    sides,
    surety,
)

_SAMPLE = 2_000
_EACH = 2
_MOST = 6  # competitors that are looked at one by one


@dataclass(frozen=True)
class Standing:
    """What is known of a party: its own posts (rows of published.sql), its answers, how people feel."""

    party: Party
    posts: tuple[Record, ...]
    answers: Answering
    felt: Feelings

    def engagement(self, networks: set[str], *, per_follower: bool = False) -> Figure:
        """The median of interactions a post on these networks (per 1,000 followers, where they are known);
        posts whose counters are not told are left out."""
        rows = [row for row in self.posts if row["network"] in networks and row["interactions"] is not None]
        if per_follower:
            rows = [row for row in rows if row["followers"]]
            return quantile([1000 * row["interactions"] / row["followers"] for row in rows], 0.5, "rate")
        return quantile([float(row["interactions"]) for row in rows], 0.5, "rate")

    @property
    def counted(self) -> set[str]:
        """The networks on which enough of its posts have counters."""
        found: dict[str, int] = {}
        for row in self.posts:
            if row["interactions"] is not None:
                found[row["network"]] = found.get(row["network"], 0) + 1
        return {network for network, posts in found.items() if posts >= FEW}

    @property
    def uncounted(self) -> int:
        return sum(row["interactions"] is None for row in self.posts)


def competition(scope: Scope) -> Section:
    """The section."""
    if not scope.competitors:
        text = Text(
            "No monitor has the role “Competitor”: make one for each, with the same care as your own."
        )
        return Section("competition", missing=(str(text),))
    us = _standing(scope, scope.us)
    rivals = [_standing(scope, party) for party in scope.competitors[:_MOST]]
    heard = voice(scope.question(_all(scope)))
    findings = [*_voice(scope, heard)]
    for rival in rivals:
        findings += [*_against(scope, us, rival), *_loved(scope, rival.party)]
    return Section(
        "competition",
        tuple(findings),
        charts=(heard,),
        tables=(_table([us, *rivals]),),
        notes=tuple(_notes(scope, us, rivals)),
        warnings=tuple(map(str, heard.warnings)),
        proposals=_proposals(scope),
    )


def _all(scope: Scope) -> tuple[int, ...]:
    return (*scope.us.monitors, *(number for party in scope.competitors for number in party.monitors))


def _standing(scope: Scope, party: Party) -> Standing:
    posts = ask(scope, party, "published", scope.whole)
    return Standing(
        party, tuple(posts), answering(scope, party, scope.whole), feelings(scope, party, scope.whole)
    )


def _voice(scope: Scope, heard: Panel) -> Iterator[Finding]:
    """Our share of what is said of all of us, against the largest other's."""
    shares = _shares(heard)
    names = {monitor.id: monitor.name for monitor in scope.monitors}
    ours = [shares[names[number]] for number in scope.us.monitors if names.get(number) in shares]
    others = {party.name: shares[party.name] for party in scope.competitors if party.name in shares}
    if len(ours) != 1 or not others:
        return
    largest = max(others, key=lambda name: others[name].value or 0)
    text = Text(
        "{share} of what is said of us and our competitors is about us; {other}, the most named of them, has "
        "{theirs}.",
        share=labels.share(ours[0].value),
        other=largest,
        theirs=labels.share(others[largest].value),
    )
    judged = sides.voiced(ours[0], list(others.values()))
    yield Finding(
        key_of("competition", "voice"),
        "competition",
        str(text),
        ours[0],
        judged,
        surety(ours[0].n, doubt=bool(heard.warnings)),
        moved=_voice_moved(scope),
        select=scope.question(_all(scope)).selection,
        notes=tuple(map(str, heard.warnings)),
    )


def _shares(heard: Panel) -> dict[str, Figure]:
    whole = heard.total
    return {
        str(heard.value(row, "label")): share(int(str(heard.value(row, "posts"))), whole)
        for row in heard.rows
    }


def _voice_moved(scope: Scope) -> Moved | None:
    if scope.earlier is None:
        return None
    names = {monitor.id: monitor.name for monitor in scope.monitors}
    ours = names[scope.us.monitors[0]]
    counts: list[int] = []
    for days in (scope.later, scope.earlier):
        heard = voice(scope.question(_all(scope), days))
        posts = next(int(str(row.values[1])) for row in heard.rows if row.values[0] == ours)
        counts += [posts, heard.total]
    return moved_share(*counts)


def _against(scope: Scope, us: Standing, rival: Standing) -> Iterator[Finding]:
    """Us beside one competitor: how people feel, how our posts fare, who answers more and faster."""
    yield from _felt(scope, us, rival)
    yield from _engaged(us, rival)
    yield from _answers(us, rival)


def _felt(scope: Scope, us: Standing, rival: Standing) -> Iterator[Finding]:
    gap = moved_points(us.felt.balance.net, rival.felt.balance.net)
    net = rival.felt.net
    if gap is None or min(net.n, us.felt.net.n) < FEW:
        return
    text = Text(
        "People feel {theirs} net about {who}, {ours} about us.",
        theirs=value(net),
        who=rival.party.name,
        ours=value(us.felt.net),
    )
    yield Finding(
        key_of("competition", *rival.party.monitors, "felt"),
        "competition",
        str(text),
        net,
        sides.versus(gap),
        surety(net.n, doubt=_unmeasured(scope, us.party, rival.party)),
        select=scope.question(rival.party.monitors).selection,
    )


def _unmeasured(scope: Scope, *parties: Party) -> bool:
    """Whether nobody measured how much of what their searches find is relevant."""
    numbers = {number for party in parties for number in party.monitors}
    return any(monitor.precision is None for monitor in scope.monitors if monitor.id in numbers)


def _engaged(us: Standing, rival: Standing) -> Iterator[Finding]:
    """Interactions a post, on the networks that both are counted on."""
    networks = us.counted & rival.counted
    ours, theirs = us.engagement(networks), rival.engagement(networks)
    if not networks or ours.value is None or theirs.value is None:
        return
    each = [s.engagement(networks, per_follower=True) for s in (us, rival)]
    text = Text(
        "A post of {who} gets {theirs} interactions in the median, one of ours {ours} ({networks}).",
        who=rival.party.name,
        theirs=labels.number(theirs.value),
        ours=labels.number(ours.value),
        networks=", ".join(labels.network(name) for name in sorted(networks)),
    )
    gap = moved_value(ours, theirs)
    yield Finding(
        key_of("competition", *rival.party.monitors, "engagement"),
        "competition",
        str(text),
        theirs,
        sides.versus(gap),
        surety(min(ours.n, theirs.n)),
        posts=_best(rival, networks),
        caption=str(Text("Their posts with most interactions")),
        notes=tuple(_per_follower(rival, *each)),
    )


def _per_follower(rival: Standing, ours: Figure, theirs: Figure) -> Iterator[str]:
    if ours.value is None or theirs.value is None:
        return
    yield str(
        Text(
            "For each 1,000 followers, where they are known: {theirs} of {who}, {ours} of ours.",
            theirs=labels.number(theirs.value, 1),
            who=rival.party.name,
            ours=labels.number(ours.value, 1),
        )
    )


def _best(rival: Standing, networks: set[str]) -> tuple[int, ...]:
    rows = [row for row in rival.posts if row["network"] in networks and row["interactions"] is not None]
    return tuple(row["post"] for row in sorted(rows, key=lambda row: -row["interactions"])[:20])


def _answers(us: Standing, rival: Standing) -> Iterator[Finding]:
    """Who answers more, and faster, in public."""
    ours, theirs = us.answers.share, rival.answers.share
    if theirs.value is None or theirs.n < FEW:
        return
    gap = moved_share(len(us.answers.hours), ours.n, len(rival.answers.hours), theirs.n)
    wait = rival.answers.median
    text = Text(
        "{who} answered {share} of the {number} questions, requests and complaints addressed to it; "
        "we {ours}.",
        who=rival.party.name,
        share=labels.share(theirs.value),
        number=labels.number(theirs.n),
        ours=labels.share(ours.value),
    )
    notes = []
    if wait.value is not None:
        median = {"theirs": hours(wait.value), "ours": hours(us.answers.median.value)}
        notes.append(str(Text("Median wait: {theirs}, with us {ours}.", **median)))
    yield Finding(
        key_of("competition", *rival.party.monitors, "answers"),
        "competition",
        str(text),
        theirs,
        sides.versus(gap),
        surety(theirs.n),
        posts=numbers([row["post"] for row in rival.answers.open]),
        caption=str(Text("Not answered by them")),
        notes=tuple(notes),
    )


def _loved(scope: Scope, party: Party) -> Iterator[Finding]:
    """What they do well and badly, as people see it."""
    doubt = _unmeasured(scope, party)
    drawn = draw(scope, party, about=_SAMPLE, theirs=0)
    yield from triggered(scope, party, drawn, "competition", doubt=doubt, each=_EACH)


def _table(standings: Sequence[Standing]) -> Table:
    """All of them side by side."""
    headers = (
        (str(Text("Who")), False),
        (str(Text("Own posts")), True),
        (str(Text("Interactions a post")), True),
        (str(Text("Per 1,000 followers")), True),
        (str(Text("Answered")), True),
        (str(Text("Median wait")), True),
        (str(Text("Net sentiment")), True),
    )
    return Table(
        str(Text("Side by side")),
        headers,
        tuple(_line(standing) for standing in standings),
        str(
            Text(
                "Medians, of the posts whose counters the network tells. “–”: not known, or too few to tell."
            )
        ),
    )


def _line(standing: Standing) -> tuple[Cell, ...]:
    plain, each = (standing.engagement(standing.counted, per_follower=each) for each in (False, True))
    answers = standing.answers
    answered = value(answers.share) if answers.share.n >= FEW else "–"
    wait = hours(answers.median.value)
    net = f"{value(standing.felt.net)} ({bounds(standing.felt.net)})" if standing.felt.net.n >= FEW else "–"
    name = standing.party.name or str(Text("We"))
    return (
        Cell(str(Text("{name} (we)", name=name)) if standing.party.is_us else name),
        Cell(labels.number(len(standing.posts)) if standing.posts else "–", True),
        Cell("–" if plain.value is None else labels.number(plain.value), True),
        Cell("–" if each.value is None else labels.number(each.value, 1), True),
        Cell(answered, True),
        Cell(wait, True),
        Cell(net, True),
    )


def _notes(scope: Scope, us: Standing, rivals: Sequence[Standing]) -> Iterator[str]:
    for party in scope.competitors:
        if party.accounts and party.accounts.names:
            names = ", ".join(party.accounts.names)
            yield str(Text("Accounts of {who}: {names}.", who=party.name, names=names))
        else:
            yield str(
                Text(
                    "Which accounts are {who}’s own is not known: say so below to see its posts.",
                    who=party.name,
                )
            )
    uncounted = sum(standing.uncounted for standing in (us, *rivals))
    if uncounted:
        posts = labels.posts(uncounted)
        yield str(Text("Without counters, and left out of engagement: {posts}.", posts=posts))
    if len(scope.competitors) > _MOST:
        yield str(Text("Only the first {number} competitors are looked at one by one.", number=_MOST))
    yield str(Text("Only what they answer in public is seen, and only as far as it was read."))


def _proposals(scope: Scope) -> dict[int, tuple[str, ...]]:
    """Accounts that look like a competitor's, where nobody said which are."""
    infos = {monitor.id: monitor for monitor in scope.monitors}
    return {
        party.monitors[0]: tuple(proposed(infos[party.monitors[0]], scope.store))
        for party in scope.competitors
        if party.accounts and not party.accounts.kept
    }
