"""The page of one's own two-step sign-in, and what owners decide about everyone's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.team import throttle, two_factor
from tertulia.team.access import needs
from tertulia.team.models import Person, Role


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page here asks for a role first
    return request.user


@require_safe
@never_cache
@needs(Role.VIEWER)
def page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    person = _person(request)
    context = {
        "is_on": two_factor.is_on(person),
        "left": two_factor.codes_left(person),
        "required": two_factor.is_required() and person.role == Role.OWNER,
        "missing": two_factor.is_missing(person),
        "code_form": CodeForm(),
        "password_form": PasswordForm() if person.has_usable_password() else None,
    }
    return render(request, "team/two_factor.html", context | more, status=status)


@require_POST
@never_cache
@sensitive_variables("key", "address")
@sensitive_post_parameters("password")
@needs(Role.VIEWER)
def begin(request: HttpRequest) -> HttpResponse:
    """The key as a QR code and as letters. Asks for the password: who finds an open browser must not lock its
    owner out."""
    form = PasswordForm(request.POST)
    if _person(request).has_usable_password() and not _knows_password(request, form):
        return _page(request, 422, password_form=form)
    two_factor.begin(_person(request))
    return _key_page(request, CodeForm())


def _knows_password(request: HttpRequest, form: PasswordForm) -> bool:
    person, address = _person(request), str(request.META.get("REMOTE_ADDR", ""))
    if not form.is_valid():
        return False
    if throttle.is_blocked(person.username, address):
        form.add_error(None, _("Too many wrong passwords. Wait a quarter of an hour and try again."))
    elif not person.check_password(form.cleaned_data["password"]):
        throttle.note_failure(person.username, address)
        form.add_error("password", _("This is not your password."))
    return form.is_valid()


@sensitive_variables("key", "address")
def _key_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    key = two_factor.pending_key(_person(request))
    if key is None:
        return redirect("two-factor")
    address = two_factor.address_of(_person(request), key)
    context = {
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "picture": mark_safe(two_factor.picture_of(address)),  # noqa: S308  (our own drawing of our own text)
        "form": form,
    }
    return render(request, "team/two_factor_key.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@sensitive_variables("codes")
@needs(Role.VIEWER)
def confirm(request: HttpRequest) -> HttpResponse:
    """On with a first code; the recovery codes are shown here once."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            codes = two_factor.confirm(_person(request), form.cleaned_data["code"])
        except Problem as problem:
            form.add_error("code", str(problem.cause))
        else:
            return _page(request, codes=codes)
    return _key_page(request, form)


@require_POST
@never_cache
@sensitive_variables("codes")
@needs(Role.VIEWER)
def change(request: HttpRequest) -> HttpResponse:
    """With a code: off, or new recovery codes."""
    form, person = CodeForm(request.POST), _person(request)
    if not form.is_valid() or not _knows_code(request, form):
        return _page(request, 422, code_form=form)
    if request.POST.get("what") == "codes":
        return _page(request, codes=two_factor.new_codes(person))
    two_factor.switch_off(person)
    messages.success(request, _("Two-step sign-in is off."))
    return redirect("two-factor")


def _knows_code(request: HttpRequest, form: CodeForm) -> bool:
    person, address = _person(request), str(request.META.get("REMOTE_ADDR", ""))
    if throttle.is_blocked(person.username, address):
        form.add_error(None, _("Too many wrong codes. Wait a quarter of an hour and try again."))
    elif not two_factor.check(person, form.cleaned_data["code"]):
        throttle.note_failure(person.username, address)
        form.add_error("code", str(two_factor.wrong_code().cause))
    return form.is_valid()


@require_POST
@needs(Role.OWNER)
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """For somebody who lost their telephone and their codes."""
    person = get_object_or_404(Person, pk=number)
    try:
        two_factor.reset(person, _person(request))
        messages.success(
            request, _("%(name)s signs in with the password alone now.") % {"name": person.shown_name}
        )
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("team")


@require_POST
@needs(Role.OWNER)
def require(request: HttpRequest) -> HttpResponse:
    try:
        two_factor.require(request.POST.get("required") == "yes", _person(request))
        messages.success(request, _("The choice is saved."))
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("team")
