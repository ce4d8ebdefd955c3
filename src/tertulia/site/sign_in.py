"""Coming in and going out."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tertulia.errors import Problem
from tertulia.site.forms import JoinForm, NewPasswordForm, SignInForm
from tertulia.team import losses, one_time, throttle, two_factor
from tertulia.team.audit import record
from tertulia.team.models import Person
from tertulia.team.two_factor_pages import CodeForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_IN = "half_in"  # in the session: who gave the password and still owes the code
HALF_IN_LASTS_S = 300
LOOPBACK = frozenset({"127.0.0.1", "::1"})
SAMPLE_PERSON = "ana"


def safe_next(request: HttpRequest) -> str:
    """Where the person was going, if that is here; else the first page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else reverse("home")


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def enter(request: HttpRequest, person: Person) -> None:
    """Start the person's session."""
    login(request, person, backend=BACKEND)
    request.session["agent"] = request.headers.get("User-Agent", "")[:200]
    record(person, "person.signed_in", person.username)
    for lost in losses.tell(person):
        messages.warning(request, lost)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form. In the sample workspace its owner comes in by herself, from this machine only."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    if settings.TERTULIA_SAMPLE and address_of(request) in LOOPBACK and "out" not in request.GET:
        enter(request, Person.objects.get(username=SAMPLE_PERSON))
        return redirect(safe_next(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (person := _checked(request, form)):
        return _come_in(request, person, safe_next(request))
    context = {"form": form, "next": safe_next(request), "has_owner": one_time.has_owner()}
    return render(request, "site/sign_in.html", context, status=422 if form.errors else 200)


def _checked(request: HttpRequest, form: SignInForm) -> Person | None:
    """The person, or None with the reason put on the form."""
    account, address = form.cleaned_data["username"], address_of(request)
    if throttle.is_blocked(account, address):
        form.add_error(None, _("Too many wrong passwords. Wait a quarter of an hour and try again."))
        return None
    person = authenticate(request, username=account, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        throttle.note_failure(account, address)
        form.add_error(None, _("The name and the password do not match. Capital letters count."))
        return None
    if not two_factor.is_on(person):  # else a known password would buy new guesses at the code
        throttle.forgive(account)
    return person


def _come_in(request: HttpRequest, person: Person, target: str) -> HttpResponse:
    """In, where the password is enough; else to the second step, which ends soon."""
    if not two_factor.is_on(person):
        enter(request, person)
        return redirect(target)
    request.session.cycle_key()
    request.session[HALF_IN] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "until": time.time() + HALF_IN_LASTS_S,
        "next": target,
    }
    return redirect("sign-in-second")


def _half_in(request: HttpRequest) -> Person | None:
    """Who gave the right password a moment ago, in this browser; None where it has changed since."""
    kept = request.session.get(HALF_IN)
    if not kept or kept["until"] < time.time():
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    same = person is not None and constant_time_compare(person.get_session_auth_hash(), kept["password"])
    return person if same else None


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the telephone, or a recovery code, after the password."""
    person = _half_in(request)
    if person is None:
        return redirect("sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_their_code(request, person, form):
        target = request.session.pop(HALF_IN)["next"]
        enter(request, person)
        return redirect(target)
    return render(request, "site/second_step.html", {"form": form}, status=422 if form.errors else 200)


def _is_their_code(request: HttpRequest, person: Person, form: CodeForm) -> bool:
    account, address = person.username, address_of(request)
    if throttle.is_blocked(account, address):
        form.add_error(None, _("Too many wrong codes. Wait a quarter of an hour and try again."))
        return False
    if not two_factor.check(person, form.cleaned_data["code"]):
        throttle.note_failure(account, address)
        form.add_error("code", str(two_factor.wrong_code().cause))
        return False
    throttle.forgive(account)
    return True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        record(request.user, "person.signed_out", request.user.username)
    logout(request)
    query = urlencode({"out": 1}) if settings.TERTULIA_SAMPLE else ""
    return redirect(reverse("sign-in") + (f"?{query}" if query else ""))


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Behind a one-time link: make the person, and let them in."""
    try:
        invitation = one_time.find(secret)
    except Problem as problem:
        return render(request, "site/join_closed.html", {"problem": problem}, status=410)
    data = request.POST if request.method == "POST" else None
    known = invitation.person
    form = NewPasswordForm(data, instance=known) if known else JoinForm(data)
    if request.method == "POST" and form.is_valid():
        person = one_time.redeem(secret, form.save())
        return _come_in(request, person, reverse("home"))
    context = {"form": form, "invitation": invitation}
    return render(request, "site/join.html", context, status=422 if form.errors else 200)
