"""The frame: sign-in, headers, languages, choices, palette."""

from __future__ import annotations

import pytest
from django.test import Client


def test_nobody_sees_a_page_without_signing_in(db):
    answer = Client().get("/settings/profile/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/settings/profile/"


def test_every_answer_carries_the_strict_policy(db):
    answer = Client().get("/sign-in/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(db):
    answer = Client().get("/settings/profile/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}],
)
def test_writes_from_other_sites_are_refused(ana, client_of, headers):
    answer = client_of(ana).post("/settings/theme/", {"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    ana.refresh_from_db()
    assert ana.theme == "system"


def test_theme_and_language_are_kept_with_the_person(ana, client_of):
    client = client_of(ana)
    client.post("/settings/theme/", {"theme": "dark"})
    client.post("/settings/language/", {"language": "es"})
    page = client.get("/settings/profile/").content.decode()
    assert '<html lang="es" dir="ltr" data-theme="dark">' in page


def test_next_never_leaves_the_site(ana, client_of):
    answer = client_of(ana).post("/settings/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
