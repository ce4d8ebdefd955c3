"""A web that holds what a test puts there, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tertulia.i18n import Text
from tertulia.networks.base import Access
from tertulia.outbound.api import Answer, OutboundProblem


@dataclass
class Web:
    pages: dict[str, Answer | OutboundProblem] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    sent: list[tuple[str, Mapping[str, str] | None]] = field(default_factory=list)

    def put(
        self,
        url: str,
        body: str | bytes = b"",
        status: int = 200,
        at: str = "",
        moved: bool = False,
        **headers: str,
    ) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        self.pages[url] = Answer(status, named, raw, at or url, moved)

    def fail(self, url: str, code: str, status: int = 0) -> None:
        self.pages[url] = OutboundProblem(code, Text("It failed."), status=status)

    async def get(self, url: str, **given: Any) -> Answer:
        self.asked.append((url, given.get("headers", {})))
        found = self.pages.get(url) or OutboundProblem("not-found", Text("It is not there."), status=404)
        if isinstance(found, OutboundProblem):
            raise found
        return found

    async def post(self, url: str, **given: Any) -> Answer:
        self.sent.append((url, given.get("form")))
        return Answer(202, {}, b"", url)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def access(web: Web) -> Access:
    return Access(web)  # type: ignore[arg-type]
