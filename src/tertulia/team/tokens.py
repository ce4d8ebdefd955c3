"""API tokens: keys for programs, with a scope; and who may call the REST API."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from tertulia.team import two_factor
from tertulia.team.access import declared, may
from tertulia.team.audit import record
from tertulia.team.models import ApiToken, Person, Role
from tertulia.team.one_time import digest

SCOPES = ("read", "write", "admin")
ROLE_OF = {"read": Role.VIEWER, "write": Role.MANAGER, "admin": Role.OWNER}  # unless the operation says less
HOLDER_OF = {"read": Role.VIEWER, "write": Role.TRAINEE, "admin": Role.OWNER}  # who may have such a token
PREFIX = "ter_"
USE_IS_WRITTEN_EVERY = timedelta(minutes=1)

Authenticator = Callable[[HttpRequest], Person | None]


def create(person: Person, name: str, scope: str, expires_at: datetime | None) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once and kept nowhere. Scope: read, write or admin."""
    if not may(person, HOLDER_OF[scope]):
        raise PermissionDenied
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=name,
        prefix=text[:10],
        secret_hash=digest(text),
        scope=scope,
        expires_at=expires_at,
    )
    record(person, "token.created", name, scope=scope)
    return token, text


def revoke(token: ApiToken, by: Person) -> None:
    """The token opens nothing from now on."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(by, "token.revoked", token.name)


def find(text: str) -> ApiToken | None:
    """The live token with this text, whose person may still work."""
    now = timezone.now()
    return (
        ApiToken.objects.select_related("person")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .filter(secret_hash=digest(text), revoked_at=None, person__is_active=True)
        .first()
    )


def auth(scope: str, role: Role | None = None) -> Authenticator:
    """For a ninja operation: lets in a signed-in person or a Bearer token whose scope reaches `scope`, where
    the person has the role (None: that of the scope, ROLE_OF).

    None (401) for nobody; PermissionDenied (403) for too small a scope or role, and for a session's write
    without its CSRF token.
    """
    needed = SCOPES.index(scope)

    def authenticate(request: HttpRequest) -> Person | None:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            person, granted = _by_token(text.strip())
        else:
            person, granted = _by_session(request), len(SCOPES) - 1
        if person is None:
            return None
        if granted < needed or not may(person, role or ROLE_OF[scope]):
            raise PermissionDenied
        request.user = person
        return person

    return declared(authenticate, role or ROLE_OF[scope])


def _by_token(text: str) -> tuple[Person | None, int]:
    token = find(text) if text else None
    if token is None:
        return None, -1
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_IS_WRITTEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.person, SCOPES.index(token.scope)


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _by_session(request: HttpRequest) -> Person | None:
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return None
    # The API's views are exempt from Django's check, because tokens need none; sessions do.
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}) is not None:
        raise PermissionDenied
    if two_factor.is_missing(person):
        raise PermissionDenied
    return person
