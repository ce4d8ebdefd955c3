"""Who a channel is, and what its app password allows."""

from __future__ import annotations

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Identity
from tertulia.networks.bluesky.names import account_page
from tertulia.networks.bluesky.shapes import number, word
from tertulia.networks.bluesky.xrpc import Xrpc, is_unknown, token_scope
from tertulia.outbound.api import OutboundProblem

_MAY = {
    "com.atproto.appPass": Text("Read and publish; direct messages stay closed."),
    "com.atproto.appPassPrivileged": Text("Read and publish, direct messages too."),
    "com.atproto.access": Text("Everything, even to delete the account: use an app password instead."),
}


async def identify(access: Access) -> Identity:
    """Sign in anew, and the account's profile.

    Raises `Problem`: "wrong-credentials", "needs-app-password", "not-shown-yet".
    """
    xrpc = Xrpc(access, {})
    if not xrpc.signed_in or not xrpc.handle:
        raise Problem(
            "needs-channel",
            Text("A handle and an app password are needed to sign in."),
            Text("Connect the account as a channel."),
        )
    session = await xrpc.sign_in()
    did = word(session.get("did")) or xrpc.handle
    try:
        profile = await xrpc.get("app.bsky.actor.getProfile", actor=did)
    except OutboundProblem as problem:
        if is_unknown(problem):
            raise _not_shown_yet(xrpc.handle) from problem
        raise
    handle = word(profile.get("handle")) or xrpc.handle
    may = _MAY.get(token_scope(session))
    return Identity(
        handle,
        word(profile.get("displayName")) or "",
        account_page(handle),
        number(profile.get("followersCount")),
        number(profile.get("followsCount")),
        number(profile.get("postsCount")),
        (may,) if may else (),
    )


def _not_shown_yet(handle: str) -> Problem:
    return Problem(
        "not-shown-yet",
        Text("Bluesky accepts {handle} but does not show its profile yet.", handle=handle),
        Text("A new account takes a moment: try again."),
        permanent=False,
    )
