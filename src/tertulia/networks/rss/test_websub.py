from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.networks.rss.document import Document
from tertulia.networks.rss.websub import LEASE_S, Subscription, ask, challenge, delivered, hub_of, is_signed

URL = "https://taza.example/feed"
BODY = b'<rss version="2.0"><channel><item><title>Nova</title></item></channel></rss>'
AGREED = Subscription("https://hub.example/", URL, "https://tertulia.example/websub/7", "s3creto")


def signature(method: str = "sha256", secret: str = AGREED.secret, body: bytes = BODY) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def test_the_hub_is_named_by_headers_before_the_document() -> None:
    document = Document(own="https://taza.example/own", hubs=("https://second.example/",))
    link = '<https://hub.example/>; rel="hub", </feed>; rel="self"; type="application/rss+xml"'
    assert hub_of({"link": link}, document, URL) == ("https://hub.example/", URL)
    assert hub_of({}, document, URL) == ("https://second.example/", "https://taza.example/own")
    assert hub_of({"link": '<x>; rel="next"'}, Document(), URL) is None


def test_asking_a_hub(web: Any) -> None:
    asyncio.run(ask(AGREED, web))
    asyncio.run(ask(AGREED, web, mode="unsubscribe"))
    [(url, form), (_, end)] = web.sent
    assert url == AGREED.hub
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": URL,
        "hub.callback": AGREED.callback,
        "hub.secret": AGREED.secret,
        "hub.lease_seconds": str(LEASE_S),
    }
    assert end["hub.mode"] == "unsubscribe"


def test_only_what_we_asked_for_is_confirmed() -> None:
    asked = {"hub.mode": "subscribe", "hub.topic": URL, "hub.challenge": "abc", "hub.lease_seconds": "3600"}
    assert challenge(asked, AGREED, "subscribe") == ("abc", 3600)
    assert challenge({**asked, "hub.lease_seconds": "x"}, AGREED, "subscribe") == ("abc", LEASE_S)
    assert challenge(asked, AGREED, "unsubscribe") is None
    assert challenge({**asked, "hub.topic": "https://other.example/"}, AGREED, "subscribe") is None
    assert challenge({**asked, "hub.challenge": ""}, AGREED, "subscribe") is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_delivery_bears_the_hubs_signature(method: str) -> None:
    document = delivered(BODY, {"x-hub-signature": signature(method)}, AGREED)
    assert document.entries[0]["title"] == "Nova"


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "sha256=",
        signature(secret="other"),
        signature(body=b"x"),
        f"md5={hashlib.md5(BODY).hexdigest()}",
        "sha256=é",
    ],
)
def test_a_forged_delivery_is_not_read(forged: str) -> None:
    with pytest.raises(Problem) as caught:
        delivered(BODY, {"x-hub-signature": forged}, AGREED)
    assert caught.value.code == "wrong-signature"


def test_no_secret_signs_nothing() -> None:
    assert not is_signed(BODY, signature(secret=""), "")
