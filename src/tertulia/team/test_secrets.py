"""Credentials are sealed at rest, and what was opened is struck out of whatever is written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.team import secrets

SECRET = "s3cr/t-fixture value"


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4))
def test_what_is_sealed_comes_back(mapping):
    assert secrets.open_sealed(secrets.seal(mapping)) == mapping


def test_the_sealed_text_says_nothing_and_is_never_the_same():
    one, other = secrets.seal({"password": SECRET}), secrets.seal({"password": SECRET})
    assert one.startswith("v1:")
    assert SECRET not in one
    assert "password" not in one
    assert one != other


@pytest.mark.parametrize("damage", [lambda t: t[:-6], lambda t: t[3:], lambda t: t + "A", lambda t: "v1:é"])
def test_a_damaged_text_does_not_open(damage):
    with pytest.raises(Problem) as refused:
        secrets.open_sealed(damage(secrets.seal({"password": SECRET})))
    assert refused.value.code == "cannot-unseal"


def test_another_key_does_not_open_it_and_says_what_to_do(settings):
    sealed = secrets.seal({"password": SECRET})
    settings.SECRET_KEY = "another"
    with pytest.raises(Problem) as refused:
        secrets.open_sealed(sealed)
    assert refused.value.code == "cannot-unseal"
    assert "secret.key" in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_key_is_not_the_one_that_signs_sessions(settings):
    settings.SECRET_KEY = "x" * 43
    from base64 import urlsafe_b64encode

    assert secrets._fernet("x" * 43)._encryption_key not in urlsafe_b64encode(b"x" * 32)


def test_a_value_as_short_as_a_word_is_not_struck_everywhere():
    secrets.seal({"region": "es"})
    assert secrets.without_opened("the messages") == "the messages"


def test_only_the_newest_values_are_remembered():
    for number in range(3000):
        secrets.seal({"token": f"token-{number}"}) if number % 1000 == 0 else secrets._remember(
            {"token": f"token-{number}"}
        )
    assert len(secrets._seen) == secrets._REMEMBERED
    assert secrets.without_opened("token-2999") == "***"


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(secrets.sealed_models()), ids=lambda model: model._meta.label)
def test_a_rotation_seals_everything_anew(model, settings):
    old = settings.SECRET_KEY
    row = model.objects.create(secrets=secrets.seal({"password": SECRET}))
    empty = model.objects.create(secrets="")
    assert secrets.rotate(str(old), "new key") == 1
    settings.SECRET_KEY = "new key"
    row.refresh_from_db()
    empty.refresh_from_db()
    assert secrets.open_sealed(row.secrets) == {"password": SECRET}
    assert empty.secrets == ""
    assert secrets.rotate(str(old), "new key") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(secrets.sealed_models()), ids=lambda model: model._meta.label)
def test_a_rotation_that_cannot_open_one_changes_none(model, settings):
    good = model.objects.create(secrets=secrets.seal({"password": SECRET}))
    model.objects.create(secrets=secrets._sealed({"p": SECRET}, "lost"))
    with pytest.raises(Problem, match="cannot be opened"):
        secrets.rotate(str(settings.SECRET_KEY), "new key")
    good.refresh_from_db()
    assert secrets.open_sealed(good.secrets) == {"password": SECRET}
