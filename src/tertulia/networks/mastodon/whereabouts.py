"""A post's local id on the channel's server, by its uri: what answers, quotes and reactions name it by."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from tertulia.networks.base import Record
from tertulia.networks.mastodon.client import Server, id_of
from tertulia.outbound.api import OutboundProblem


async def local_id(uri: str, server: Server) -> str | None:
    """The id of a post on the server; None where it shows none of that uri. Raises `Problem`."""
    status = await status_at(uri, server)
    return id_of(status) if status else None


async def status_at(uri: str, server: Server) -> Record | None:
    """A post of the server's own, or one that it fetches from elsewhere; None where it shows none of that
    uri. Raises `Problem`."""
    parts = urlsplit(uri)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if parts.netloc == server.host and last.isalnum():
        status = await _status(last, server)
        if status.get("uri") == uri:
            return status
    query = {"q": uri, "type": "statuses", "resolve": "true", "limit": 5}
    found = (await server.record("/api/v2/search", query)).get("statuses")
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict) and uri in (each.get("uri"), each.get("url")):
            return each
    return None


async def _status(number: str, server: Server) -> Record:
    """The status of a local id, {} where there is none."""
    try:
        return await server.record(f"/api/v1/statuses/{quote(number, safe='')}")
    except OutboundProblem as problem:
        if problem.code in ("not-found", "gone"):
            return {}
        raise
