"""A server that speaks the Mastodon interface, asked through the guarded client for a channel or nobody.

Pages are walked by the ids that the server's own `Link` header names, never by its addresses: so no answer
leads elsewhere. https://docs.joinmastodon.org/api/guidelines/#pagination
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlencode, urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Record
from tertulia.networks.mastodon.weighing import told
from tertulia.networks.publishing import WITHIN_S
from tertulia.outbound.api import Answer, Client, OutboundProblem, Sends

DEFAULT_SERVER = "https://mastodon.social"
MOST = 40  # items a page: what all servers grant
_LINK = re.compile(r"<([^<>]*)>\s*;\s*rel=\"?(next|prev)\"?")
_HOST = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:]+(:\d+)?|localhost(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
_FEW = 10  # requests that are left for others when a server is to be left alone


@dataclass(frozen=True)
class Listing:
    """A page of a list, newest first, with the ids behind which newer and older pages lie."""

    items: Sequence[Record]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class Instance:
    """What a server says of itself: the domain of its people's handles, where it streams, its program, and
    what it takes (see `weighing.told`)."""

    domain: str
    title: str = ""
    about: str = ""
    streaming: str = ""
    program: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)

    @property
    def only_websockets(self) -> bool:
        return "gotosocial" in self.program.lower()


class Server:
    """See the module. `base` is scheme and host."""

    def __init__(self, http: Client, base: str, token: str = "") -> None:
        self.http, self.base, self.token = http, base, token

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def get(self, path: str, params: Mapping[str, Any] | None = None, within_s: float = 30.0) -> Any:
        """The answer's JSON. Raises `Problem`."""
        return (await self._answer(path, params or {}, within_s))[0]

    async def record(self, path: str, params: Mapping[str, Any] | None = None) -> Record:
        found = await self.get(path, params)
        return found if isinstance(found, dict) else _refuse(self.base + path)

    async def list(self, path: str, params: Mapping[str, Any], within_s: float = 30.0) -> Listing:
        """A page of a list. What is no object in it is left to the mapper, which says so."""
        found, headers = await self._answer(path, params, within_s)
        if not isinstance(found, list):
            _refuse(self.base + path)
        items = [item if isinstance(item, dict) else {"status": item} for item in found]
        links = dict(_links(headers.get("link", "")))
        ids = [each for item in items if (each := id_of(item))]
        newer = links.get("prev") or max(ids, key=order, default=None)
        return Listing(items, newer, links.get("next") or min(ids, key=order, default=None))

    async def send(
        self,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] = {},
        method: Sends = "POST",
    ) -> Answer:
        """What the server says to something that is sent. Raises `Problem`."""
        try:
            return await self.http.post(
                self.base + path,
                json=json,
                content=content,
                headers={**self.headers, **headers},
                within_s=WITHIN_S,
                method=method,
            )
        except OutboundProblem as problem:
            raise explained(problem, self) from problem

    async def instance(self) -> Instance:
        """What the server says of itself; by its host alone where it keeps to itself."""
        for path in ("/api/v2/instance", "/api/v1/instance"):
            try:
                return _instance(await self.record(path), self.host)
            except Problem as problem:
                if not problem.permanent:
                    raise
        return Instance(self.host)

    def rest_s(self) -> float | None:
        """How long to leave the server alone, where few requests are left."""
        rates = self.http.rates(self.base)
        if rates.remaining is None or rates.remaining > _FEW or rates.resets_at is None:
            return None
        return max(0.0, (rates.resets_at - datetime.now(UTC)).total_seconds()) or None

    def is_generous(self) -> bool:
        """Whether requests are left for what is only nice to know."""
        remaining = self.http.rates(self.base).remaining
        return remaining is None or remaining > 5 * _FEW

    async def _answer(
        self, path: str, params: Mapping[str, Any], within_s: float
    ) -> tuple[Any, Mapping[str, str]]:
        query = urlencode({name: value for name, value in params.items() if value is not None}, doseq=True)
        try:
            address = f"{self.base}{path}{'?' if query else ''}{query}"
            answer = await self.http.get(address, headers=self.headers, within_s=within_s)
            return answer.json(), answer.headers
        except OutboundProblem as problem:
            raise explained(problem, self) from problem


