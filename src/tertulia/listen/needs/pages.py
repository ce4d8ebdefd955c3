"""The register of needs: its page and its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.i18n import Text
from tertulia.listen.explorer import labels, posts
from tertulia.listen.explorer.cards import local
from tertulia.listen.explorer.pages import frame
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.needs import keeping, views
from tertulia.listen.needs.asking import ASKING
from tertulia.listen.needs.models import Need, NeedKind, NeedLook, NeedNote, NeedState
from tertulia.listen.needs.register import Register, as_dict, register
from tertulia.listen.triggers.pages import as_csv
from tertulia.team.api import Person, Role, may, needs, record

SHOWN = 100
FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
ORDERS = {
    "people": Text("Most people"),
    "posts": Text("Most posts"),
    "newest": Text("Asked last"),
    "oldest": Text("Asked for longest"),
    "reach": Text("Largest reach"),
    "growing": Text("Growing first"),
}


@dataclass(frozen=True)
class Choice:
    """A link that changes one thing of the address."""

    label: str
    query: str
    current: bool
    count: str = ""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The needs of a selection. Empty fields of a form leave the address."""
    asked_for = register(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        return redirect(f"{reverse('needs')}?{asked_for.query}".rstrip("?"))
    if posts.newest(asked_for.asked.store) is None:
        return render(request, "needs/empty.html", {})
    return render(request, "needs/needs.html", _context(request, asked_for))


def _context(request: HttpRequest, asked_for: Register) -> dict[str, Any]:
    zone = asked_for.asked.selection.zone
    found = asked_for.found
    shown = found if request.GET.get("all") else found[:SHOWN]
    newest = NeedLook.objects.exclude(state=NeedLook.State.RUNNING).first()
    asking = asked_for.asked.selection.with_filter("intents", *ASKING)
    placed = sum(each.posts for each in asked_for.every)
    return _framed(asked_for) | {
        "problems": asked_for.problems,
        "query": asked_for.query,
        "rows": [views.row(each, zone, asked_for.asked.selection.query) for each in shown],
        "more": len(found) - len(shown),
        "any": Need.objects.filter(ended_at=None).exists(),
        "elsewhere": asked_for.elsewhere,
        "states": _choices(
            asked_for, "state", {value: str(NeedState(value).label) for value in NeedState.values}
        ),
        "kinds": _choices(
            asked_for, "asks", {value: str(NeedKind(value).label) for value in NeedKind.values}
        ),
        "orders": [
            Choice(str(text), asked_for.with_choice("order", name).query, asked_for.chosen["order"] == name)
            for name, text in ORDERS.items()
        ],
        "order": str(ORDERS[asked_for.chosen["order"]]),
        "asking": labels.posts(asked_for.asking),
        "asking_query": asking.query,
        "placed": labels.number(placed),
        "looking": keeping.is_looking(),
        "newest": newest,
        "last_look": labels.moment(local(newest.at, zone)) if newest else "",
        "may_edit": may(request.user, Role.MANAGER),
        "waiting": NeedNote.objects.filter(done_at=None).count(),
        "notes": view_notes(asked_for),
    }


@dataclass(frozen=True)
class Address:
    """An address of the register, as the bar asks a selection for it."""

    query: str


def _framed(asked_for: Register) -> dict[str, Any]:
    """The bar of the conversation, whose links keep what is chosen here."""
    made, own = frame(asked_for.asked), asked_for.own_pairs

    def address(selection: Selection) -> Address:
        return Address(urlencode([*selection.pairs(), *own]))

    for name in ("periods", "comparisons", "monitors"):
        made[name] = [
            {"label": each.label, "current": each.current, "selection": address(each.selection)}
            for each in made[name]
        ]
    made["chips"] = [
        {"name": each.name, "value": each.value, "without": address(each.without)} for each in made["chips"]
    ]
    for name in ("kept", "kept_but_days"):
        made[name] = [*made[name], *own]
    return made


def view_notes(asked_for: Register) -> list[Text | str]:
    """What touches the figures: gaps, posts without a reading."""
    from tertulia.listen.explorer.measures.notes import common_notes

    return common_notes(asked_for.question)


def _choices(asked_for: Register, name: str, words: dict[str, str]) -> list[Choice]:
    counts = asked_for.counts(name)
    present = asked_for.chosen[name]
    every = labels.number(sum(counts.values()))
    found = [
        Choice(
            _("Any state") if name == "state" else _("Any kind"),
            asked_for.with_choice(name, "").query,
            not present,
            every,
        )
    ]
    return found + [
        Choice(
            label, asked_for.with_choice(name, value).query, present == value, labels.number(counts[value])
        )
        for value, label in words.items()
        if counts[value] or present == value
    ]


@require_safe
def needs_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The register as CSV or JSON."""
    made = as_dict(register(request))
    rows = [views.flat(row) for row in made["needs"]]
    return download("needs", kind, made, rows)


def download(name: str, kind: str, whole: Any, rows: list[dict[str, Any]]) -> HttpResponse:
    content = json.dumps(whole, ensure_ascii=False, indent=1) if kind == "json" else as_csv(rows)
    response = HttpResponse(content, content_type=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="tertulia-{name}.{kind}"'
    return response


@require_POST
@needs(Role.MANAGER)
def look(request: HttpRequest) -> HttpResponse:
    """Begin a new look at the posts."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    record(request.user, "need.sought")
    keeping.look_in_background()
    messages.success(
        request, _("Tertulia looks for needs. It takes a minute or so; the page shows when it is done.")
    )
    return redirect("needs")
