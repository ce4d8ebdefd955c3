"""Who may do what. Every page asks for sign-in (Django's LoginRequiredMiddleware); these ask for a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from tertulia.team.models import Person, Role

View = Callable[..., HttpResponseBase]
Checked = TypeVar("Checked", bound=Callable[..., Any])
_DECLARED = "needs_role"
RANKED = (Role.VIEWER, Role.TRAINEE, Role.RESPONDER, Role.EDITOR, Role.MANAGER, Role.OWNER)


def may(person: Any, role: Role) -> bool:
    """Whether a person has at least this role. Nobody signed in has none."""
    return isinstance(person, Person) and person.is_active and rank(Role(person.role)) >= rank(role)


def rank(role: Role) -> int:
    """How far a role reaches: of two the greater may all that the smaller may."""
    return RANKED.index(role)


def needs(role: Role) -> Callable[[View], View]:
    """The view answers 403 to everyone below the role, and says so (`role_of`)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, role):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return declared(guarded, role)

    return decorate


def declared(check: Checked, role: Role) -> Checked:
    """The same function, which says now for whom it is (`role_of`)."""
    setattr(check, _DECLARED, role)
    return check


def role_of(check: Callable[..., Any]) -> Role | None:
    """The role that a view, or an operation's authentication, asks for; None: it asks for sign-in alone."""
    role: Role | None = getattr(check, _DECLARED, None)
    return role
