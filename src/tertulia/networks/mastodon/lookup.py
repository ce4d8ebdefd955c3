"""Statuses by their ids: the parents that answers name by their local id alone, and the present counters."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tertulia.errors import Problem
from tertulia.networks.base import Access, Record
from tertulia.networks.mastodon.client import Server, base_of, server_of
from tertulia.networks.mastodon.mapping import carried
from tertulia.networks.mastodon.memory import Memories, Memory

_AT_ONCE = 20  # ids a request: what Mastodon grants without an account
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
    found = await _asked(numbers, server, memory) if memory.asks_many else None
    if found is not None:
        return found
    singles = [await _one(number, server) for number in numbers]
    return [status for status in singles if status is not None]


async def _asked(
    numbers: Sequence[str], server: Server, memory: Memory, within_s: float = 30.0
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


async def _one(number: str, server: Server, within_s: float = 30.0) -> Record | None:
    try:
        found = await server.get(f"/api/v1/statuses/{number}", within_s=within_s)
    except Problem as problem:
        if problem.code in ("not-found", "gone"):
            return None
        raise
    return found if isinstance(found, dict) else None


async def observe(ids: Sequence[str], access: Access, memories: Memories) -> list[Record]:
    """The posts as the servers that they were published on show them now, where alone all is counted. Those
    that are gone, or whose server does not speak the Mastodon interface, are left out. Raises `Problem` where
    no server answered."""
    by_server: dict[str, list[str]] = defaultdict(list)
    for uri in ids:
        base, number = _home_of(uri)
        if base and number:
            by_server[base].append(number)
    found: list[Record] = []
    problems: list[Problem] = []
    for base, numbers in by_server.items():
        try:
            found += await _observed(numbers, server_of(access, base), memories)
        except Problem as problem:
            problems.append(problem)
    if problems and len(problems) == len(by_server):
        raise problems[0]
    return found


async def _observed(numbers: list[str], server: Server, memories: Memories) -> list[Record]:
    memory = memories.of(server)
    domain = (await memory.instance(server)).domain
    found: list[Record] = []
    for start in range(0, len(numbers), _AT_ONCE):
        found += await by_ids(numbers[start : start + _AT_ONCE], server, memory)
    memory.notice(found)
    return [carried(status, server.host, domain) for status in found]


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
