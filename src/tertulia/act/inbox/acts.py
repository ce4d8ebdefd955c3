"""What people do to conversations, from the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tertulia.act.conduct.api import check
from tertulia.act.inbox import changing, presence, replying, saved, views
from tertulia.act.inbox.access import ANSWERS
from tertulia.act.inbox.asked import heads
from tertulia.act.inbox.models import Conversation, State
from tertulia.act.inbox.pages import neighbours, person_of, shown
from tertulia.act.publishing.api import cancel, publication, react_now
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft, Reaction, publisher
from tertulia.posts.api import store
from tertulia.team.api import Person, may, needs


@require_POST
@needs(ANSWERS)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Do to a conversation what the form says; then the next one, or the same."""
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    _known(number)
    after = neighbours(request, number) if request.POST.get("then") == "next" else [number]
    try:
        act(request, [number])
    except Problem as problem:
        return shown(request, number, problem=problem, typed=request.POST.get("text", ""), given=request.POST)
    return _to(request, *after)


def _known(number: int) -> Conversation:
    try:
        return changing.find(number)
    except Problem as problem:
        raise Http404(str(problem)) from problem


def _to(request: HttpRequest, *numbers: int) -> HttpResponse:
    address = reverse("conversation", args=numbers[:1]) if numbers else reverse("inbox")
    query = request.GET.urlencode()
    return redirect(f"{address}{'?' + query if query else ''}")


