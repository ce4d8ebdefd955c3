"""How people feel about a party, and what their love and hate gather around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation.asking import ask
from tertulia.listen.situation.drawing import Drawn
from tertulia.listen.situation.finding import AreaName, Finding, key_of
from tertulia.listen.situation.naming import letters
from tertulia.listen.situation.scope import Party, Scope
from tertulia.listen.situation.words import people_who
from tertulia.understand.situation.api import Figure, Moved, moved_points, moved_share, points, sides, surety
from tertulia.understand.triggers.api import Balance, Post, Side, Subject, Trigger, balance, triggers

SIDES: tuple[Side, ...] = ("positive", "negative")
EACH = 3  # subjects of love and of hate that are told
LEAST_PEOPLE = 8
# What a post is addressed to is no reason to love or hate it; a site is not one either.
_REASONS = ("term", "name", "hashtag", "theme")


@dataclass(frozen=True)
class Feelings:
    """What others say of a party on some days: posts (`found` by its monitors, the rest answer it), accounts,
    their balance; how net sentiment moved."""

    posts: int
    found: int
    people: int
    balance: Balance
    moved: Moved | None = None

    @property
    def net(self) -> Figure:
        return points(self.balance.net, self.balance.read)


def feelings(scope: Scope, party: Party, days: Days) -> Feelings:
    """The balance on these days; on the report's own days also how it moved."""
    found = _asked(scope, party, days)
    if days != scope.whole or not scope.earlier:
        return found
    later = found if scope.later == days else _asked(scope, party, scope.later)
    earlier = _asked(scope, party, scope.earlier)
    return replace(found, moved=moved_points(later.balance.net, earlier.balance.net))


def _asked(scope: Scope, party: Party, days: Days) -> Feelings:
    rows = ask(scope, party, "feelings", days)
    whole = next(row for row in rows if row["side"] is None)
    return Feelings(
        whole["posts"],
        whole["found"],
        whole["people"],
        balance({r["side"]: r["posts"] for r in rows if r["side"]}),
    )


def triggered(
    scope: Scope, party: Party, drawn: Drawn, area: AreaName, *, doubt: bool = False, each: int = EACH
) -> Iterator[Finding]:
    """What most people love and hate about a party."""
    posts = [_reasons(post) for post in drawn.about()]
    later, earlier = (
        [_reasons(p) for p in drawn.about(d)] if d else [] for d in (scope.later, scope.earlier)
    )
    for side in SIDES:
        found = _distinct([t for t in triggers(posts, side) if t.people >= LEAST_PEOPLE])
        for trigger in islice(found, each):
            moved = _moved(trigger.subject, side, later, earlier)
            yield _finding(scope, party, trigger, side, moved, area, doubt)


def _reasons(post: Post) -> Post:
    return replace(post, subjects=frozenset(s for s in post.subjects if s.kind in _REASONS))


def _distinct(found: list[Trigger]) -> Iterator[Trigger]:
    """Without those that only write another's words together ("#PremioAlmena")."""
    seen: set[str] = set()
    for trigger in found:
        names = {letters(name) for name in (trigger.subject.label, *trigger.also)}
        if not names & seen:
            yield trigger
        seen |= names


def _moved(subject: Subject, side: Side, later: list[Post], earlier: list[Post]) -> Moved | None:
    """How the subject's share of the people on that side changed."""
    counted = []
    for posts in (later, earlier):
        mine = {post.person for post in posts if post.side == side}
        counted += [
            len({post.person for post in posts if post.side == side and subject in post.subjects}),
            len(mine),
        ]
    return moved_share(*counted)


def _finding(
    scope: Scope, party: Party, trigger: Trigger, side: Side, moved: Moved | None, area: AreaName, doubt: bool
) -> Finding:
    share = trigger.share
    judged = sides.loved(party.is_us) if side == "positive" else sides.hated(party.is_us)
    whose = () if party.is_us else party.monitors
    who = round(trigger.people / share.value) if share.value else trigger.people
    return Finding(
        key_of(
            area,
            *whose,
            "loved" if side == "positive" else "hated",
            trigger.subject.kind,
            trigger.subject.key,
        ),
        area,
        str(_sentence(party, trigger, side)),
        Figure("share", share.value, who, share.low, share.high),
        judged,
        surety(max(who, trigger.people), doubt=doubt) if trigger.people >= 10 else "likely",
        "people",
        moved,
        posts_about(
            trigger.subject, scope.question(party.monitors).selection.with_filter("sentiments", side)
        ),
        trigger.showing,
        _also(trigger),
    )


def _sentence(party: Party, trigger: Trigger, side: Side) -> Text:
    values = {
        "what": trigger.subject.label,
        "people": people_who(trigger.people),
        "share": labels.share(trigger.share.value, 0),
        "who": party.name,
    }
    if party.is_us and side == "positive":
        return Text("Love gathers around “{what}”: {people}, {share} of those who write of it.", **values)
    if party.is_us:
        return Text("Hate gathers around “{what}”: {people}, {share} of those who write of it.", **values)
    if side == "positive":
        return Text("{who} is loved for “{what}”: {people}, {share} of those who write of it.", **values)
    return Text("{who} is hated for “{what}”: {people}, {share} of those who write of it.", **values)


def _also(trigger: Trigger) -> tuple[str, ...]:
    if not trigger.also:
        return ()
    return (str(Text("In the same posts: {names}.", names=", ".join(trigger.also))),)


def posts_about(subject: Subject, selection: Selection) -> Selection:
    """The posts about a subject, as near as filters can tell them."""
    if subject.kind == "hashtag":
        return selection.with_filter("hashtags", subject.label.removeprefix("#"))
    if subject.kind == "theme":
        return selection
    return replace(selection, words=f'"{subject.label}"')
