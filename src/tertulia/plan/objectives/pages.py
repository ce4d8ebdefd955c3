"""The pages of objectives: all of them in one table, and each with its chain, its figures and its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import sentence
from tertulia.listen.explorer.asked import today, zone_of
from tertulia.listen.explorer.drawing import view
from tertulia.listen.models import Channel, Need, SwotItem
from tertulia.listen.monitors.api import monitors
from tertulia.listen.needs.standing import labels_of, members
from tertulia.plan.objectives import service
from tertulia.plan.objectives.doing import deeds
from tertulia.plan.objectives.measures import MEASURES, Ground
from tertulia.plan.objectives.models import Audience, ChannelUse, Indicator, Message, Objective
from tertulia.plan.objectives.sizes import size
from tertulia.plan.objectives.standing import course, name_of, shown, stand
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

WRITES = Role.EDITOR


@dataclass(frozen=True)
class Use:
    """A channel of a message: what it is called and how we behave there."""

    use: ChannelUse
    channel: str


@dataclass(frozen=True)
class Said:
    """A message with its channels and the need that it meets."""

    message: Message
    uses: tuple[Use, ...]
    need: str


@dataclass(frozen=True)
class Heard:
    """An audience of an objective (None: messages for nobody in particular) with what it should hear."""

    audience: Audience | None
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Chain:
    """An objective with all that hangs on it."""

    objective: Objective
    heard: tuple[Heard, ...]
    indicators: tuple[Indicator, ...]

    @property
    def gaps(self) -> list[Text]:
        """What is still missing in the plan."""
        found = [] if self.indicators else [Text("No indicator says whether it is reached.")]
        if not any(one.audience for one in self.heard):
            found.append(Text("It has no audience."))
        for one in self.heard:
            if one.audience and not one.said:
                found.append(Text("No message for “{audience}”.", audience=one.audience.title))
        found += [
            Text("No channel for “{message}”.", message=str(said.message))
            for one in self.heard
            for said in one.said
            if not said.uses
        ]
        return found

    @property
    def rows(self) -> int:
        return max(1, sum(max(1, len(one.said)) for one in self.heard))


def by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def ground(request: HttpRequest) -> Ground:
    zone = zone_of(request)
    return Ground(store(), monitors(), zone, today(zone))


def chain(objective: Objective) -> Chain:
    """The objective with its audiences, messages, channels and indicators."""
    said = [_said(message) for message in objective.messages.filter(deleted_at=None)]
    audiences = list(objective.audiences.filter(deleted_at=None))
    heard = [Heard(one, tuple(s for s in said if s.message.audience_id == one.pk)) for one in audiences]
    linked = {one.pk for one in audiences}
    if rest := tuple(s for s in said if s.message.audience_id not in linked):
        heard.append(Heard(None, rest))
    return Chain(objective, tuple(heard), tuple(objective.indicators.filter(deleted_at=None)))


def _said(message: Message) -> Said:
    uses = list(message.uses.filter(deleted_at=None))
    known = {one.pk: str(one) for one in Channel.objects.filter(pk__in=[use.channel for use in uses])}
    called = tuple(
        Use(use, known.get(use.channel, str(Text("channel {number}", number=use.channel)))) for use in uses
    )
    need = Need.objects.filter(pk=message.need).first() if message.need else None
    name = labels_of([need], store(), members([need.pk]))[need.pk] if need else ""
    return Said(message, called, name)


def _objective(number: int) -> Objective:
    return get_object_or_404(Objective, pk=number if number < 2**63 else 0, deleted_at=None)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All objectives as one table: the chain of each; and the audiences."""
    found = Objective.objects.filter(deleted_at=None).select_related("owner")
    audiences = Audience.objects.filter(deleted_at=None)
    context = {
        "chains": [chain(objective) for objective in found],
        "audiences": audiences,
        "may_edit": may(request.user, WRITES),
    }
    return render(request, "objectives/overview.html", context)


