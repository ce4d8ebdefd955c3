"""Needs as the pages show them: figures in words, addresses of the posts behind them, events as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tertulia.i18n import Text, ngettext
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import local
from tertulia.listen.needs.changing import UNDOABLE
from tertulia.listen.needs.models import NeedEvent, NeedNote, NeedState
from tertulia.listen.needs.standing import After, Standing

TRENDS = {
    "growing": Text("growing"),
    "steady": Text("steady"),
    "fading": Text("fading"),
    "few": Text("too few to tell"),
}
BADGES = {
    NeedState.OPEN: "warn",
    NeedState.ANSWERED: "good",
    NeedState.MET: "good",
    NeedState.PASSED: "accent",
    NeedState.WONT: "",
}
_AFTER = (
    *("people_before", "people_after", "asked_again", "days_before", "days_after"),
    *("rate_ratio", "rate_ratio_low", "rate_ratio_high"),
)
_SHOWN = 3  # networks or languages named


@dataclass(frozen=True)
class Row:
    """A need as a line of the register."""

    number: int
    label: str
    kind: str
    state: str
    state_label: str
    badge: str
    people: str
    posts: str
    first: str
    last: str
    reach: str
    who: str
    trend: str
    after: str
    address: str


def row(standing: Standing, zone: str, query: str) -> Row:
    need = standing.need
    address = reverse("need", args=[need.pk])
    return Row(
        need.pk,
        standing.label,
        need.get_kind_display(),
        need.state,
        need.get_state_display(),
        BADGES[NeedState(need.state)],
        labels.number(standing.people),
        labels.number(standing.posts),
        labels.day(local(standing.first, zone).date()),
        labels.day(local(standing.last, zone).date()),
        reach(standing),
        who(standing),
        str(TRENDS[standing.trend]),
        after_short(standing.after) if standing.after else "",
        f"{address}?{query}" if query else address,
    )


def reach(standing: Standing) -> str:
    """The followers and the views that are known; "" for neither."""
    parts = []
    if standing.followers is not None:
        known = labels.number(standing.followers)
        parts.append(
            ngettext("{number} follower", "{number} followers", standing.followers).format(number=known)
        )
    if standing.views is not None:
        seen = labels.number(standing.views)
        parts.append(ngettext("{number} view", "{number} views", standing.views).format(number=seen))
    return " · ".join(parts)


def who(standing: Standing) -> str:
    """ "X 12, Mastodon 3 · español 14, English 1": posts by network and language."""
    networks = [f"{labels.network(name)} {labels.number(count)}" for name, count in standing.networks.items()]
    languages = [
        f"{labels.language(code)} {labels.number(count)}" for code, count in standing.languages.items()
    ]
    return f"{', '.join(networks[:_SHOWN])} · {', '.join(languages[:_SHOWN])}"


def after_short(after: After) -> str:
    """ "3 people since · 40% of the rate before"."""
    people = ngettext("{number} person since", "{number} people since", after.after).format(
        number=labels.number(after.after)
    )
    return f"{people} · {after_rate(after)}"


def after_rate(after: After) -> str:
    if after.ratio is None:
        return str(Text("too few to tell"))
    return str(
        Text(
            "{share} of the rate before ({range})",
            share=labels.share(after.ratio.value, 0),
            range=labels.share_range(after.ratio.low, after.ratio.high),
        )
    )


def after_sentences(after: After) -> list[str]:
    """What became of the answer, in sentences."""
    share = after.share
    counts = {
        "after": labels.people(after.after),
        "before": labels.people(after.before),
        "days": labels.number(after.days_after, int(after.days_after < 10)),
    }
    found = [str(Text("{after} asked in the {days} days after the answer; {before} before it.", **counts))]
    if after.again:
        people = labels.people(after.again)
        found.append(str(Text("{people} asked before it and again after it.", people=people)))
    if share and after.after:
        shares = {"share": labels.share(share.value, 0), "range": labels.share_range(share.low, share.high)}
        found.append(str(Text("{share} of all who ask did so after it ({range}).", **shares)))
    rate = after_rate(after)
    if after.ratio is None:
        found.append(str(Text("Against the rate before: {rate}.", rate=rate)))
    else:
        found.append(str(Text("They come at {rate}.", rate=rate)))
    return found


@dataclass(frozen=True)
class EventView:
    number: int
    text: str
    undone: bool
    undoable: bool


def event_view(event: NeedEvent, zone: str) -> EventView:
    """ "23 Nov 2026, 18:05: renamed by Ana: the queue"."""
    when = labels.moment(local(event.at, zone))
    what = event.get_what_display()
    by = str(Text("{what} by {name}", what=what, name=event.by.shown_name)) if event.by else what
    text = f"{when}: {by}{_details(event)}"
    undoable = event.what in UNDOABLE and event.undone_at is None
    return EventView(event.pk, text, event.undone_at is not None, undoable)


def _details(event: NeedEvent) -> str:
    told: dict[str, Any] = event.details
    if event.what == NeedEvent.What.RENAMED:
        return f": {told['was'] or '–'} → {told['name'] or '–'}"
    if event.what == NeedEvent.What.STATE:
        was, now = (NeedState(value).label for value in (told["was"]["state"], told["state"]))
        return f": {was} → {now}" if was != now else ""
    if event.what == NeedEvent.What.NOTED:
        return f": {NeedNote.Kind(told['kind']).label}"
    if "moved" in told:
        return f": {labels.posts(len(told['moved']))}"
    return f": {labels.posts(told['posts'])}" if "posts" in told else ""


def as_dict(standing: Standing) -> dict[str, Any]:
    """A need in a selection as files and the API have it."""
    need, after = standing.need, standing.after
    return {
        "number": need.pk,
        "name": standing.label,
        "named": bool(need.name),
        "kind": need.kind,
        "state": need.state,
        "people": standing.people,
        "posts": standing.posts,
        "first": standing.first.isoformat(),
        "last": standing.last.isoformat(),
        "followers": standing.followers,
        "views": standing.views,
        "networks": standing.networks,
        "languages": standing.languages,
        "trend": standing.trend,
        "note": need.note,
        "answer": need.answer,
        "answer_url": need.answer_url,
        "answer_post": need.answer_post,
        "answered_at": need.answered_at.isoformat() if need.answered_at else None,
        "after": _after(after) if after else None,
    }


def _after(after: After) -> dict[str, Any]:
    ratio = after.ratio
    return {
        "people_before": after.before,
        "people_after": after.after,
        "asked_again": after.again,
        "days_before": round(after.days_before, 2),
        "days_after": round(after.days_after, 2),
        "rate_ratio": round(ratio.value, 4) if ratio else None,
        "rate_ratio_low": round(ratio.low, 4) if ratio else None,
        "rate_ratio_high": round(ratio.high, 4) if ratio else None,
    }


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """The same for a table: one value a cell."""
    counts = {
        name: [f"{key} {count}" for key, count in row[name].items()] for name in ("networks", "languages")
    }
    after = row["after"] or dict.fromkeys(_AFTER)
    return {name: value for name, value in row.items() if name != "after"} | counts | after
