"""Every address says for which role it is, and keeps the role just below out; one that says nothing fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from tests.test_doors import ALL, OPEN, OWN, PAGES

from tertulia.team.access import RANKED, role_of
from tertulia.team.models import ApiToken, Person, Role
from tertulia.team.one_time import digest

ASKS_BY_POST = {"conduct-check"}  # a long text is sent to be looked at; whoever only reads leaves nothing
FOR_PROGRAMS = {"metrics"}  # they ask for a token of their own
# Everyone reads these; who writes in them is asked inside. By name: the role that a write needs.
INSIDE = {
    "list-edit": Role.MANAGER,
    "monitor-edit": Role.MANAGER,
    "imports": Role.MANAGER,
    "source": Role.MANAGER,
    "listen-live": Role.MANAGER,
    "inbox-saved": Role.TRAINEE,
    "relationships-list": Role.EDITOR,
}
CLOSED = [
    (place, pattern)
    for place, pattern in PAGES
    if pattern.name not in OPEN | OWN | FOR_PROGRAMS | ASKS_BY_POST
]


def below(role: Role) -> Role | None:
    """The greatest role that does not reach so far."""
    reach = RANKED.index(role)
    return RANKED[reach - 1] if reach else None


@pytest.fixture
def somebody(db: None) -> Callable[[Role], Person]:
    """`somebody(role)`: a person with this role."""

    def make(role: Role) -> Person:
        return Person.objects.create(username=f"some-{role.value}", role=role, language="en")

    return make


@pytest.mark.parametrize("place,pattern", CLOSED, ids=[place for place, _ in CLOSED])
def test_an_address_says_for_whom_it_is_and_keeps_the_others_out(
    somebody, client_of, home, place: str, pattern: URLPattern
):
    role = role_of(pattern.callback)
    inside = INSIDE.get(str(pattern.name))
    if role is None and inside is None:
        answer = client_of(somebody(Role.OWNER)).post(place)
        assert answer.status_code == 405, (
            f"{place} says not for whom it is: put @needs(Role.…) on it, @require_safe where everyone may "
            "read it, or its name into INSIDE with the role that a write needs"
        )
        return
    if smaller := below(role or inside):
        client = client_of(somebody(smaller))
        assert client.post(place).status_code in (403, 405)
        if role:
            assert client.get(place).status_code in (403, 405)


def operations() -> list[tuple[str, str, Role | None]]:
    """Method, address and role of every operation of the REST API."""
    found = []
    for place, pattern in ALL:
        view = getattr(pattern.callback, "__self__", None) or _path_view(pattern.callback)
        for operation in getattr(view, "operations", ()):
            roles = [role_of(check) for check in operation.auth_callbacks]
            found += [(method.lower(), place, roles[0] if roles else None) for method in operation.methods]
    return found


def _path_view(callback: Any) -> Any:
    """ninja keeps the operations of an address in the closure of its view."""
    cells = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    return next((cell for cell in cells if hasattr(cell, "operations")), None)


OPERATIONS = operations()


def test_operations_are_found():
    assert ("get", "/api/v1/audit", Role.OWNER) in OPERATIONS
    assert len(OPERATIONS) > 30


@pytest.mark.parametrize("method,place,role", OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_an_operation_keeps_smaller_roles_out(somebody, method: str, place: str, role: Role | None):
    assert role is not None, f"{method} {place} says not for whom it is: give it auth=auth(…)"
    smaller = below(role)
    if smaller is None:
        return
    text = "ter_of-somebody-whose-role-was-made-smaller"
    ApiToken.objects.create(
        person=somebody(smaller), name="t", prefix="ter_", secret_hash=digest(text), scope="admin"
    )
    more: dict[str, Any] = {} if method == "get" else {"data": {}, "content_type": "application/json"}
    answer = getattr(Client(), method)(place, headers={"Authorization": f"Bearer {text}"}, **more)
    assert answer.status_code == 403