@require_safe
def objective(request: HttpRequest, number: int) -> HttpResponse:
    """An objective: its chain, its gaps, what was done for it; its figures arrive by themselves."""
    one = _objective(number)
    whole = chain(one)
    linked = [heard.audience.pk for heard in whole.heard if heard.audience]
    context = {
        "chain": whole,
        "objective": one,
        "others": Audience.objects.filter(deleted_at=None).exclude(pk__in=linked),
        "points": SwotItem.objects.filter(pk__in=one.swot, state=SwotItem.State.ACCEPTED),
        "ideas": one.ideas.filter(deleted_at=None),
        "deeds": deeds(one.pk),
        "may_edit": may(request.user, WRITES),
    }
    with timezone.override(zone_of(request)):
        return render(request, "objectives/objective.html", context)


@require_safe
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """The indicators of an objective with their values, as a part of a page; `brief` for the table."""
    one = _objective(number)
    on = ground(request)
    context = {
        "objective": one,
        "standings": [(s, _part(s.found.show)) for s in (stand(i, on) for i in chain(one).indicators)],
        "may_edit": may(request.user, WRITES),
    }
    brief = request.GET.get("brief") == "1"
    return render(request, "objectives/brief.html" if brief else "objectives/figures.html", context)


def _part(query: str) -> str:
    return f"{reverse('explorer')}?{query}" if query else ""


@require_safe
def indicator(request: HttpRequest, number: int) -> HttpResponse:
    """An indicator: its value, its course beside the target, what was typed in."""
    one = _found("indicator", number)
    on = ground(request)
    standing = stand(one, on)
    known = MEASURES.get(one.measure)
    context = {
        "indicator": one,
        "standing": standing,
        "expected": shown(one, standing.expected),
        "show": _part(standing.found.show),
        "formula": known.formula if known else "",
        "typed": [(v, shown(one, v.value)) for v in one.values.filter(deleted_at=None).select_related("by")],
        "by_hand": known is None,
        "asked": "" if known is None or known.of_channel else _sentence(one.query, on),
        "may_edit": may(request.user, WRITES),
        **view(course(one, on)),
    }
    with timezone.override(zone_of(request)):
        return render(request, "objectives/indicator.html", context)


def _sentence(query: str, on: Ground) -> str:
    names = {monitor.id: monitor.name for monitor in on.monitors}
    chips = sentence.chips(on.selection(query), names)
    return "; ".join(f"{chip.name}: {chip.value}" for chip in chips) or str(Text("All posts"))


@require_safe
def swot(request: HttpRequest) -> HttpResponse:
    """The SWOT stands with the situation report that feeds it."""
    return redirect(f"{reverse('situation')}#swot")


@require_safe
def audience(request: HttpRequest, number: int) -> HttpResponse:
    """An audience: who they are, how many write, what they should hear."""
    one = _found("audience", number)
    on = ground(request)
    context = {
        "audience": one,
        "asked": _sentence(one.query, on) if one.query else str(Text("All posts")),
        "size": size(one.query, on),
        "objectives": one.objectives.filter(deleted_at=None),
        "said": [_said(m) for m in one.messages.filter(deleted_at=None, objective__deleted_at=None)],
        "may_edit": may(request.user, WRITES),
    }
    return render(request, "objectives/audience.html", context)


@require_safe
def audience_size(request: HttpRequest, number: int) -> HttpResponse:
    """How many write, as a part of a page."""
    one = _found("audience", number)
    return render(request, "objectives/size.html", {"size": size(one.query, ground(request))})


def _found(kind: str, number: int, *, deleted: bool = False) -> Any:
    try:
        return service.find(kind, number, deleted=deleted)
    except Problem as problem:
        raise Http404(str(problem)) from problem


