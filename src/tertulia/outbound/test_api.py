"""Answers and problems as values."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tertulia.i18n import Text, activate
from tertulia.outbound import problems
from tertulia.outbound.api import Answer, OutboundProblem
from tertulia.outbound.wanted import address, host_of, user_agent


def answer(body: bytes, kind: str = "application/json") -> Answer:
    return Answer(200, {"content-type": kind}, body, "https://a.example/x?key=secret")


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("mañana".encode(), "text/plain", "mañana"),
        ("mañana".encode("latin-1"), "text/plain; charset=ISO-8859-1", "mañana"),
        ("mañana".encode("utf-16"), 'text/plain; charset="utf-16"', "mañana"),
        (b"ma\xf1ana", "text/plain", "ma\ufffdana"),
        ("mañana".encode(), "text/plain; charset=nobody-knows", "mañana"),
        ("mañana".encode(), "text/plain; charset=", "mañana"),
        ("mañana".encode(), "text/plain; charset=hex", "mañana"),
        ("mañana".encode(), "text/plain; charset=a\x00b", "mañana"),
        ("mañana".encode(), "", "mañana"),
    ],
)
def test_text_by_its_charset(body: bytes, kind: str, text: str) -> None:
    assert answer(body, kind).text == text


def test_json() -> None:
    assert answer(b'{"a": [1]}').json() == {"a": [1]}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff\xfe\x00", b"1" * 10_000])
def test_what_is_no_json_is_a_problem_without_the_query(body: bytes) -> None:
    with pytest.raises(OutboundProblem) as caught:
        answer(body).json()
    assert (caught.value.code, caught.value.permanent) == ("bad-answer", False)
    assert "secret" not in str(caught.value)


def test_a_problem_survives_the_way_between_processes() -> None:
    given = OutboundProblem(
        *("rate-limited", Text("no {x}", x=1), Text("later"), "https://a.example"),
        permanent=False,
        status=429,
        retry_at=datetime(2026, 1, 1, tzinfo=UTC),
        body="slow down",
    )
    found = pickle.loads(pickle.dumps(given))
    assert vars(found) == vars(given) and type(found) is OutboundProblem


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (400, "bad-request", True),
        (401, "unauthorized", True),
        (403, "forbidden", True),
        (404, "not-found", True),
        (408, "timeout", False),
        (410, "gone", True),
        (422, "bad-request", True),
        (429, "rate-limited", False),
        (500, "server-error", False),
        (503, "server-error", False),
    ],
)
def test_each_status_has_a_code(status: int, code: str, permanent: bool) -> None:
    found = problems.of_status(status, {"retry-after": "60"}, "https://a.example/x?key=secret", "said")
    assert (found.code, found.permanent, found.status, found.body) == (code, permanent, status, "said")
    assert (found.retry_at is None) == permanent
    assert found.place == "https://a.example/x"


def test_problems_speak_spanish() -> None:
    activate("es")
    try:
        assert "No hay nada en esta dirección" in str(problems.of_status(404, {}, "https://a.example/"))
    finally:
        activate(None)


def test_hosts_are_told_apart_by_unusual_ports() -> None:
    urls = ["https://Café.example/a", "http://xn--caf-dma.example:80/", "https://xn--caf-dma.example:8443"]
    found = [host_of(address(url)) for url in urls]
    assert found == ["xn--caf-dma.example", "xn--caf-dma.example", "xn--caf-dma.example:8443"]


def test_it_says_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERTULIA_CONTACT", raising=False)
    assert user_agent().startswith("Tertulia/") and "(" not in user_agent()
    monkeypatch.setenv("TERTULIA_CONTACT", "https://ana.example/contact")
    assert user_agent().endswith(" (+https://ana.example/contact)")


def test_importing_the_contract_costs_little() -> None:
    code = (
        "import sys, tertulia.outbound.api; sys.exit('httpx2' in sys.modules or 'websockets' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
