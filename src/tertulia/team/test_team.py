"""The team's pages, its audit log and its tokens."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from tertulia.team import audit, tokens
from tertulia.team.models import ApiToken, Event, Invitation, Person, Role


def test_an_owner_invites_by_a_link_shown_once(ana, client_of):
    page = client_of(ana).post("/settings/team/invite/", {"note": "Vera", "role": "viewer"})
    link = page.context["link"]
    assert link in page.content.decode()
    assert link not in client_of(ana).get("/settings/team/").content.decode()
    joined = Client().post(
        link, {"first_name": "Vera", "username": "vera", "password": "una frase bastante larga"}
    )
    assert joined.status_code == 302
    assert Person.objects.get(username="vera").role == Role.VIEWER


def test_a_withdrawn_invitation_opens_nothing(ana, client_of):
    link = client_of(ana).post("/settings/team/invite/", {"note": "Vera", "role": "viewer"}).context["link"]
    client_of(ana).post(f"/settings/team/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("change", [("role", {"role": "viewer"}), ("access", {"active": "no"})])
def test_the_last_owner_stays(ana, client_of, change):
    page, values = change
    client_of(ana).post(f"/settings/team/{ana.pk}/{page}/", values)
    ana.refresh_from_db()
    assert ana.role == Role.OWNER
    assert ana.is_active


def test_closed_access_ends_at_once(ana, bruno, client_of):
    his = client_of(bruno)
    assert his.get("/settings/profile/").status_code == 200
    client_of(ana).post(f"/settings/team/{bruno.pk}/access/", {"active": "no"})
    assert his.get("/settings/profile/").status_code == 302


def test_what_is_done_is_in_the_log_with_who_did_it(ana, bruno, client_of):
    client_of(ana).post(f"/settings/team/{bruno.pk}/role/", {"role": "viewer"})
    event = Event.objects.get(act="person.role_changed")
    assert (event.actor, event.object) == (ana, "bruno")
    assert event.details == {"before": "manager", "after": "viewer"}
    assert "bruno" in client_of(ana).get("/settings/audit/").content.decode()


def test_the_log_cannot_be_changed(ana):
    event = audit.record(ana, "test.done", "x")
    event.object = "y"
    for change in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(object="y"),
    ):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(models.ProtectedError):
        ana.delete()


def test_the_log_exports_without_formulas(ana, client_of):
    audit.record(ana, "test.done", '=HYPERLINK("http://evil.example")')
    answer = client_of(ana).get("/settings/audit/export/")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert text.startswith("at,actor,act,object,details")


def test_a_token_is_shown_once_and_kept_as_a_hash(bruno, client_of):
    page = client_of(bruno).post(
        "/settings/tokens/create/", {"name": "notebook", "scope": "read", "days": "30"}
    )
    text = page.context["text"]
    assert text in page.content.decode()
    assert text not in client_of(bruno).get("/settings/tokens/").content.decode()
    assert text not in str(list(ApiToken.objects.values()))
    assert call(text).json()["username"] == "bruno"
    assert ApiToken.objects.get().last_used_at is not None


def call(text: str, path: str = "/api/v1/me"):
    return Client().get(path, headers={"Authorization": f"Bearer {text}"})


def test_a_token_reaches_no_further_than_its_scope_and_its_person(ana, bruno):
    _, small = tokens.create(ana, "small", "read", None)
    _, large = tokens.create(ana, "large", "admin", None)
    assert call(small, "/api/v1/audit").status_code == 403
    assert call(large, "/api/v1/audit").status_code == 200
    Person.objects.filter(pk=ana.pk).update(role=Role.MANAGER)
    assert call(large, "/api/v1/audit").status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_a_token_that_ended_opens_nothing(bruno, change):
    _, text = tokens.create(bruno, "old", "read", None)
    ApiToken.objects.update(**change)
    assert call(text).status_code == 401


def test_a_token_of_a_closed_account_opens_nothing(bruno):
    _, text = tokens.create(bruno, "old", "read", None)
    Person.objects.filter(pk=bruno.pk).update(is_active=False)
    assert call(text).status_code == 401


def test_nobody_takes_more_than_their_role(bruno, client_of):
    page = client_of(bruno).post("/settings/tokens/create/", {"name": "x", "scope": "admin", "days": "30"})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_bruno_does_not_revoke_anas_token(ana, bruno, client_of):
    token, _ = tokens.create(ana, "hers", "read", None)
    assert client_of(bruno).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert client_of(ana).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302


def test_a_session_writes_to_the_api_only_with_its_csrf_token(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    request = {"content_type": "application/json", "data": {"query": "feria"}}
    refused = client.post("/api/v1/monitors/check", **request)
    assert refused.status_code == 403
    client.get("/settings/profile/")
    token = client.cookies["tertulia_csrf"].value
    taken = client.post("/api/v1/monitors/check", headers={"X-CSRFToken": token}, **request)
    assert taken.status_code == 200


def test_the_log_is_narrowed_by_person_act_and_day_also_when_exported(ana, bruno, client_of):
    old = audit.record(ana, "test.old", "long ago")
    models.QuerySet.update(Event.objects.filter(pk=old.pk), at=datetime(2026, 1, 5, 23, 59, tzinfo=UTC))
    audit.record(bruno, "test.new", "today")
    client = client_of(ana)

    def exported(query: str) -> list[str]:
        answer = client.get(f"/settings/audit/export/?format=json&{query}")
        return [event["object"] for event in json.loads(b"".join(answer.streaming_content))]

    assert exported("since=2026-01-05&until=2026-01-05") == ["long ago"]
    assert exported("until=2026-01-04") == []
    assert exported(f"who={bruno.pk}") == ["today"]
    assert exported("act=test.new&since=nonsense") == ["today"]
    page = client.get("/settings/audit/?until=2026-01-05").content.decode()
    assert "long ago" in page
    assert "today" not in page
