"""Coming in and going out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tertulia.errors import Problem
from tertulia.site.forms import JoinForm, NewPasswordForm, SignInForm
from tertulia.team import losses, one_time, throttle
from tertulia.team.audit import record
from tertulia.team.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
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
        enter(request, person)
        return redirect(safe_next(request))
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
    throttle.forgive(account)
    return person


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
        enter(request, person)
        return redirect("home")
    context = {"form": form, "invitation": invitation}
    return render(request, "site/join.html", context, status=422 if form.errors else 200)
