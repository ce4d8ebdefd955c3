"""Approvals as a team works with them: rules, asking, deciding, expiring, and what publishing is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from tertulia.act.approvals import api, calendar, service
from tertulia.act.approvals.forgetting import forget
from tertulia.act.approvals.gate import gate
from tertulia.act.approvals.models import Approval, ApprovalRule
from tertulia.act.publishing.info import Publication
from tertulia.errors import Problem
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft
from tertulia.plan.calendar.api import add, entry
from tertulia.team import rights, tokens
from tertulia.team.models import Act, Event, Person, Role

TEXT = "Mañana abrimos la taquilla. Precios, en la web."


@pytest.fixture
def channel(db) -> int:
    return Channel.objects.create(network="bluesky", handle="casa.example").pk


@pytest.fixture
def tomas(db) -> Person:
    """Learns: what he writes is approved by others."""
    return Person.objects.create(username="tomas", first_name="Tomás", role=Role.TRAINEE, language="en")


@pytest.fixture
def elena(db) -> Person:
    return Person.objects.create(username="elena", first_name="Elena", role=Role.EDITOR, language="en")


def rule(*people: Person, **fields: object) -> ApprovalRule:
    made = ApprovalRule.objects.create(name=fields.pop("name", "Regla"), **fields)
    made.people.set(people)
    return made


def to_publish(channel: int, by: Person, text: str = TEXT, **more: object) -> Publication:
    now = timezone.now()
    values = {
        "number": 1,
        "channel": channel,
        "network": "bluesky",
        "draft": Draft(text),
        "text_hash": "h1",
        "key": "k",
        "due": now,
        "state": "waiting",
        "by": by.pk,
        "ordered_at": now,
        "attempts": 0,
        "problem": {},
        "after": None,
        "native_id": "",
        "url": "",
        "published_at": None,
        "post": None,
        "entry": None,
        "version": None,
        "conversation": None,
    }
    return Publication(**(values | more))


def test_without_rules_an_editor_needs_nobody_and_a_trainee_somebody(channel, ana, elena, tomas):
    assert api.needed(channel, TEXT, elena) == ()
    (asked,) = api.needed(channel, TEXT, tomas)
    assert asked.people == (ana.pk,)


@pytest.mark.parametrize(
    "fields,falls",
    [
        ({}, True),
        ({"kind": "reply"}, False),
        ({"author_role": "responder"}, False),
        ({"author_role": "editor"}, True),
        ({"words": "precios\nentradas"}, True),
        ({"words": "taquillas"}, False),
        ({"words": "MAÑANA abrimos"}, True),
        ({"words": "abono"}, True),
    ],
)
def test_a_rule_looks_at_what_it_names(channel, ana, elena, fields, falls):
    rule(ana, **fields)
    assert bool(api.needed(channel, TEXT, elena, ("Abono de otoño",))) is falls


def test_a_rule_of_a_channel_holds_there_alone(channel, ana, elena):
    rule(ana, channel=channel + 1)
    assert api.needed(channel, TEXT, elena) == ()
    assert api.needed(channel + 1, TEXT, elena)


def test_a_role_means_it_and_those_above(channel, ana, bruno, vera, elena):
    rule(role="manager")
    (asked,) = api.needed(channel, TEXT, elena)
    assert asked.people == (ana.pk, bruno.pk)


def test_one_of_several_is_enough_or_all_are_needed(channel, ana, bruno, vera, elena):
    rule(ana, vera, mode="all")
    rule(role="manager", mode="any")
    asked = api.ask("version", 1, TEXT, channel, elena)
    assert set(asked.asked_of) == {"Ana", "Vera", "Bruno"}
    assert api.decide(asked.number, ana, True).state == "waiting"
    assert api.decide(asked.number, vera, True, "Bien").state == "approved"
    assert api.state("version", 1, TEXT) == "approved"
    assert [event.act for event in Event.objects.order_by("pk")] == [
        "approval.asked",
        "approval.granted",
        "approval.granted",
    ]


def test_nobody_approves_their_own(channel, ana, bruno):
    rule(ana, bruno)
    asked = api.ask("version", 1, TEXT, channel, ana)
    with pytest.raises(Problem) as refused:
        api.decide(asked.number, ana, True)
    assert refused.value.code == "own-text"
    assert api.state("version", 1, TEXT) == "waiting"


def test_a_rule_that_only_the_author_could_meet_is_told_at_once(channel, ana):
    rule(ana)
    with pytest.raises(Problem) as refused:
        api.ask("version", 1, TEXT, channel, ana)
    assert refused.value.code == "nobody-may-approve"


def test_whoever_was_not_asked_decides_nothing(channel, ana, bruno, vera, carla, elena):
    rule(ana)
    asked = api.ask("version", 1, TEXT, channel, elena)
    for person in (bruno, vera, carla):
        with pytest.raises(PermissionDenied):
            api.decide(asked.number, person, True)


def test_who_may_not_draft_asks_for_nothing(channel, ana, vera):
    with pytest.raises(PermissionDenied):
        api.ask("version", 1, TEXT, channel, vera)


def test_a_refusal_says_why_and_ends_it(channel, ana, bruno, elena):
    rule(ana, bruno, mode="all")
    asked = api.ask("version", 1, TEXT, channel, elena)
    with pytest.raises(Problem) as missing:
        api.decide(asked.number, ana, False)
    assert missing.value.place == "comment"
    assert api.decide(asked.number, ana, False, "Falta la hora").state == "refused"
    with pytest.raises(Problem) as late:
        api.decide(asked.number, bruno, True)
    assert late.value.code == "already-decided"
    assert api.state("version", 1, TEXT) == "refused"
    assert api.state("version", 1, TEXT + " A las diez.") == "none"


def test_asked_twice_it_is_one_and_another_text_voids_it(channel, ana, elena):
    one = api.ask("version", 1, TEXT, channel, elena)
    assert api.ask("version", 1, f" {TEXT}\n", channel, elena).number == one.number
    other = api.ask("version", 1, "Otro texto", channel, elena)
    assert other.number != one.number
    assert Approval.objects.get(pk=one.number).state == "void"
    assert Approval.objects.filter(state="waiting").count() == 1


def test_an_edit_after_the_approval_voids_it(channel, ana, elena):
    asked = api.ask("version", 1, TEXT, channel, elena, parts=["Mañana abrimos la taquilla."], drafts=["h1"])
    api.decide(asked.number, ana, True)
    assert api.state("version", 1, TEXT, ["h1"]) == "approved"
    assert api.state("version", 1, "Mañana abrimos la taquilla.") == "approved"
    assert api.state("version", 1, TEXT.replace("Mañana", "Hoy")) == "void"
    assert api.state("version", 1, TEXT, ["h2"]) == "void"


def test_what_misses_its_time_expires_visibly(channel, ana, elena, client_of):
    asked = api.ask("version", 1, TEXT, channel, elena, timezone.now() + timedelta(hours=1))
    Approval.objects.update(due=timezone.now() - timedelta(seconds=1))
    assert api.state("version", 1, TEXT) == "expired"
    with pytest.raises(Problem) as late:
        api.decide(asked.number, ana, True)
    assert late.value.code == "already-decided"
    assert "Not approved in time" in client_of(elena).get("/act/approvals/?show=asked").content.decode()
    assert Event.objects.filter(act="approval.expired").count() == 1
    assert service.expire_late() == 0


def test_a_due_time_that_passed_is_refused(channel, ana, elena):
    with pytest.raises(Problem) as refused:
        api.ask("version", 1, TEXT, channel, elena, timezone.now() - timedelta(minutes=1))
    assert refused.value.place == "due"


def test_where_all_who_were_asked_have_left_others_who_may_approve_do(channel, ana, bruno, elena):
    rule(bruno)
    asked = api.ask("version", 1, TEXT, channel, elena)
    Person.objects.filter(pk=bruno.pk).update(is_active=False)
    assert api.decide(asked.number, ana, True).state == "approved"


def test_publishing_is_stopped_until_it_is_approved(channel, ana, elena):
    rule(ana, name="Todo se lee antes")
    publication = to_publish(channel, elena, version=1)
    assert "Todo se lee antes" in str(gate(publication))
    asked = api.ask("version", 1, TEXT, channel, elena)
    assert gate(publication).code == "not-approved"
    api.decide(asked.number, ana, True)
    assert gate(publication) is None
    assert "changed" in str(gate(replace(publication, draft=Draft("Otro texto"))))
    assert gate(replace(publication, channel=channel + 1)) is not None


def test_a_refusal_of_this_text_stops_whoever_orders_it(channel, ana, elena, tomas):
    asked = api.ask("version", 1, TEXT, channel, tomas)
    publication = to_publish(channel, elena, version=1)
    assert gate(publication) is not None
    api.decide(asked.number, ana, False, "No")
    assert gate(publication) is not None
    assert gate(replace(publication, draft=Draft("Otro texto"))) is None


def test_publishing_asks_the_gate():
    from tertulia.act.publishing.gates import GATES

    assert gate in GATES


@pytest.mark.django_db(transaction=True)
def test_the_calendar_follows(channel, ana, elena, home):
    made = add("Taquilla", elena, text=TEXT)
    asked = api.ask("entry", made.number, TEXT, channel, elena, entry=made.number)
    assert entry(made.number).state == "in_review"
    api.decide(asked.number, ana, False, "Falta la hora")
    assert entry(made.number).state == "draft"
    again = api.ask("entry", made.number, TEXT, channel, elena, entry=made.number)
    api.decide(again.number, ana, True)
    assert entry(made.number).state == "approved"
    assert calendar.heard in service.HEARERS


def test_an_erased_handle_leaves_the_texts(channel, ana, elena):
    asked = api.ask("conversation", 1, "Gracias, @vecina: mira https://x.example/vecina", channel, elena)
    api.decide(asked.number, ana, True, "A @Vecina sí")
    forget(["vecina"])
    row = Approval.objects.get()
    assert "vecina" not in (row.text + row.votes.get().comment).lower()


def test_the_pages_work_for_who_is_asked(channel, ana, bruno, elena, client_of):
    rule(bruno)
    asked = api.ask("version", 1, TEXT, channel, elena)
    page = client_of(bruno).get("/act/approvals/").content.decode()
    assert "Mañana abrimos" in page
    assert "Mañana abrimos" not in client_of(ana).get("/act/approvals/").content.decode()
    address = f"/act/approvals/{asked.number}/decide/"
    assert client_of(ana).post(address, {"granted": "yes"}).status_code == 403
    assert client_of(bruno).post(address, {"granted": "no"}).status_code == 302
    assert Approval.objects.get().state == "waiting"
    assert client_of(bruno).post(address, {"granted": "yes"}).status_code == 302
    assert Approval.objects.get().state == "approved"
    assert "Bruno approved it." in client_of(ana).get("/act/approvals/?show=history").content.decode()


def test_the_asker_alone_withdraws(channel, ana, elena, client_of):
    asked = api.ask("version", 1, TEXT, channel, elena)
    address = f"/act/approvals/{asked.number}/withdraw/"
    assert client_of(ana).post(address).status_code == 403
    assert client_of(elena).post(address).status_code == 302
    assert api.state("version", 1, TEXT) == "none"


def test_managers_make_rules_and_nobody_below(channel, ana, bruno, elena, client_of):
    sent = {"name": "Precios", "words": "precio", "role": "manager", "mode": "any", "channel": str(channel)}
    assert client_of(elena).post("/act/approvals/rules/new/", sent).status_code == 403
    assert client_of(elena).get("/act/approvals/rules/").status_code == 403
    assert client_of(bruno).post("/act/approvals/rules/new/", sent | {"role": ""}).status_code == 422
    assert client_of(bruno).post("/act/approvals/rules/new/", sent).status_code == 302
    made = ApprovalRule.objects.get()
    assert made.channel == channel
    assert "Precios" in client_of(bruno).get("/act/approvals/rules/").content.decode()
    assert client_of(bruno).post(f"/act/approvals/rules/{made.pk}/delete/").status_code == 302
    assert api.needed(channel, "el precio", elena) == ()


def test_an_owner_gives_rights_per_channel(channel, ana, bruno, vera, client_of):
    address = f"/act/approvals/rights/{channel}/{vera.pk}/"
    assert client_of(bruno).post(address, {"acts": ["approve"]}).status_code == 403
    assert client_of(bruno).get("/act/approvals/rights/").status_code == 403
    assert client_of(ana).post(address, {"acts": ["read", "approve"]}).status_code == 302
    assert rights.rights_on(vera, channel) == {Act.READ, Act.APPROVE}
    assert "Vera" in client_of(ana).get("/act/approvals/rights/").content.decode()


def call(person: Person, method: str, path: str, scope: str = "write", data: object = None) -> object:
    role, person.role = person.role, Role.OWNER
    text = tokens.create(person, "t", scope, None)[1]
    person.role = role
    more = {"data": data, "content_type": "application/json"} if data is not None else {}
    return getattr(Client(), method)(path, headers={"Authorization": f"Bearer {text}"}, **more)


def test_programs_ask_and_decide_as_their_people_may(channel, ana, vera, tomas):
    sent = {"subject_kind": "version", "subject": 1, "channel": channel, "text": TEXT}
    assert call(vera, "post", "/api/v1/approvals", data=sent).status_code == 403
    made = call(tomas, "post", "/api/v1/approvals", data=sent).json()
    assert made["state"] == "waiting"
    path = f"/api/v1/approvals/{made['number']}/decide"
    assert call(vera, "post", path, data={"granted": True}).status_code == 403
    assert call(ana, "get", "/api/v1/approvals", "read").json()[0]["number"] == made["number"]
    assert call(ana, "post", path, "read", {"granted": True}).status_code == 403
    assert call(ana, "post", path, data={"granted": True}).json()["state"] == "approved"
    assert call(tomas, "get", "/api/v1/approval-rules", "read").status_code == 403


def test_an_erasure_reaches_approvals() -> None:
    from tertulia.act.approvals import beginning
    from tertulia.listen.imports.forgetters import FORGETTERS

    assert beginning._forget in FORGETTERS
