"""Which conversations an address asks for, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from tertulia.act.inbox.finding import joined
from tertulia.act.inbox.models import Conversation, ConversationSeen, Priority, Reason, State
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.measures.asking import rows
from tertulia.posts.api import Store
from tertulia.posts.folding import fold
from tertulia.posts.schema import INTENTS, SENTIMENTS
from tertulia.team.api import Person

ORDERS = {
    "newest": ("-last_at", "-id"),
    "oldest": ("last_at", "id"),
    "priority": ("-priority", "last_at", "id"),
}
FOUND = 2_000  # newest posts among which words are looked for
_CHOICES: dict[str, tuple[str, ...]] = {
    "state": (*State.values, "all"),
    "reason": tuple(Reason.values),
    "intent": INTENTS,
    "sentiment": SENTIMENTS,
    "priority": tuple(map(str, Priority.values)),
    "needs": ("yes",),
    "unread": ("yes",),
    "order": tuple(ORDERS),
}
NAMES = (
    "state",
    "who",
    "network",
    "reason",
    "intent",
    "sentiment",
    "priority",
    "needs",
    "unread",
    "tag",
    "q",
    "order",
)


@dataclass(frozen=True)
class Asked:
    """What an address asks for; a name that is missing narrows nothing, a missing state means "open"."""

    given: tuple[tuple[str, str], ...]

    def of(self, name: str) -> str:
        return dict(self.given).get(name, "")

    @property
    def state(self) -> str:
        return self.of("state") or State.OPEN

    @property
    def query(self) -> str:
        """The address's query; "" for that of the page itself."""
        return urlencode(self.given)

    def with_choice(self, name: str, value: str) -> Asked:
        kept = [pair for pair in self.given if pair[0] != name]
        return replace(self, given=tuple([*kept, (name, value)] if value else kept))


def asked(given: QueryDict) -> Asked:
    """What the address asks for. Raises `Problem` (unknown-filter)."""
    pairs = [(name, given.get(name, "").strip()[:200]) for name in NAMES]
    for name, value in pairs:
        if value and name in _CHOICES and value not in _CHOICES[name]:
            cause = Text("“{value}” is no value of the filter “{name}”.", value=value, name=name)
            raise Problem("unknown-filter", cause, Text("Choose one in the inbox."), name)
    return Asked(tuple((name, value) for name, value in pairs if value))


def conversations(wanted: Asked, by: Person, store: Store) -> QuerySet[Conversation]:
    """Those that are asked for, in their order."""
    found = narrowed(wanted, by, store)
    if wanted.state != "all":
        found = found.filter(state=wanted.state)
    return found.order_by(*ORDERS[wanted.of("order") or "newest"])


def narrowed(wanted: Asked, by: Person, store: Store) -> QuerySet[Conversation]:
    """Those that are asked for, in whatever state."""
    found = Conversation.objects.filter(**_values(wanted)).filter(_who(wanted.of("who"), by))
    for name, field in (("intent", "intents"), ("tag", "tags")):
        if value := wanted.of(name):
            found = found.filter(**{f"{field}__contains": f",{value.lower()},"})
    if wanted.of("unread"):
        found = found.exclude(_seen(by))
    return found.filter(pk__in=_worded(wanted.of("q"), store)) if wanted.of("q") else found


def _values(wanted: Asked) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value for name in ("network", "reason", "sentiment") if (value := wanted.of(name))
    }
    if priority := wanted.of("priority"):
        values["priority"] = int(priority)
    return values | ({"needs_reply": True} if wanted.of("needs") else {})


def _who(who: str, by: Person) -> Q:
    if who == "me":
        return Q(assignee=by)
    if who == "none":
        return Q(assignee=None)
    return Q(assignee=int(who)) if who.isdecimal() and len(who) < 10 else Q()


def _seen(by: Person) -> Exists:
    looks = ConversationSeen.objects.filter(
        conversation=OuterRef("pk"), person=by, at__gte=OuterRef("last_at")
    )
    return Exists(looks)


def _worded(words: str, store: Store) -> list[int]:
    """The numbers of the conversations whose posts hold all of the words."""
    wanted = [fold(word) for word in words.split()[:10]]
    clauses = " AND ".join(
        f"(contains(folded, $w{at}) OR contains(lower(coalesce(author, '')), $w{at}))"
        for at in range(len(wanted))
    )
    text = f"SELECT post FROM posts WHERE {clauses} ORDER BY created_at DESC LIMIT {FOUND}"  # noqa: S608
    posts = [row["post"] for row in rows(store, text, {f"w{at}": word for at, word in enumerate(wanted)})]
    return list(
        Conversation.objects.filter(posts__post__in=posts).order_by().values_list("pk", flat=True).distinct()
    )


_HEADS = """SELECT post, author, author_name, title, left(text, 240) AS text, own, url, id, lang FROM posts
WHERE post IN (SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]))"""


def heads(store: Store, posts: list[int]) -> dict[int, dict[str, Any]]:
    """Author and beginning of posts, by number; those that are gone are missing."""
    return {row["post"]: row for row in rows(store, _HEADS, {"posts": joined(posts)})}
