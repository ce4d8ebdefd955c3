"""The inbox: the list, and a conversation with the person beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tertulia.act.approvals import api as approvals
from tertulia.act.approvals.api import Approval
from tertulia.act.approvals.models import Approval as ApprovalRow
from tertulia.act.inbox import presence, replying, saved, views
from tertulia.act.inbox.access import ANSWERS
from tertulia.act.inbox.asked import Asked, asked, conversations, heads, narrowed
from tertulia.act.inbox.changing import find
from tertulia.act.inbox.models import Conversation, Priority, Reason, State
from tertulia.act.publishing.api import publications
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import networks, publisher
from tertulia.posts.api import store
from tertulia.posts.schema import SENTIMENTS
from tertulia.team.api import Person, may

PAGE = 50
ORDERS = {
    "newest": Text("Newest first"),
    "oldest": Text("Waiting longest first"),
    "priority": Text("Most urgent first"),
}


@dataclass(frozen=True)
class Choice:
    """A link that changes one thing of the address."""

    label: str
    query: str
    current: bool
    count: str = ""


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The conversations that the address asks for."""
    return render(request, "inbox/inbox.html", list_context(request))


@require_safe
def list_part(request: HttpRequest) -> HttpResponse:
    """The list alone, for a page that is open while something changes."""
    return render(request, "inbox/list.html", list_context(request))


@require_safe
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """A conversation, beside the list that it was chosen from."""
    return shown(request, number)


def shown(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
    """The page of a conversation; with a `problem` what was typed stands in it."""
    try:
        chosen = find(number)
    except Problem as problem:
        raise Http404(str(problem)) from problem
    context = list_context(request, chosen) | _context(request, chosen) | more
    presence.look(chosen, person_of(request))
    status = 400 if "problem" in more else 200
    return render(request, "inbox/inbox.html", context, status=status)


def person_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def list_context(request: HttpRequest, chosen: Conversation | None = None) -> dict[str, Any]:
    """What `inbox/list.html` shows."""
    by, wanted = person_of(request), asked(request.GET)
    found = conversations(wanted, by, store()).select_related("assignee")
    page = _page(request)
    some = list(found[page * PAGE : (page + 1) * PAGE + 1])
    counts = dict(
        narrowed(wanted, by, store())
        .order_by()
        .values_list("state")
        .annotate(Count("id"))
        .values_list("state", "id__count")
    )
    return {
        "rows": views.listed(some[:PAGE], by, store(), zone_of(request)),
        "query": wanted.query,
        "page": page,
        "previous": page - 1 if page else None,
        "following": page + 1 if len(some) > PAGE else None,
        "states": _states(wanted, counts),
        "filters": _filters(wanted),
        "active": [pair for pair in wanted.given if pair[0] not in ("state", "order")],
        "chips": _chips(wanted),
        "words": wanted.of("q"),
        "kept": [pair for pair in wanted.given if pair[0] != "q"],
        "orders": _choices(wanted, "order", {key: str(text) for key, text in ORDERS.items()}, "newest"),
        "whose": _whose(wanted),
        "any": bool(some) or Conversation.objects.exists(),
        "people": _people(),
        "chosen": chosen,
        "may_answer": may(request.user, ANSWERS),
        "snoozes": [(key, str(text)) for key, text in views.SNOOZES.items()],
        "priorities": Priority.choices,
    }


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and len(given) < 6 else 0


def _people() -> list[Person]:
    return list(Person.objects.filter(is_active=True).order_by("first_name", "username"))


def _choices(wanted: Asked, name: str, words: dict[str, str], standard: str = "") -> list[Choice]:
    present = wanted.of(name) or standard
    return [
        Choice(label, wanted.with_choice(name, "" if value == standard else value).query, present == value)
        for value, label in words.items()
    ]


def _states(wanted: Asked, counts: dict[str, int]) -> list[Choice]:
    words = {value: str(State(value).label) for value in State.values} | {"all": _("All states")}
    counts = counts | {"all": sum(counts.values())}
    return [
        Choice(
            label,
            wanted.with_choice("state", "" if value == State.OPEN else value).query,
            wanted.state == value,
            labels.number(counts.get(value, 0)),
        )
        for value, label in words.items()
    ]


def _whose(wanted: Asked) -> list[Choice]:
    words = {"": _("Everyone’s"), "me": _("Mine"), "none": _("Nobody’s")}
    words |= {str(person.pk): person.shown_name for person in _people()}
    return _choices(wanted, "who", words)


def _words(wanted: Asked) -> dict[str, tuple[str, dict[str, str]]]:
    there = Conversation.objects.order_by().values_list("network", flat=True).distinct()
    return {
        "network": (_("Network"), {name: labels.network(name) for name in sorted(there)}),
        "reason": (_("Why it is here"), {value: str(Reason(value).label) for value in Reason.values}),
        "intent": (
            _("Intent"),
            {name: str(text) for name, text in labels.INTENTS.items() if name != "other"},
        ),
        "sentiment": (_("Sentiment"), {name: labels.label("sentiments", name) for name in SENTIMENTS}),
        "priority": (_("Priority"), {str(value): str(label) for value, label in Priority.choices}),
        "needs": (_("Reply"), {"yes": _("Needs a reply")}),
        "unread": (_("Read"), {"yes": _("Not read by me")}),
    }


def _filters(wanted: Asked) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "choices": [(v, w, wanted.of(name) == v) for v, w in words.items()]}
        for name, (label, words) in _words(wanted).items()
    ]


