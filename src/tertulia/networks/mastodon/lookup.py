"""Statuses by their ids: the parents that answers name by their local id alone, and the present counters."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tertulia.errors import Problem
from tertulia.networks.base import GONE, Access, Record
from tertulia.networks.mastodon.client import Server, base_of, server_of
from tertulia.networks.mastodon.mapping import carried
from tertulia.networks.mastodon.memory import Memories, Memory

_AT_ONCE = 20  # ids a request: what Mastodon grants without an account
_SERVERS_AT_ONCE = 8
_HOME_WITHIN_S = 10.0
_PARENT_WITHIN_S = 5.0  # a parent is nice to know, never worth a long wait
_NO_SUCH_CALL = ("not-found", "bad-request", "wrong-content", "bad-answer", "gone")


async def find_parents(statuses: Sequence[Any], server: Server, memory: Memory) -> None:
    """Learn the uris of the posts that these answer, as far as the allowance goes; others stay unknown."""
    answered = {str(s["in_reply_to_id"]) for s in statuses if isinstance(s, dict) and s.get("in_reply_to_id")}
    unknown = sorted(number for number in answered if number not in memory.uris)
    while unknown and server.is_generous() and memory.lookups.take(time.monotonic()):
        asked = unknown[: _AT_ONCE if memory.asks_many else 1]
        try:
            found = await _asked(asked, server, memory, _PARENT_WITHIN_S)
        except Problem:
            return  # the reading itself meets what is wrong with the server, and says so
        if found is None:
            continue  # now one by one
        memory.notice(found)
        for number in asked:
            if number not in memory.uris:
                memory.uris.put(number, None)
        unknown = unknown[len(asked) :]


async def by_ids(numbers: Sequence[str], server: Server, memory: Memory) -> list[Record]:
    """Those of the statuses that the server shows: together where it can (Mastodon 4.3), else one by one.
    Raises `Problem`."""
    found = await _asked(numbers, server, memory, _HOME_WITHIN_S) if memory.asks_many else None
    if found is not None:
        return found
    singles = [await _one(number, server, _HOME_WITHIN_S) for number in numbers]
    return [status for status in singles if status is not None]


async def _asked(
    numbers: Sequence[str], server: Server, memory: Memory, within_s: float
) -> list[Record] | None:
    """The statuses in one request; None where the server does not give several at once."""
    if len(numbers) == 1:
        status = await _one(numbers[0], server, within_s)
        return [status] if status else []
    try:
        return list((await server.list("/api/v1/statuses", {"id[]": list(numbers)}, within_s)).items)
    except Problem as problem:
        if problem.code not in _NO_SUCH_CALL:
            raise
        memory.asks_many = False
        return None


async def _one(number: str, server: Server, within_s: float) -> Record | None:
    try:
        found = await server.get(f"/api/v1/statuses/{number}", within_s=within_s)
    except Problem as problem:
        if problem.code in ("not-found", "gone"):
            return None
        raise
    return found if isinstance(found, dict) else None


async def observe(ids: Sequence[str], access: Access, memories: Memories) -> list[Record]:
    """The posts as the servers that they were published on show them now, where alone all is counted. A post
    is gone only if its server showed it to everyone before and no longer does; where there is less to go by
    (a private post, a server that keeps to itself or speaks otherwise) nothing is said of it. Raises
    `Problem` where all servers failed."""
    homes = {uri: _home_of(uri) for uri in ids}
    by_server: dict[str, dict[str, str]] = defaultdict(dict)
    for uri, (base, number) in homes.items():
        if base:
            by_server[base][number] = uri
    few = asyncio.Semaphore(_SERVERS_AT_ONCE)
    asked = [_home(uris, server_of(access, base), memories, few) for base, uris in by_server.items()]
    answers = await asyncio.gather(*asked)
    problems = [answer for answer in answers if isinstance(answer, Problem)]
    if problems and len(problems) == len(answers):
        raise problems[0]
    return [item for answer in answers if not isinstance(answer, Problem) for item in answer]


async def _home(
    uris: dict[str, str], server: Server, memories: Memories, few: asyncio.Semaphore
) -> list[Record] | Problem:
    """What one server shows of its posts (local id → uri), or why it could not be asked."""
    memory = memories.of(server)
    try:
        async with few:
            instance = await memory.instance(server)
            if not instance.program:
                return []
            before = {number for number in uris if number in memory.public}
            found = await _all(list(uris), server, memory)
    except Problem as problem:
        return problem
    there = {status.get("uri"): status for status in found}
    items = [carried(there[uri], server.host, instance.domain) for uri in uris.values() if uri in there]
    gone = [uri for number, uri in uris.items() if uri not in there and number in before]
    return [*items, *({GONE: uri} for uri in gone)]


async def _all(numbers: Sequence[str], server: Server, memory: Memory) -> list[Record]:
    found: list[Record] = []
    for start in range(0, len(numbers), _AT_ONCE):
        found += await by_ids(numbers[start : start + _AT_ONCE], server, memory)
    memory.notice(found)
    return found


def _home_of(uri: str) -> tuple[str, str]:
    """The server of a post and its local id there, as Mastodon and its kin write uris; "" for others."""
    try:
        parts = urlsplit(uri)
        base = base_of(f"{parts.scheme}://{parts.netloc}")
    except (ValueError, Problem):
        return "", ""
    steps = [step for step in parts.path.split("/") if step]
    number = steps[-1] if steps else ""
    return base, number if number.isalnum() and len(steps) > 1 else ""
