"""Act › Thanks: whom we owe thanks, by person; settled by our answer, by a click, or let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.act.inbox.api import conversation_of
from tertulia.act.thanks import service
from tertulia.act.thanks.ledger import shown
from tertulia.act.thanks.models import Debt, Standing
from tertulia.errors import Problem
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

SHOWN = 50
ACTS = Role.RESPONDER


@dataclass(frozen=True)
class Line:
    """A debt with its post; `thread` is the number of its conversation in the inbox, where it has one."""

    debt: Debt
    post: dict[str, Any]
    thread: int | None
    late: bool


@dataclass(frozen=True)
class Group:
    """The debts to one person."""

    name: str
    handle: str
    network: str
    lines: list[Line]


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The ledger."""
    counted = dict(Debt.objects.order_by().values_list("standing").annotate(Count("pk")))
    asked = request.GET.get("show", "")
    tab = asked if asked in Standing.values else Standing.OWED.value
    order = ("due", "id") if tab == Standing.OWED else ("-settled_at", "-id")
    found = Debt.objects.filter(standing=tab).select_related("by").order_by(*order)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": [(value, label, counted.get(value, 0)) for value, label in Standing.choices],
        "tab": tab,
        "page": page,
        "groups": _groups(list(page)),
        "acknowledged": (figure := service.acknowledged()),
        "low": round(100 * figure.share.low) if figure.share else 0,
        "high": round(100 * figure.share.high) if figure.share else 0,
        "may_act": may(request.user, ACTS),
    }
    return render(request, "thanks/thanks.html", context)


def _groups(debts: list[Debt]) -> list[Group]:
    """By person, in the order of each one's first debt."""
    posts = {row["post"]: row for row in shown(store(), {debt.post for debt in debts})}
    groups: dict[str, Group] = {}
    for debt in debts:
        if (post := posts.get(debt.post)) is None:
            continue  # erased a moment ago: the ledger forgets it in its next turn
        group = groups.setdefault(
            f"{debt.network} {debt.person}",
            Group(post["name"] or "", post["author"] or "", debt.network, []),
        )
        group.lines.append(_line(debt, post))
    return list(groups.values())


def _line(debt: Debt, post: dict[str, Any]) -> Line:
    found = conversation_of(debt.post) if debt.standing == Standing.OWED else None
    late = debt.standing == Standing.OWED and debt.due < timezone.now()
    return Line(debt, post, found.number if found else None, late)


@require_POST
@needs(ACTS)
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody was thanked elsewhere."""
    return _acted(request, number, service.settle, _("Settled: they were thanked."))


@require_POST
@needs(ACTS)
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Let it go, with a reason."""
    why = request.POST.get("why", "")
    return _acted(request, number, lambda debt, by: service.dismiss(debt, why, by), _("Let go."))


@require_POST
@needs(ACTS)
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Owe it again."""
    return _acted(request, number, service.reopen, _("It is owed again."), undo=False)


def _acted(
    request: HttpRequest, number: int, act: Callable[[Debt, Person], None], said: str, *, undo: bool = True
) -> HttpResponse:
    assert isinstance(request.user, Person)  # `needs` saw to it
    try:
        debt = service.find(number)
    except Problem as problem:
        raise Http404(str(problem)) from problem
    try:
        act(debt, request.user)
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    else:
        tags = f"undo:{reverse('thanks-reopen', args=[debt.pk])}" if undo else ""
        messages.success(request, said, extra_tags=tags)
    return redirect("thanks")
