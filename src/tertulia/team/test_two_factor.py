"""Two-step sign-in: a code beside the password, once each; recovery; owners who must have it."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from tertulia.errors import Problem
from tertulia.team import one_time, throttle, two_factor
from tertulia.team.models import Event, RecoveryCode, SecondFactor

PASSWORD = "una frase bastante larga"


def code_now(key: str, later: int = 0) -> str:
    return two_factor.code_at(key, int(time.time()) // 30 + later)


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def switched_on(person) -> tuple[str, list[str]]:
    """The key and the recovery codes; the code of this moment is still unused."""
    key = two_factor.begin(person)
    codes = two_factor.confirm(person, code_now(key))
    SecondFactor.objects.update(last_step=0)
    return key, codes


def first_step(username: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(
        "/sign-in/", {"username": username, "password": PASSWORD, "next": "/settings/tokens/"}
    )


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize(
    "at,code",
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(at, code):
    # RFC 6238, appendix B (SHA-1), the last six digits
    assert two_factor.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at // 30) == code


def test_the_password_alone_lets_nobody_in(bruno):
    key, _ = switched_on(with_password(bruno))
    client, answer = first_step("bruno")
    assert answer["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert not is_in(client)
    answer = client.post("/sign-in/code/", {"code": code_now(key)})
    assert answer["Location"] == "/settings/tokens/"
    assert is_in(client)


def test_a_code_is_taken_once(bruno):
    key, _ = switched_on(with_password(bruno))
    code = code_now(key)
    for expected in (302, 422):
        client, _answer = first_step("bruno")
        assert client.post("/sign-in/code/", {"code": code}).status_code == expected


def test_an_older_code_than_the_last_one_is_not_taken(bruno):
    key, _ = switched_on(bruno)
    assert two_factor.check(bruno, code_now(key))
    assert not two_factor.check(bruno, code_now(key, -1))
    assert two_factor.check(bruno, code_now(key, 1))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "٠١٢٣٤٥"])
def test_what_is_no_code_is_not_taken(bruno, code):
    switched_on(bruno)
    assert not two_factor.check(bruno, code)


def test_codes_far_off_are_not_taken(bruno):
    key, _ = switched_on(bruno)
    assert not two_factor.check(bruno, code_now(key, 3))
    assert not two_factor.check(bruno, code_now(key, -3))


def test_a_recovery_code_takes_the_telephones_place_once(bruno):
    _, codes = switched_on(with_password(bruno))
    for expected in (302, 422):
        client, _answer = first_step("bruno")
        assert client.post("/sign-in/code/", {"code": codes[0].upper()}).status_code == expected
    assert two_factor.codes_left(bruno) == len(codes) - 1
    assert Event.objects.filter(act="two_factor.code_used").count() == 1


def test_neither_key_nor_codes_stand_in_the_database(bruno):
    key, codes = switched_on(bruno)
    kept = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    kept += str(list(Event.objects.values()))
    assert key not in kept
    assert not any(code in kept for code in codes)


def test_guessing_codes_is_slowed_down_whatever_the_password(bruno, monkeypatch):
    monkeypatch.setattr(throttle, "PER_ACCOUNT", 3)
    key, _ = switched_on(with_password(bruno))
    for _ in range(3):
        client, _answer = first_step("bruno")
        client.post("/sign-in/code/", {"code": "000000"})
    client, answer = first_step("bruno")
    assert answer.status_code == 422  # the password does not buy new guesses
    assert client.post("/sign-in/code/", {"code": code_now(key)})["Location"] == "/sign-in/"


def test_the_first_step_ends_soon_and_with_a_new_password(bruno, monkeypatch):
    key, _ = switched_on(with_password(bruno))
    client, _answer = first_step("bruno")
    later = time.time() + 301
    with monkeypatch.context() as patched:
        patched.setattr("tertulia.site.sign_in.time.time", lambda: later)
        assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    bruno.set_password(PASSWORD + "!")
    bruno.save()
    assert client.post("/sign-in/code/", {"code": code_now(key)})["Location"] == "/sign-in/"


def test_a_link_for_a_new_password_does_not_go_round_the_second_step(ana, bruno):
    switched_on(bruno)
    client = Client()
    answer = client.post(f"/join/{one_time.password_link(bruno, ana)}/", {"password": PASSWORD})
    assert answer["Location"] == "/sign-in/code/"
    assert not is_in(client)


def test_it_is_switched_on_and_off_on_its_page(bruno, client_of):
    client = client_of(with_password(bruno))
    assert client.post("/settings/two-factor/begin/", {"password": "no"}).status_code == 422
    assert not SecondFactor.objects.exists()
    shown = client.post("/settings/two-factor/begin/", {"password": PASSWORD}).content.decode()
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)[1].replace(" ", "")
    assert "<svg" in shown
    assert "style=" not in shown.split("<svg")[1].split("</svg>")[0]
    assert client.post("/settings/two-factor/confirm/", {"code": "000000"}).status_code == 422
    page = client.post("/settings/two-factor/confirm/", {"code": code_now(key)})
    assert len(page.context["codes"]) == two_factor.RECOVERY_CODES
    assert client.post("/settings/two-factor/change/", {"code": "000000", "what": "off"}).status_code == 422
    fresh = client.post("/settings/two-factor/change/", {"code": page.context["codes"][0], "what": "codes"})
    assert (
        client.post(
            "/settings/two-factor/change/", {"code": fresh.context["codes"][0], "what": "off"}
        ).status_code
        == 302
    )
    assert not two_factor.is_on(bruno)
    acts = list(
        Event.objects.filter(act__startswith="two_factor").order_by("pk").values_list("act", flat=True)
    )
    assert acts == [
        "two_factor.on",
        "two_factor.code_used",
        "two_factor.codes",
        "two_factor.code_used",
        "two_factor.off",
    ]


def test_what_is_on_is_not_begun_anew(bruno):
    switched_on(bruno)
    with pytest.raises(Problem):
        two_factor.begin(bruno)


def test_another_owner_resets_it_and_nobody_below(ana, bruno, vera, client_of):
    switched_on(vera)
    address = f"/settings/team/{vera.pk}/two-factor/"
    assert client_of(bruno).post(address).status_code == 403
    assert two_factor.is_on(vera)
    client_of(ana).post(address)
    assert not two_factor.is_on(vera)
    assert Event.objects.filter(act="two_factor.reset", actor=ana, object="vera").exists()
    switched_on(ana)
    client_of(ana).post(f"/settings/team/{ana.pk}/two-factor/")
    assert two_factor.is_on(ana)


def test_owners_who_must_have_it_see_nothing_before(ana, bruno, client_of):
    client = client_of(ana)
    client.post("/settings/team/two-factor/", {"required": "yes"})
    assert not two_factor.is_required()  # ana would lock herself out
    _, codes = switched_on(ana)
    assert client_of(bruno).post("/settings/team/two-factor/", {"required": "yes"}).status_code == 403
    client.post("/settings/team/two-factor/", {"required": "yes"})
    assert two_factor.is_required()
    assert is_in(client)
    assert client.post("/settings/two-factor/change/", {"code": codes[0], "what": "off"}).status_code == 400
    assert two_factor.is_on(ana)
    bruno.role = "owner"
    bruno.save()
    his = client_of(bruno)
    assert his.get("/settings/profile/")["Location"] == "/settings/two-factor/"
    assert his.post("/settings/team/two-factor/", {"required": "no"})["Location"] == "/settings/two-factor/"
    assert his.get("/api/v1/me").status_code == 403
    assert his.get("/settings/two-factor/").status_code == 200
    switched_on(bruno)
    assert is_in(his)


def test_a_first_key_that_was_never_confirmed_asks_for_nothing(bruno):
    two_factor.begin(with_password(bruno))
    client, answer = first_step("bruno")
    assert answer["Location"] == "/settings/tokens/"
    assert is_in(client)
    assert SecondFactor.objects.get().confirmed_at is None
