"""Calls of the AT protocol's interface (XRPC): to the public AppView, or with a channel's session to its own
server, which passes them on.

A session's tokens are renewed by the refresh token, and by handle and app password where that is spent; new
ones are kept through `Access.renew`. https://atproto.com/specs/xrpc
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Record
from tertulia.networks.bluesky.cursors import now
from tertulia.networks.bluesky.shapes import table, word
from tertulia.networks.publishing import WITHIN_S
from tertulia.outbound.api import Answer, OutboundProblem

_RESERVED = 300  # requests that names leave to searches and feeds
_PUBLIC = "https://api.bsky.app"
OWN_SERVER = "https://bsky.social"
_ERROR = re.compile(r'"error"\s*:\s*"(\w+)"')
_MESSAGE = re.compile(r'"message"\s*:\s*"([^"\\]*)')
_SPENT = ("ExpiredToken", "InvalidToken")
_TAKEN_DOWN = (
    "AccountTakedown",
    "AccountSuspended",
    "AccountDeactivated",
    "RepoTakendown",
    "RepoDeactivated",
)


def public_server() -> str:
    """The AppView that answers without an account; TERTULIA_BLUESKY_SERVER names another one."""
    return os.environ.get("TERTULIA_BLUESKY_SERVER", "").strip() or _PUBLIC


class Xrpc:
    """The calls of one run of reading."""

    def __init__(self, access: Access, options: Mapping[str, str]) -> None:
        self._access = access
        self._secrets = dict(access.secrets)
        self.signed_in = bool(self._secrets.get("password"))
        if self.signed_in:
            self._server = (access.settings.get("server") or OWN_SERVER).rstrip("/")
        else:
            self._server = (options.get("server") or public_server()).rstrip("/")

    @classmethod
    def of(cls, ask: Ask, access: Access) -> Xrpc:
        return cls(access, ask.options)

    @property
    def handle(self) -> str:
        """The account that the session speaks for."""
        return (self._access.settings.get("handle") or "").strip().lstrip("@")

    @property
    def has_to_spare(self) -> bool:
        """Whether the host still allows what is not urgent, as far as it told."""
        rates = self._access.http.rates(self._server)
        if rates.remaining is None or rates.remaining > _RESERVED:
            return True
        return rates.resets_at is not None and rates.resets_at < now()

    async def get(self, method: str, **parameters: Any) -> Record:
        """The answer to a query; lists are repeated, None is left out. Raises `Problem`."""
        given = {name: value for name, value in parameters.items() if value is not None}
        address = f"{self._server}/xrpc/{method}?{urlencode(given, doseq=True)}"

        async def ask(headers: Mapping[str, str]) -> Answer:
            return await self._access.http.get(address, headers=headers)

        return await self._signed(ask)

    async def call(self, method: str, given: Record) -> Record:
        """The answer to a procedure that changes something. Raises `Problem`."""

        async def send(headers: Mapping[str, str]) -> Answer:
            address = f"{self._server}/xrpc/{method}"
            return await self._access.http.post(address, json=given, headers=headers, within_s=WITHIN_S)

        return await self._signed(send)

    async def upload(self, content: bytes, kind: str) -> Record:
        """The blob that a file became on the account's server. Raises `Problem`."""

        async def send(headers: Mapping[str, str]) -> Answer:
            address = f"{self._server}/xrpc/com.atproto.repo.uploadBlob"
            told = {**headers, "Content-Type": kind}
            return await self._access.http.post(address, content=content, headers=told, within_s=WITHIN_S)

        return table((await self._signed(send)).get("blob"))

    async def _signed(self, ask: Callable[[Mapping[str, str]], Awaitable[Answer]]) -> Record:
        """An answer, with the session's token where there is one; with a new one where that is spent."""
        if not self.signed_in:
            return table((await ask({})).json())
        if not self._secrets.get("access_token"):
            await self.sign_in()
        try:
            return table((await ask(self._bearer("access_token"))).json())
        except OutboundProblem as problem:
            if problem.status != 401 and error_of(problem) not in _SPENT:
                raise
        await self._renew()
        return table((await ask(self._bearer("access_token"))).json())

    async def sign_in(self) -> Record:
        """A new session by handle and app password.

        Raises `Problem`: "wrong-credentials", "needs-app-password".
        """
        told = {"identifier": self.handle, "password": self._secrets.get("password", "")}
        address = f"{self._server}/xrpc/com.atproto.server.createSession"
        try:
            answer = await self._access.http.post(address, json=told)
        except OutboundProblem as problem:
            raise _refusal(problem, self.handle, self._server) from problem
        return self._keep(table(answer.json()))

    async def _renew(self) -> None:
        address = f"{self._server}/xrpc/com.atproto.server.refreshSession"
        try:
            answer = await self._access.http.post(address, headers=self._bearer("refresh_token"))
        except OutboundProblem as problem:
            if not problem.permanent:
                raise
            await self.sign_in()
        else:
            self._keep(table(answer.json()))

    def _keep(self, session: Record) -> Record:
        tokens = {"access_token": session.get("accessJwt"), "refresh_token": session.get("refreshJwt")}
        self._secrets |= {name: token for name, token in tokens.items() if isinstance(token, str)}
        self._access.renew(self._secrets)
        return session

    def _bearer(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secrets.get(token, '')}"}


def error_of(problem: OutboundProblem) -> str:
    """The name that the protocol gives the error, "" where the answer has none."""
    found = _ERROR.search(problem.body)
    return found[1] if found else ""


def message_of(problem: OutboundProblem) -> str:
    found = _MESSAGE.search(problem.body)
    return found[1] if found else ""


def is_taken_down(problem: OutboundProblem) -> bool:
    """Whether the account is not there any more, for good or for now."""
    return error_of(problem) in _TAKEN_DOWN


def is_unknown(problem: OutboundProblem) -> bool:
    """Whether the account or post asked for does not exist."""
    said = message_of(problem).casefold()
    named = error_of(problem) in ("NotFound", "RecordNotFound", "ProfileNotFound", "ActorNotFound")
    return problem.status in (400, 404) and (named or "not found" in said or "unable to resolve" in said)


def token_scope(session: Record) -> str:
    """What the access token says that it allows, "" where it does not say."""
    body = (word(session.get("accessJwt")) or "").split(".")[1:2]
    try:
        claims = json.loads(base64.urlsafe_b64decode(body[0] + "=" * (-len(body[0]) % 4))) if body else {}
    except ValueError:
        return ""
    return str(table(claims).get("scope", ""))


def _refusal(problem: OutboundProblem, handle: str, server: str) -> Problem:
    """What a refused sign-in means for a person."""
    if error_of(problem) == "AuthFactorTokenRequired":
        return Problem(
            "needs-app-password",
            Text("Bluesky asks for a code by e-mail, because this is the account's own password."),
            Text("Make an app password on Bluesky, under Settings → Privacy and security, and use that."),
            "password",
        )
    if problem.status == 401 or error_of(problem) in _TAKEN_DOWN:
        return Problem(
            "wrong-credentials",
            Text(
                "{server} does not accept the handle {handle} with this app password.",
                server=server,
                handle=handle,
            ),
            Text("Look at the handle, or make a new app password under Settings → Privacy and security."),
            "password",
        )
    return problem
