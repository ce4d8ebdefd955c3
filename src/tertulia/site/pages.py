"""The pages of the frame: first page, profile, choices, palette."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tertulia.i18n import LANGUAGES
from tertulia.listen.starting.beginning import is_new
from tertulia.site.context import THEMES
from tertulia.site.forms import PASSWORD_HINT, ProfileForm
from tertulia.site.palette import suggestions
from tertulia.site.places import places_for
from tertulia.site.sign_in import safe_next
from tertulia.team.access import may
from tertulia.team.audit import record
from tertulia.team.models import Person, Role
from tertulia.team.one_time import digest

YEAR = 31_536_000
# In this order: each browser also names those before whom it wants to pass.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Chromium", "Chromium"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the first place there is; in a workspace as it was made, the first steps."""
    if may(request.user, Role.MANAGER) and is_new():
        return redirect("start")
    return redirect(places_for(request.user, request.path)[0].address)


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """What Ctrl-K offers for the words typed, as list options."""
    found = suggestions(request.user, request.GET.get("q", "")[:500])
    return render(request, "site/palette.html", {"suggestions": found})


def _keep(request: HttpRequest, **choice: object) -> HttpResponse:
    person = request.user
    if isinstance(person, Person):
        Person.objects.filter(pk=person.pk).update(**choice)
    return redirect(safe_next(request))


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Kept with the person, and in this browser for the pages before sign-in."""
    chosen = request.POST.get("language", "")
    if chosen not in LANGUAGES:
        return redirect(safe_next(request))
    response = _keep(request, language=chosen)
    response.set_cookie("tertulia_language", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Kept with the person, and in this browser for the pages before sign-in."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return redirect(safe_next(request))
    response = _keep(request, theme=chosen)
    response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def choose_keys(request: HttpRequest) -> HttpResponse:
    """Single-letter shortcuts on or off."""
    return _keep(request, single_keys=request.POST.get("single_keys") == "on")


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # SignInRequired stands before every page here
    return request.user


def _password_form(person: Person, data: QueryDict | None = None) -> PasswordChangeForm:
    form = PasswordChangeForm(person, data)
    del form.fields["old_password"].widget.attrs["autofocus"]  # the profile comes first on its page
    form.fields["new_password1"].help_text = PASSWORD_HINT
    form.fields["new_password2"].help_text = ""
    return form


def profile(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    context = {
        "form": form,
        "password_form": _password_form(person),
        "sessions": list(sessions_of(request)),
    }
    return render(request, "site/profile.html", context, status=422 if form.errors else 200)


@require_POST
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; it ends the person's other sessions."""
    person = _person(request)
    form = _password_form(person, request.POST)
    if not form.is_valid():
        context = {
            "form": ProfileForm(instance=person),
            "password_form": form,
            "sessions": list(sessions_of(request)),
        }
        return render(request, "site/profile.html", context, status=422)
    form.save()
    update_session_auth_hash(request, person)
    record(person, "person.password_changed", person.username)
    messages.success(request, _("Your password is changed. Your other sessions have ended."))
    return redirect("profile")


class OpenSession(NamedTuple):
    """A browser in which the person is signed in."""

    key: str
    agent: str
    seen: datetime | None
    expires: datetime
    here: bool

    @property
    def name(self) -> str:
        """What its form calls it: the key itself would let in whoever reads the page."""
        return digest(self.key)[:16]


def sessions_of(request: HttpRequest) -> Iterator[OpenSession]:
    """The person's sessions that have not run out; this one is marked."""
    mine = str(request.user.pk)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date"):
        values = session.get_decoded()
        if values.get("_auth_user_id") == mine:
            here = session.session_key == request.session.session_key
            agent = browser_name(values.get("agent", ""))
            seen = datetime.fromtimestamp(values["seen"], UTC) if "seen" in values else None
            yield OpenSession(session.session_key, agent, seen, session.expire_date, here)


def browser_name(agent: str) -> str:
    """What a browser says of itself, in two words: "Firefox · Linux"."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(filter(None, (browser, system))) or agent[:60]


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    keys = [session.key for session in sessions_of(request) if not session.here]
    Session.objects.filter(session_key__in=keys).delete()
    record(_person(request), "person.sessions_ended", _person(request).username, sessions=len(keys))
    messages.success(request, _("Your other sessions have ended."))
    return redirect("profile")


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the person's own sessions."""
    wanted = request.POST.get("session", "")
    keys = [session.key for session in sessions_of(request) if session.name == wanted and not session.here]
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        record(_person(request), "person.sessions_ended", _person(request).username, sessions=len(keys))
        messages.success(request, _("That session has ended."))
    return redirect("profile")
