"""WebSub: a feed's hub tells what is new at once. The protocol alone; who listens is the web application's.

https://www.w3.org/TR/websub/: a subscription is asked for (section 5.1), the hub asks back whether it is
meant (5.3), then sends the feed's document, signed with the secret that was agreed (7).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.html_text import web_address
from tertulia.networks.rss.document import Document
from tertulia.networks.rss.parsing import parse
from tertulia.outbound.api import ANY, Client

LEASE_S = 10 * 86_400
_METHODS = ("sha256", "sha384", "sha512", "sha1")  # the specification's; md5 and others are refused
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_REL = re.compile(r"\brel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))")


@dataclass(frozen=True)
class Subscription:
    """What is agreed: the hub, the feed's own name for itself, where the hub calls, the secret."""

    hub: str
    topic: str
    callback: str
    secret: str


def hub_of(headers: Mapping[str, str], document: Document, url: str) -> tuple[str, str] | None:
    """The hub and topic of a feed: by the answer's Link headers, else by the document; None: no hub."""
    links = _links(headers.get("link", ""), url)
    hub = links.get("hub") or next((hub for hub in document.hubs if hub), "")
    return (hub, links.get("self") or document.own or url) if hub else None


def _links(header: str, url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _LINK.finditer(header):
        rel = _REL.search(match[2])
        for name in (rel[1] or rel[2]).lower().split() if rel else ():
            found.setdefault(name, web_address(match[1], url))
    return found


async def ask(subscription: Subscription, http: Client, *, mode: str = "subscribe") -> None:
    """Ask the hub to begin ("subscribe", also to renew) or to end ("unsubscribe"). Raises the client's
    problems; it is agreed only once the hub asked back (`challenge`)."""
    form = {
        "hub.mode": mode,
        "hub.topic": subscription.topic,
        "hub.callback": subscription.callback,
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(LEASE_S),
    }
    await http.post(subscription.hub, form=form, accept=ANY)


def challenge(asked: Mapping[str, str], subscription: Subscription, mode: str) -> tuple[str, int] | None:
    """What the hub's question (its query parameters) is answered with, and the seconds that the subscription
    lasts; None: not meant, answer 404. `mode` is what we asked for."""
    meant = asked.get("hub.mode") == mode and asked.get("hub.topic") == subscription.topic
    written = asked.get("hub.challenge", "")
    lease = asked.get("hub.lease_seconds", "")
    return (
        (written, int(lease) if re.fullmatch(r"[0-9]{1,9}", lease) else LEASE_S)
        if meant and written
        else None
    )


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Hub-Signature` is that of the body under the secret."""
    method, _, given = signature.partition("=")
    if method not in _METHODS or not secret:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())


def delivered(body: bytes, headers: Mapping[str, str], subscription: Subscription) -> Document:
    """The document that a hub sent. Raises Problem ("wrong-signature") and `parsing.parse`'s; the hub is
    answered with success all the same, so that a forger learns nothing."""
    if not is_signed(body, headers.get("x-hub-signature", ""), subscription.secret):
        raise Problem(
            "wrong-signature",
            Text("What came in the hub's name does not bear its signature, and was not read."),
            place=subscription.topic,
        )
    return parse(body, headers.get("content-type", ""), subscription.topic)
