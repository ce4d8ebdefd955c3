"""Every address is closed to strangers and to too small a role; a new one must say who may enter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "sign-in",
    "sign-in-second",
    "join",
    "choose-language",
    "choose-theme",
    "health-for-machines",
    "hub",
    "calendar-feed",
}
FOR_PROGRAMS = {"metrics"}  # they are told what is missing, not sent to a form
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def sample_of(route: str) -> str:
    """An address that a route takes: `<int:number>` becomes 1, `(?P<format>csv|json)` csv."""
    route = re.sub(r"\(\?P<\w+>([^()]*)\)", lambda m: m[1].split("|")[0] if "|" in m[1] else "x", route)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES[m[1] or "str"], route).replace("\\", "").strip("^$")


def addresses(
    patterns: list[URLPattern | URLResolver], prefix: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        place = prefix + sample_of(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, place)
        else:
            yield place, pattern


ALL = list(addresses(get_resolver().url_patterns))
PAGES = [(place, pattern) for place, pattern in ALL if not place.startswith("/api/")]
API = [place for place, pattern in ALL if place.startswith("/api/") and pattern.name != "api-root"]


@pytest.mark.parametrize("place,pattern", PAGES, ids=[place for place, _ in PAGES])
def test_a_stranger_is_sent_to_sign_in(db, place, pattern):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(place)
        if pattern.name in FOR_PROGRAMS:
            assert answer.status_code in (401, 405), (method, answer.status_code)
            continue
        if pattern.name in OPEN:
            assert answer.status_code in (200, 302, 404, 405, 410, 422), (method, answer.status_code)
            continue
        assert answer.status_code == 302, (method, answer.status_code)
        assert answer["Location"].startswith("/sign-in/"), answer["Location"]


@pytest.mark.parametrize("place,pattern", PAGES, ids=[place for place, _ in PAGES])
def test_carla_whose_access_was_closed_is_a_stranger(carla, client_of, place, pattern):
    if pattern.name in OPEN:
        return
    answer = client_of(carla).get(place)
    if pattern.name in FOR_PROGRAMS:
        assert answer.status_code == 401
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("place", API)
def test_a_program_without_a_token_gets_nothing(db, place):
    for method in ("get", "post", "put", "patch", "delete"):
        more = {} if method == "get" else {"content_type": "application/json"}
        answer = getattr(Client(), method)(place, **more)
        if place.endswith("/docs"):
            assert answer.status_code == 302
        else:
            assert answer.status_code in (401, 405), (method, answer.status_code)


def views() -> list[tuple[str, URLPattern]]:
    return [(place, pattern) for place, pattern in PAGES if pattern.name not in OPEN]


# What a viewer may change: only what is theirs. Everything else that writes asks for a role.
OWN = {
    "sign-out",
    "choose-keys",
    "profile",
    "change-password",
    "end-other-sessions",
    "end-session",
    "two-factor-begin",
    "two-factor-confirm",
    "two-factor-change",
    "token-create",
    "token-revoke",
    "calendar-feed-make",
    "calendar-feed-revoke",
    "conduct-check",  # looks at a text and changes nothing
}


@pytest.mark.parametrize("place,pattern", views(), ids=[place for place, _ in views()])
def test_a_viewer_changes_nothing_that_is_not_theirs(vera, client_of, place, pattern, home):
    if pattern.name in OWN:
        return
    answer = client_of(vera).post(place)
    assert answer.status_code in (403, 405), (
        f"{place} let a viewer write ({answer.status_code}): put @needs(Role.MANAGER) or OWNER "
        "on it, @require_safe where it only shows"
    )