@require_POST
@needs(ANSWERS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Do the same to all that are ticked."""
    act = _BULK.get(request.POST.get("act", ""))
    numbers = [int(each) for each in request.POST.getlist("c") if each.isdecimal() and len(each) < 19]
    if act is None:
        raise Http404
    if not numbers:
        messages.warning(request, _("Tick conversations first."))
        return _to(request)
    act(request, numbers)
    return _to(request)


def _resolve(request: HttpRequest, numbers: list[int]) -> None:
    count = changing.set_state(numbers, State.RESOLVED, person_of(request))
    said = ngettext("Resolved %(count)d conversation.", "Resolved %(count)d conversations.", count)
    undo = f"undo:{reverse('inbox-reopen')}?{'&'.join(f'c={number}' for number in numbers)}"
    messages.success(request, said % {"count": count}, extra_tags=undo)


def _reopen(request: HttpRequest, numbers: list[int]) -> None:
    changing.set_state(numbers, State.OPEN, person_of(request))
    messages.success(request, _("Open again."))


@require_POST
@needs(ANSWERS)
def reopen(request: HttpRequest) -> HttpResponse:
    """Take a resolve or a snooze back."""
    _reopen(request, [int(each) for each in request.GET.getlist("c") if each.isdecimal() and len(each) < 19])
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "inbox")


def _snooze(request: HttpRequest, numbers: list[int]) -> None:
    zone, choice = zone_of(request), request.POST.get("until", "")
    until = views.snooze_time(choice, timezone.now(), zone) or _moment(request.POST.get("at", ""), zone)
    changing.set_state(numbers, State.SNOOZED, person_of(request), until)
    undo = f"undo:{reverse('inbox-reopen')}?{'&'.join(f'c={number}' for number in numbers)}"
    messages.success(request, _("Snoozed; it comes back by itself."), extra_tags=undo)


def _moment(written: str, zone: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found.replace(tzinfo=ZoneInfo(zone)) if found and found.tzinfo is None else found


def _assign(request: HttpRequest, numbers: list[int]) -> None:
    given, by = request.POST.get("assignee", ""), person_of(request)
    person = by if given == "me" else _colleague(given) if given else None
    changing.assign(numbers, person, by)
    name = person.shown_name if person else ""
    messages.success(
        request, _("Assigned to %(name)s.") % {"name": name} if name else _("Assigned to nobody.")
    )


def _colleague(given: str) -> Person:
    found = Person.objects.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 10 else None
    if found is None:
        cause = Text("There is no such person in the team.")
        raise Problem("no-such-person", cause, Text("Choose one of the list."), "assignee")
    return found


def _prioritise(request: HttpRequest, numbers: list[int]) -> None:
    given = request.POST.get("priority", "")
    changing.set_priority(
        numbers, int(given) if given.isdecimal() and len(given) < 3 else -1, person_of(request)
    )


def _tag(request: HttpRequest, numbers: list[int]) -> None:
    changing.set_tags(numbers[0], request.POST.get("tags", ""), person_of(request))


def _note(request: HttpRequest, numbers: list[int]) -> None:
    changing.note(numbers[0], request.POST.get("note", ""), person_of(request))
    messages.success(request, _("The note is kept; only the team sees it."))


def _reply(request: HttpRequest, numbers: list[int]) -> None:
    by, given = person_of(request), request.POST
    presence.keep(changing.find(numbers[0]), by, given.get("text", ""))
    used = given.get("saved", "")
    turn = given.get("turn", "")
    made = replying.reply(
        numbers[0],
        given.get("text", ""),
        by,
        store(),
        at_turn=int(turn) if turn.isdecimal() and len(turn) < 9 else replying.turn(numbers[0]),
        over=given.getlist("over"),
        saved=int(used) if used.isdecimal() and len(used) < 9 else None,
    )
    if made is None:
        messages.success(request, _("Your answer waits to be approved; it is sent by itself then."))
    elif made.state == "by_hand":
        messages.success(
            request, _("Publish it by hand now: the network takes no answers from Tertulia here.")
        )
    else:
        messages.success(request, _("Your answer is on its way."))


def _cancel(request: HttpRequest, numbers: list[int]) -> None:
    given = request.POST.get("publication", "")
    found = publication(int(given) if given.isdecimal() and len(given) < 19 else 0)
    if found.conversation != numbers[0]:
        raise Http404
    cancel(found.number, person_of(request))
    presence.keep(changing.find(numbers[0]), person_of(request), found.draft.text)
    messages.success(request, _("It is not sent. The text stands below again."))


def _react(request: HttpRequest, numbers: list[int]) -> None:
    chosen, by = changing.find(numbers[0]), person_of(request)
    given = request.POST.get("reaction", "")
    if given not in tuple(Reaction) or chosen.channel is None:
        raise Http404
    head = heads(store(), [chosen.last_post]).get(chosen.last_post)
    if head is None or (given == Reaction.FOLLOW and not head["author"]):
        raise Problem("post-gone", Text("The post is gone."), Text("It was deleted or erased."))
    react_now(chosen.channel, Reaction(given), head["author"] if given == Reaction.FOLLOW else head["id"], by)
    messages.success(request, _("Done on the network."))


Act = Callable[[HttpRequest, list[int]], None]
_BULK: dict[str, Act] = {
    "resolve": _resolve,
    "reopen": _reopen,
    "snooze": _snooze,
    "assign": _assign,
    "priority": _prioritise,
}
_ACTS: dict[str, Act] = _BULK | {
    "tag": _tag,
    "note": _note,
    "reply": _reply,
    "cancel": _cancel,
    "react": _react,
}


@require_POST
@needs(ANSWERS)
def here(request: HttpRequest, number: int) -> HttpResponse:
    """A page that is open says so, with what is typed in it; it is told who else is there."""
    chosen, by = _known(number), person_of(request)
    if request.POST.get("leaving"):
        presence.leave(chosen, by)
    else:
        presence.look(chosen, by)
    if "text" in request.POST:
        presence.keep(chosen, by, request.POST["text"])
    said = [
        (_("%(name)s is writing an answer here.") if other.writes else _("%(name)s is looking at this too."))
        % {"name": other.name}
        for other in presence.others(chosen, by)
    ]
    return JsonResponse({"others": said})


@require_POST
@needs(ANSWERS)
def weigh(request: HttpRequest, number: int) -> HttpResponse:
    """How much of the network's limit a text takes, and what keeps it from being sent."""
    chosen, text = _known(number), request.POST.get("text", "")
    channel = Channel.objects.filter(pk=chosen.channel or 0, deleted_at=None).first()
    there = publisher(chosen.network)
    if channel is None or there is None:
        return HttpResponse(status=204)
    weighed = there.weigh(Draft(text), channel.settings)
    limits = there.limits(channel.settings)
    found = check(text, channel.pk, person_of(request), conversation=number) if text.strip() else ()
    context = {
        "findings": found,
        "length": weighed.length,
        "limit": limits.length,
        "problems": weighed.problems if text.strip() else (),
    }
    return render(request, "inbox/weighed.html", context)


def saved_replies(request: HttpRequest) -> HttpResponseBase:
    """The saved replies; a form keeps or removes one."""
    if request.method == "POST":
        return _keep_saved(request)
    return _saved(request)


@needs(ANSWERS)
def _keep_saved(request: HttpRequest) -> HttpResponseBase:
    given, by = request.POST, person_of(request)
    number = int(given["number"]) if given.get("number", "").isdecimal() else None
    try:
        if given.get("remove") and number is not None:
            saved.remove(number, by)
            messages.success(request, _("The saved reply is gone."))
        else:
            saved.keep(given.get("name", ""), given.get("text", ""), by, number)
            messages.success(request, _("The saved reply is kept."))
    except Problem as problem:
        return _saved(request, problem=problem, given=given)
    return redirect("inbox-saved")


def _saved(request: HttpRequest, **more: object) -> HttpResponse:
    context = {"replies": saved.replies(), "may_answer": may(request.user, ANSWERS)} | more
    return render(request, "inbox/saved.html", context, status=400 if "problem" in more else 200)
