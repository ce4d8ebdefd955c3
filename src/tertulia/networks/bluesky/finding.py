"""What a name, handle or address may mean on Bluesky."""

from __future__ import annotations

from collections.abc import Sequence

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Found, Kind, Record
from tertulia.networks.bluesky.accounts import profile_of
from tertulia.networks.bluesky.names import account_in, account_page, page_parts, thread_in
from tertulia.networks.bluesky.shapes import tables, word
from tertulia.networks.bluesky.xrpc import Xrpc
from tertulia.posts.folding import fold

_MOST = 10
_CERTAIN, _SAME_NAME, _SIMILAR = 0.95, 0.7, 0.4


async def find(words: str, access: Access) -> Sequence[Found]:
    """Accounts, a thread, a hashtag or a search, most sure first; nothing where nothing is meant."""
    meant = words.strip()
    if not meant:
        return []
    if named := _named(meant):
        return [named]
    xrpc = Xrpc(access, {})
    if account_in(meant):
        profile = await _profile(xrpc, meant)
        if profile or "://" in meant:
            return [_found(profile, _CERTAIN)] if profile else []
    answer = await xrpc.get("app.bsky.actor.searchActors", q=meant.lstrip("@"), limit=_MOST)
    found = [_found(actor, _likeness(actor, meant)) for actor in tables(answer.get("actors"))]
    return sorted((one for one in found if one.ask.target), key=lambda one: -one.sure)


def _named(meant: str) -> Found | None:
    """What an address or a # says by itself."""
    if meant.startswith("#") and " " not in meant:
        return Found(Ask(Kind.HASHTAG, meant[1:]), meant, sure=_CERTAIN)
    if thread_in(meant):
        return Found(Ask(Kind.THREAD, meant), str(Text("A thread on Bluesky")), url=meant, sure=_CERTAIN)
    match page_parts(meant):
        case ["hashtag", tag, *_]:
            return Found(Ask(Kind.HASHTAG, tag), f"#{tag}", url=meant, sure=_CERTAIN)
    return None


async def _profile(xrpc: Xrpc, meant: str) -> Record | None:
    try:
        return await profile_of(xrpc, meant)
    except Problem as problem:
        if problem.code in ("no-such-account", "account-gone"):
            return None
        raise


def _found(profile: Record, sure: float) -> Found:
    handle = word(profile.get("handle")) or word(profile.get("did")) or ""
    return Found(
        Ask(Kind.ACCOUNT, handle),
        word(profile.get("displayName")) or handle,
        word(profile.get("description")) or "",
        account_page(handle),
        sure,
    )


def _likeness(profile: Record, meant: str) -> float:
    """An account that is called so is likelier meant than one that only resembles it."""
    names = (word(profile.get("displayName")) or "", (word(profile.get("handle")) or "").split(".")[0])
    wanted = fold(meant.lstrip("@")).replace(" ", "")
    return _SAME_NAME if any(fold(name).replace(" ", "") == wanted for name in names) else _SIMILAR