def _chips(wanted: Asked) -> list[Choice]:
    """What narrows the list, each with the address that takes it away."""
    words = _words(wanted)
    found = []
    for name, value in wanted.given:
        if name in ("state", "order", "who", "q"):
            continue
        label, choices = words.get(name, (_("Tag"), {}))
        found.append(
            Choice(f"{label}: {choices.get(value, value)}", wanted.with_choice(name, "").query, True)
        )
    return found


def _context(request: HttpRequest, chosen: Conversation) -> dict[str, Any]:
    by, zone, posts = person_of(request), zone_of(request), store()
    spoken, left_out = views.thread_of(chosen, posts, zone, whole=bool(request.GET.get("whole")))
    head = heads(posts, [chosen.last_post]).get(chosen.last_post, {})
    parts = set(chosen.posts.values_list("post", flat=True))
    orders = publications(conversation=chosen.pk)
    return {
        "spoken": spoken,
        "left_out": left_out,
        "speaker": views.speaker(chosen, posts, zone),
        "theirs": views.their_posts(chosen, posts, zone),
        "others": views.other_conversations(chosen, by, posts, zone),
        "address": views.address_of(head),
        "history": views.history(chosen, zone),
        "pending": views.pending(orders, parts),
        "turn": len(orders),
        "approval": _approval(chosen),
        "badge": views.STATES[chosen.state],
        "network": labels.network(chosen.network),
        "pane": "person" if request.GET.get("pane") == "person" else "conversation",
        "here": presence.others(chosen, by),
        "intents": [labels.label("intents", intent) for intent in chosen.intent_list],
    } | _answering(chosen, by, head)


def _approval(chosen: Conversation) -> Approval | None:
    """The approval of an answer that waits or was refused."""
    asked_for = ApprovalRow.objects.filter(subject_kind=replying.SUBJECT, subject=chosen.pk).first()
    found = approvals.shown(replying.SUBJECT, chosen.pk, asked_for.text) if asked_for else None
    return found if found and found.state in ("waiting", "refused", "expired") else None


def _answering(chosen: Conversation, by: Person, head: dict[str, Any]) -> dict[str, Any]:
    channel = Channel.objects.filter(pk=chosen.channel or 0, deleted_at=None).first()
    known = networks().get(chosen.network)
    typed = presence.typed(chosen, by)
    return {
        "channel": channel,
        "typed": typed or replying.beginning(chosen.network, head.get("author") or ""),
        "saved": saved.replies(),
        "windows": [str(text) for text in known.manifest.reply_windows] if known else [],
        "can_react": channel is not None and publisher(chosen.network) is not None,
        "limit": limit(channel),
    }


def limit(channel: Channel | None) -> int | None:
    """How long an answer may be on the channel's network; None where no limit is known."""
    there = publisher(channel.network) if channel else None
    return there.limits(channel.settings).length if there and channel else None


def neighbours(request: HttpRequest, number: int) -> Sequence[int]:
    """The conversation that comes after this one in the list, else the one before; none at the end."""
    found = conversations(asked(request.GET), person_of(request), store()).values_list("pk", flat=True)
    numbers = list(found)
    if number not in numbers:
        return numbers[:1]
    at = numbers.index(number)
    return numbers[at + 1 : at + 2] or numbers[max(0, at - 1) : at]
