"""A network's pages, read to their end or to ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tertulia.networks.base import Page


@asynccontextmanager
async def reading(pages: AsyncIterator[Page]) -> AsyncIterator[AsyncIterator[Page]]:
    """A network's pages, their connection closed at the end, whatever ends it."""
    try:
        yield pages
    finally:
        close = getattr(pages, "aclose", None)
        if close is not None:
            await close()
