"""Coming in: one-time links, wrong passwords, the sample's own door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.site.commands.demo import make_cast
from tertulia.team import one_time, throttle
from tertulia.team.models import Event, FailedSignIn, Invitation, Person, Role

PASSWORD = "una frase bastante larga"
NEW = {"first_name": "Ana Robles", "username": "ana", "password": PASSWORD}


def test_the_first_owner_comes_in_by_the_link_and_only_once(db):
    secret = one_time.owner_secret()
    client = Client()
    assert client.get(f"/join/{secret}/").status_code == 200
    answer = client.post(f"/join/{secret}/", NEW)
    assert answer.status_code == 302
    assert Person.objects.get().role == Role.OWNER
    assert client.get("/settings/profile/").status_code == 200
    assert Client().get(f"/join/{secret}/").status_code == 410
    assert Client().post(f"/join/{secret}/", NEW | {"username": "eva"}).status_code == 410
    assert one_time.owner_secret() is None


def test_a_new_owner_link_closes_the_one_before(db):
    first, second = one_time.owner_secret(), one_time.owner_secret()
    assert Client().get(f"/join/{first}/").status_code == 410
    assert Client().get(f"/join/{second}/").status_code == 200


def test_a_link_out_of_date_opens_nothing(db):
    secret = one_time.owner_secret()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/join/{secret}/").status_code == 410


def test_the_secret_is_nowhere_in_the_database(db):
    secret = one_time.owner_secret()
    assert secret not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "ana robles"])
def test_weak_passwords_are_refused_and_the_rest_is_kept(db, password):
    secret = one_time.owner_secret()
    answer = Client().post(f"/join/{secret}/", NEW | {"password": password})
    assert answer.status_code == 422
    assert 'value="Ana Robles"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_password_link_gives_a_new_password_and_keeps_the_role(ana, bruno):
    secret = one_time.password_link(bruno, ana)
    client = Client()
    assert client.post(f"/join/{secret}/", {"password": PASSWORD}).status_code == 302
    bruno.refresh_from_db()
    assert bruno.check_password(PASSWORD)
    assert bruno.role == Role.MANAGER
    assert client.session["_auth_user_id"] == str(bruno.pk)


def test_passwords_are_kept_as_argon2(db):
    one_time.redeem(one_time.owner_secret(), _with_password())
    assert Person.objects.get().password.startswith("argon2$argon2id$")


def _with_password() -> Person:
    person = Person(username="ana", first_name="Ana")
    person.set_password(PASSWORD)
    return person


def test_guessing_is_slowed_down_and_told_nothing(ana, monkeypatch):
    monkeypatch.setattr(throttle, "PER_ACCOUNT", 2)
    ana.set_password(PASSWORD)
    ana.save()
    client = Client()
    wrong = [
        client.post("/sign-in/", {"username": "ana", "password": "no"}) for _ in range(throttle.PER_ACCOUNT)
    ]
    unknown = client.post("/sign-in/", {"username": "nobody", "password": "no"})
    assert {answer.status_code for answer in (*wrong, unknown)} == {422}
    blocked = client.post("/sign-in/", {"username": "ANA", "password": PASSWORD})
    assert blocked.status_code == 422
    assert "quarter of an hour" in blocked.content.decode()
    FailedSignIn.objects.update(at=timezone.now() - throttle.WINDOW * 2)
    assert client.post("/sign-in/", {"username": "ana", "password": PASSWORD}).status_code == 302
    assert Event.objects.filter(act="person.signed_in", actor=ana).count() == 1


def test_next_goes_only_where_it_is_ours(ana):
    ana.set_password(PASSWORD)
    ana.save()
    sent = {"username": "ana", "password": PASSWORD}
    assert Client().post("/sign-in/", sent | {"next": "//evil.example"})["Location"] == "/"
    assert Client().post("/sign-in/", sent | {"next": "/settings/team/"})["Location"] == "/settings/team/"


def test_the_sample_lets_its_owner_in_from_this_machine_only(db, settings):
    settings.TERTULIA_SAMPLE = True
    make_cast()
    assert Client().get("/sign-in/")["Location"] == "/"
    assert Client(REMOTE_ADDR="192.168.1.7").get("/sign-in/").status_code == 200
    assert Client().get("/sign-in/?out=1").status_code == 200


def test_a_new_password_ends_the_other_sessions(ana):
    ana.set_password(PASSWORD)
    ana.save()
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/", {"username": "ana", "password": PASSWORD})
    new = {"old_password": PASSWORD, "new_password1": PASSWORD + "!", "new_password2": PASSWORD + "!"}
    assert here.post("/settings/profile/password/", new).status_code == 302
    assert here.get("/settings/profile/").status_code == 200
    assert there.get("/settings/profile/").status_code == 302


def test_other_sessions_can_be_ended(ana, client_of):
    here, there = client_of(ana), client_of(ana)
    here.post("/settings/profile/sessions/end/")
    assert here.get("/settings/profile/").status_code == 200
    assert there.get("/settings/profile/").status_code == 302


def test_one_session_is_ended_and_only_ones_own(ana, bruno, client_of):
    here, there, his = client_of(ana), client_of(ana), client_of(bruno)
    for client in (here, there, his):
        client.get("/settings/profile/")
    page = here.get("/settings/profile/")
    (other,) = [session for session in page.context["sessions"] if not session.here]
    assert other.seen is not None
    assert other.key not in page.content.decode()
    his.post("/settings/profile/sessions/end-one/", {"session": other.name})
    assert there.get("/settings/profile/").status_code == 200
    here.post("/settings/profile/sessions/end-one/", {"session": other.name})
    assert there.get("/settings/profile/").status_code == 302
    assert here.get("/settings/profile/").status_code == 200