@needs(WRITES)
def add(request: HttpRequest, kind: str, parent: int | None = None) -> HttpResponse:
    """The form of a new thing, under the thing that it hangs on."""
    known = service.KINDS.get(kind)
    if known is None or (parent is None and known.parent not in ("", "objectives")):
        raise Http404
    above = _found(known.parent.removesuffix("s"), parent) if parent is not None and known.parent else None
    return _form(
        request, kind, known.form(request.POST or None, initial=_initial(request, kind, above)), above
    )


def _initial(request: HttpRequest, kind: str, above: Any) -> dict[str, Any]:
    """What the address and the thing above say already."""
    now = today(zone_of(request))
    given = {name: request.GET[name] for name in ("title", "audience", "query") if name in request.GET}
    if kind == "audience" and not given.get("query"):
        given["query"] = request.GET.urlencode()
    if kind == "objective":
        return given | {"starts": now, "owner": by(request).pk}
    if kind == "indicator":
        return given | {"since": above.starts, "due": above.ends or now + timedelta(days=90)}
    return given | ({"on": now} if kind == "value" else {})


@needs(WRITES)
def edit(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The form of a thing that there is."""
    thing = _found(kind, number)
    return _form(request, kind, service.KINDS[kind].form(request.POST or None, instance=thing), None)


def _form(request: HttpRequest, kind: str, form: Any, above: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        thing = service.keep(kind, form, above, by(request), ground(request) if kind == "indicator" else None)
        messages.success(request, str(service.KINDS[kind].kept))
        return redirect(home_of(kind, thing, above))
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    context = {
        "form": form,
        "kind": kind,
        "title": str(service.KINDS[kind].new) if form.instance.pk is None else _called(form.instance),
        "above": above,
        "back": home_of(kind, form.instance, above),
    }
    return render(request, "objectives/form.html", context)


def _called(thing: Any) -> str:
    return name_of(thing) if isinstance(thing, Indicator) else str(thing)


def home_of(kind: str, thing: Any, above: Any = None) -> str:
    """The page on which a thing stands."""
    if kind == "objective":
        return reverse("objective", args=[thing.pk]) if thing.pk else reverse("objectives")
    if kind == "audience":
        if isinstance(above, Objective):
            return reverse("objective", args=[above.pk])
        return reverse("audience", args=[thing.pk]) if thing.pk else reverse("objectives")
    if kind == "value":
        return reverse("indicator", args=[(above or thing.indicator).pk])
    if kind == "channel":
        return reverse("objective", args=[(above or thing.message).objective_id])
    return reverse("objective", args=[above.pk if above else thing.objective_id])


@require_POST
@needs(WRITES)
def delete(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    thing = _found(kind, number)
    service.delete(kind, thing, by(request))
    undo = reverse("plan-restore", args=[kind, thing.pk])
    messages.success(request, str(service.KINDS[kind].deleted), extra_tags=f"undo:{undo}")
    return redirect(reverse("objectives") if kind in ("objective", "audience") else home_of(kind, thing))


@require_POST
@needs(WRITES)
def restore(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Undo a deletion."""
    thing = _found(kind, number, deleted=True)
    service.restore(kind, thing, by(request))
    messages.success(request, str(service.KINDS[kind].back))
    return redirect(home_of(kind, thing))


@require_POST
@needs(WRITES)
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Give the objective an audience that there is, or take it away, with an undo."""
    one = _objective(number)
    given = request.GET.get("audience") or request.POST.get("audience", "")
    linked = (request.GET.get("linked") or request.POST.get("linked")) != "no"
    whom = _found("audience", int(given) if given.isascii() and given.isdigit() else 0)
    service.link(one, whom, by(request), linked=linked)
    undo = f"{reverse('objective-link', args=[one.pk])}?audience={whom.pk}&linked={'no' if linked else 'yes'}"
    said = _("The objective has the audience.") if linked else _("The objective no longer has the audience.")
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect("objective", one.pk)
