"""What went wrong with a request, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tertulia.i18n import Text
from tertulia.outbound.api import OutboundProblem
from tertulia.outbound.rates import retry_at

_LATER = Text("Tertulia tries again by itself; if it goes on, ask whoever runs the host.")
_CREDENTIALS = Text("Connect the channel again, or check what its credentials allow.")
ADDRESS = Text("Look at the address in a browser and correct it here.")


def place_of(url: str) -> str:
    """An address as it may be shown and logged: without its query, where keys may stand."""
    parts = urlsplit(url)
    if not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def of_status(status: int, headers: Mapping[str, str], url: str, body: str = "") -> OutboundProblem:
    """The problem that a status of 400 and more is."""
    code, cause, remedy, permanent = _meaning(status)
    return OutboundProblem(
        code,
        cause,
        remedy,
        place_of(url),
        permanent=permanent,
        status=status,
        retry_at=None if permanent else retry_at(headers, datetime.now(UTC)),
        body=body,
    )


def _meaning(status: int) -> tuple[str, Text, Text, bool]:
    """Code, cause, remedy, and whether it stays so."""
    if status == 401:
        return "unauthorized", Text("The host does not accept the credentials (401)."), _CREDENTIALS, True
    if status == 403:
        return "forbidden", Text("The host does not allow it (403)."), _CREDENTIALS, True
    if status == 404:
        return "not-found", Text("There is nothing at this address (404)."), ADDRESS, True
    if status == 410:
        return "gone", Text("What was at this address was taken away for good (410)."), ADDRESS, True
    if status == 408:
        return "timeout", Text("The host got tired of waiting (408)."), _LATER, False
    if status == 429:
        return "rate-limited", Text("The host asks for fewer requests (429)."), _LATER, False
    if status >= 500:
        return (
            "server-error",
            Text("The host has a fault of its own ({status}).", status=status),
            _LATER,
            False,
        )
    return "bad-request", Text("The host refuses the request ({status}).", status=status), ADDRESS, True


def bad_address(url: str, why: Text) -> OutboundProblem:
    return OutboundProblem("bad-address", why, ADDRESS, place_of(url))


def too_slow(url: str, seconds: float) -> OutboundProblem:
    cause = Text("No whole answer came within {seconds} seconds.", seconds=f"{seconds:g}")
    return OutboundProblem("timeout", cause, _LATER, place_of(url), permanent=False)


def silent(url: str, seconds: float) -> OutboundProblem:
    cause = Text("Nothing was heard for {seconds} seconds.", seconds=f"{seconds:g}")
    return OutboundProblem("timeout", cause, _LATER, place_of(url), permanent=False)


def cut_off(url: str) -> OutboundProblem:
    return OutboundProblem(
        "unreachable", Text("The connection broke off."), _LATER, place_of(url), permanent=False
    )


def no_secure_connection(url: str, reason: str) -> OutboundProblem:
    cause = Text("No secure connection came about: {reason}.", reason=reason.rstrip("."))
    return OutboundProblem("unreachable", cause, _LATER, place_of(url), permanent=False)


def bad_answer(url: str, why: Text) -> OutboundProblem:
    return OutboundProblem("bad-answer", why, _LATER, place_of(url), permanent=False)


def too_large(url: str, most_bytes: int) -> OutboundProblem:
    cause = Text("The answer is larger than {limit} MB.", limit=f"{most_bytes / (1 << 20):.3g}")
    return OutboundProblem("too-large", cause, ADDRESS, place_of(url))


def resting(host: str, until: datetime) -> OutboundProblem:
    cause = Text(
        "{host} failed again and again and is left alone until {time} UTC.",
        host=host,
        time=f"{until:%H:%M:%S}",
    )
    return OutboundProblem("host-resting", cause, _LATER, host, permanent=False, retry_at=until)
