from __future__ import annotations

import logging
from urllib.parse import quote

import pytest

from tertulia.site.logs import HideSecrets, without_secrets
from tertulia.team import secrets


@pytest.mark.parametrize(
    "line",
    [
        "GET /join/SECRETSECRET/ 200",
        "Authorization: Bearer SECRETSECRET",
        "{'authorization': 'Basic SECRETSECRET'}",
        "password=SECRETSECRET",
        '{"api_key": "SECRETSECRET"}',
        "key ter_SECRETSECRET seen",
    ],
)
def test_credentials_are_struck_out(line):
    assert "SECRETSECRET" not in without_secrets(line)


def test_tracebacks_are_struck_out_too():
    try:
        raise ValueError("token=SECRETSECRET")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "failed", (), (type(error), error, error.__traceback__)
        )
    HideSecrets().filter(record)
    assert "SECRETSECRET" not in logging.Formatter().format(record)


def test_plain_words_stay():
    for line in ("3 posts of /listen/ read", "basic words"):
        assert without_secrets(line) == line


SECRET = "s3cr/t-fixture value"


def test_what_was_opened_is_struck_out_of_the_log(settings):
    sealed = secrets._sealed({"app_password": SECRET}, settings.SECRET_KEY)
    secrets.open_sealed(sealed)
    try:
        raise ValueError(f"refused: {SECRET}")
    except ValueError as error:
        record = logging.LogRecord(
            *("x", logging.ERROR, "", 1, "GET /?key=%s as %s", (quote(SECRET, safe=""), SECRET)),
            (type(error), error, error.__traceback__),
        )
    HideSecrets().filter(record)
    written = logging.Formatter().format(record)
    assert SECRET not in written
    assert quote(SECRET, safe="") not in written
    assert "refused: ***" in written