def server_of(access: Access, chosen: str = "") -> Server:
    """The server to ask: the one chosen, else the channel's, else the largest (TERTULIA_MASTODON_SERVER names
    another). A channel's token goes to its own server alone. Raises Problem ("bad-server")."""
    own = access.settings.get("server", "")
    base = base_of(chosen or own or os.environ.get("TERTULIA_MASTODON_SERVER", "").strip() or DEFAULT_SERVER)
    ours = bool(own) and base_of(own) == base
    return Server(access.http, base, access.secrets.get("access_token", "").strip() if ours else "")


def base_of(address: str) -> str:
    """`mastodon.social`, `https://mastodon.social/@x`: its scheme and host. Raises Problem ("bad-server")."""
    written = address.strip()
    scheme, mark, rest = written.partition("://")
    scheme, rest = (scheme.lower(), rest) if mark else ("https", written)
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].lower()
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise Problem(
            "bad-server",
            Text("“{address}” is not the address of a server.", address=written[:200]),
            Text("Write its address as it stands in the browser: https://mastodon.social"),
            "server",
        )
    return f"{scheme}://{host}"


def explained(problem: OutboundProblem, server: Server) -> Problem:
    """What a refusal means on these servers. 422 is what Mastodon says to those who are not signed in."""
    if problem.status in (401, 403, 422) and not server.token:
        return _telling(
            problem,
            "needs-channel",
            Text("{server} shows this only to people who have an account there.", server=server.host),
            Text(
                "Connect a channel with an account on {server}, or read another server.", server=server.host
            ),
        )
    if problem.status == 401:
        return _telling(
            problem,
            "bad-token",
            Text("{server} does not accept the access token.", server=server.host),
            Text("Make a new one there (Preferences → Development) and connect the channel again."),
        )
    if problem.status == 403:
        return _telling(
            problem,
            "needs-permission",
            Text("The access token does not allow this on {server}.", server=server.host),
            Text("Give the application the scopes that the channel asks for, and make a new token."),
        )
    return problem


def _telling(problem: OutboundProblem, code: str, cause: Text, remedy: Text) -> OutboundProblem:
    return OutboundProblem(
        code, cause, remedy, problem.place, permanent=True, status=problem.status, body=problem.body
    )


def order(number: str) -> tuple[int, str]:
    """Ids grow: numbers by their size, the other servers' ids, all of one length, by their letters."""
    return len(number), number


def id_of(item: Record) -> str | None:
    """The local id of a status, notification …; that of its last status for a conversation, by which pages
    of conversations go."""
    inner = item.get("last_status")
    number = inner.get("id") if isinstance(inner, dict) else item.get("id")
    return str(number) if number and isinstance(number, (str, int)) else None


def _links(header: str) -> list[tuple[str, str]]:
    """[("next", max_id), ("prev", min_id)] of a `Link` header."""
    found = []
    for address, rel in _LINK.findall(header):
        query = parse_qs(urlsplit(address).query)
        names = ("max_id",) if rel == "next" else ("min_id", "since_id")
        found += [(rel, query[name][0]) for name in names if name in query][:1]
    return found


def _instance(said: Record, host: str) -> Instance:
    """Versions 1 and 2 of the answer; GoToSocial tells the domain of handles apart."""
    configuration = said.get("configuration")
    urls = configuration.get("urls") if isinstance(configuration, dict) else None
    old = said.get("urls")
    streaming = (urls if isinstance(urls, dict) else {}).get("streaming")
    streaming = streaming or (old if isinstance(old, dict) else {}).get("streaming_api")
    domain = next((d for name in ("account_domain", "domain", "uri") if (d := _word(said.get(name)))), host)
    return Instance(
        domain.partition("://")[2].strip("/") if "://" in domain else domain,
        _word(said.get("title")),
        _word(said.get("short_description")) or _word(said.get("description")),
        _word(streaming),
        f"{_word(said.get('source_url'))} {_word(said.get('version'))}",
        told(said),
    )


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _refuse(address: str) -> NoReturn:
    cause = Text("The answer has another form than the Mastodon interface.")
    remedy = Text("Check that the address is that of a Mastodon server, or of one that answers like it.")
    raise OutboundProblem("bad-answer", cause, remedy, address, permanent=False)
