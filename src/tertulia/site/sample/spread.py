"""How posts travel: reposts with the same words, quotes with a word of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from tertulia.site.sample.cast import Persona
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.teller import Scene
from tertulia.site.sample.year import Year

_REPOSTING = {
    "x": 0.62,
    "mastodon": 0.72,
    "bluesky": 0.6,
    "facebook": 0.25,
    "instagram": 0.0,
    "wordpress": 0.0,
}
_QUOTING = 0.16


def spread(year: Year) -> None:
    """Repost and quote what draws attention."""
    for draft in list(year.heap.drafts):
        if draft.parent is None and draft.kind in {"post", "article"} and _REPOSTING[draft.network]:
            _travel(year, draft)


def _travel(year: Year, draft: Draft) -> None:
    mean = _REPOSTING[draft.network] * min(draft.pull, 9) * (0.8 if draft.own else 0.2)
    for _ in range(year.some(mean)):
        at = draft.at + timedelta(hours=year.random.lognormvariate(1.2, 1.5))
        person = year.someone(draft.network, year.day_of(at))
        account = person.accounts[draft.network]
        if account == draft.account:
            continue
        if year.random.random() < _QUOTING:
            _quote(year, draft, person, at)
        else:
            copy = Draft(
                draft.network, at, draft.text, account, "repost", None, draft.topic, draft.mood, draft.lang
            )
            copy.extra = {"repost_of": draft.id, "repost_of_author": draft.account.handle}
            copy.media = draft.media
            draft.shares += year.heap.add(copy)


def _quote(year: Year, draft: Draft, person: Persona, at: datetime) -> None:
    scene = Scene(at, draft.network, year.act(year.day_of(at), "next"))
    rule = "cita_mal" if draft.mood == "anger" else "cita_bien"
    text, lang = year.teller.say(rule, "general", person, draft.mood, scene)
    quote = Draft(
        draft.network,
        at,
        f"{text} {draft.url}",
        person.accounts[draft.network],
        "quote",
        None,
        rule,
        draft.mood,
        lang,
    )
    quote.extra = {"quote_of": draft.id}
    draft.quoted += year.heap.add(quote)
