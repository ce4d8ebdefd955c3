"""What happens to every request: headers, origin, language, sign-in, errors a person can act on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from tertulia import i18n
from tertulia.errors import Problem
from tertulia.site import error_pages
from tertulia.team import two_factor
from tertulia.team.models import Person

Next = Callable[[HttpRequest], HttpResponse]
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WITHOUT_TWO_FACTOR = frozenset(
    {"two-factor", "two-factor-begin", "two-factor-confirm", "sign-in", "sign-out", "choose-language"}
    | {"choose-theme", "palette"}
)
SEEN_EVERY_S = 600
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def headers(get_response: Next) -> Next:
    """Nothing but our own files runs, loads or frames; pages stay out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def same_origin(get_response: Next) -> Next:
    """Refuses writes that a browser says come from another site; beside Django's token, and for the API."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and _is_foreign(request):
            return error_pages.csrf_failure(request, "foreign origin")
        return get_response(request)

    return middleware


def _is_foreign(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def language(get_response: Next) -> Next:
    """The person's language, else the one this browser remembers, else the one it asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        chosen = person.language if isinstance(person, Person) else ""
        code = chosen or translation.get_language_from_request(request)
        translation.activate(code)
        i18n.activate(code[:2])
        response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in; the REST API asks by itself (tertulia.team.tokens.auth)."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is not None and request.headers.get("HX-Request"):
            # A part of a page cannot show the sign-in form: the whole page goes there.
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign-in")})
        if response is None and _owes_two_factor(request):
            return redirect("two-factor")
        _note_seen(request)
        return response


def _note_seen(request: HttpRequest) -> None:
    """When this browser was last here, for the list of sessions; written down now and then."""
    now = time.time()
    if isinstance(request.user, Person) and now - request.session.get("seen", 0) > SEEN_EVERY_S:
        request.session["seen"] = now


def _owes_two_factor(request: HttpRequest) -> bool:
    """Whether an owner must first switch on what all owners need."""
    person, match = request.user, request.resolver_match
    if not isinstance(person, Person) or match is None or match.url_name in WITHOUT_TWO_FACTOR:
        return False
    return two_factor.is_missing(person)


def toasts(get_response: Next) -> Next:
    """Hands messages over to the page that asked for a part of itself (htmx event `toasts`)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("HX-Request") and "HX-Trigger" not in response.headers:
            shown = [
                {"text": str(message), "level": message.level_tag, "undo": _undo(message.extra_tags)}
                for message in get_messages(request)
            ]
            if shown:
                response.headers["HX-Trigger"] = json.dumps({"toasts": {"messages": shown}})
        return response

    return middleware


def _undo(tags: str) -> str:
    return next((tag[len("undo:") :] for tag in (tags or "").split() if tag.startswith("undo:")), "")


class problems:  # noqa: N801  (named like its neighbours in MIDDLEWARE)
    """A Problem that a page lets through is shown to the person: what, why, what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return error_pages.problem(request, exception)
        return None
