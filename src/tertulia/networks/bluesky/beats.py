"""Messages as they come, and a beat where none does, so that what was gathered is handed on in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")
_WAITING = 1000  # messages read ahead; beyond, the sender is held back
_AT_ONCE = 500


class _End:
    """The messages ended, by themselves or by an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


async def with_beats(messages: AsyncIterator[T], every_s: float) -> AsyncGenerator[list[T], None]:
    """Lists of the messages that are there; an empty one where none came for `every_s`. Raises what the
    messages raise, behind those that came before."""
    queue: asyncio.Queue[T | _End] = asyncio.Queue(_WAITING)
    pump = asyncio.create_task(_pump(messages, queue))
    try:
        while True:
            came = await _next(queue, every_s)
            ends = [message for message in came if isinstance(message, _End)]
            yield [message for message in came if not isinstance(message, _End)]
            if ends:
                if error := ends[0].error:
                    raise error
                return
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _pump(messages: AsyncIterator[T], queue: asyncio.Queue[T | _End]) -> None:
    try:
        async for message in messages:
            await queue.put(message)
    except Exception as error:  # handed to the reader
        await queue.put(_End(error))
    else:
        await queue.put(_End())


async def _next(queue: asyncio.Queue[T | _End], every_s: float) -> list[T | _End]:
    try:
        async with asyncio.timeout(every_s):
            came = [await queue.get()]
    except TimeoutError:
        return []
    while not queue.empty() and len(came) < _AT_ONCE:
        came.append(queue.get_nowait())
    return came
