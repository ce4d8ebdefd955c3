"""Who is meant: accounts by handle or DID, and the names of many DIDs at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Record
from tertulia.networks.bluesky.names import DID, account_in
from tertulia.networks.bluesky.shapes import only_given, tables, word
from tertulia.networks.bluesky.xrpc import Xrpc, is_taken_down, is_unknown
from tertulia.outbound.api import OutboundProblem

_AT_ONCE = 25  # what getProfiles takes
_REMEMBERED = 50_000
_WAIT_S = 5.0


async def profile_of(xrpc: Xrpc, written: str) -> Record:
    """The profile of the account that a handle, DID or address means. Raises `Problem`: "no-such-account",
    "account-gone"."""
    account = account_in(written)
    if account is None:
        raise _unknown(written)
    try:
        return await xrpc.get("app.bsky.actor.getProfile", actor=account)
    except OutboundProblem as problem:
        if is_taken_down(problem):
            raise gone_account(written) from problem
        if is_unknown(problem) or problem.status == 400:
            raise _unknown(written) from problem
        raise


async def did_of(xrpc: Xrpc, written: str) -> str:
    """The DID of the account that is meant. Raises `Problem` as `profile_of`."""
    account = account_in(written)
    if account and DID.fullmatch(account):
        return account
    return word((await profile_of(xrpc, written)).get("did")) or ""


def gone_account(account: str) -> Problem:
    return Problem(
        "account-gone",
        Text("The account {account} is closed, suspended or switched off.", account=account),
        Text(
            "What was read of it is taken away, as Bluesky asks. Stop following it, or wait until it is back."
        ),
    )


def _unknown(account: str) -> Problem:
    return Problem(
        "no-such-account",
        Text("Bluesky knows no account {account}.", account=account),
        Text("Write its handle as its page shows it, such as museo.bsky.social."),
        "target",
    )


class Names:
    """Handles and shown names of DIDs, asked for by the two dozen and kept; the least used go first."""

    def __init__(self, xrpc: Xrpc) -> None:
        self._xrpc = xrpc
        self._known: OrderedDict[str, Record] = OrderedDict()

    def forget(self, did: str) -> None:
        """The account's identity changed."""
        self._known.pop(did, None)

    async def of(self, dids: Iterable[str]) -> dict[str, Record]:
        """{did: {handle, displayName}} of those that could be found; the others keep their DID for a name."""
        wanted = list(dict.fromkeys(did for did in dids if DID.fullmatch(did)))
        missing = [did for did in wanted if did not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            if not await self._ask(missing[start : start + _AT_ONCE]):
                break
        for did in wanted:
            if did in self._known:
                self._known.move_to_end(did)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return {did: self._known[did] for did in wanted if self._known.get(did)}

    async def _ask(self, dids: list[str]) -> bool:
        """Whether an answer came. A stream does not stop for want of a name."""
        if not self._xrpc.has_to_spare:
            return False
        try:
            async with asyncio.timeout(_WAIT_S):
                answer = await self._xrpc.get("app.bsky.actor.getProfiles", actors=dids)
        except (Problem, TimeoutError):
            return False
        for profile in tables(answer.get("profiles")):
            if did := word(profile.get("did")):
                self._known[did] = only_given(
                    handle=word(profile.get("handle")), displayName=word(profile.get("displayName"))
                )
        return True
