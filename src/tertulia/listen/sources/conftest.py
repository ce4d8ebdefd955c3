"""An invented network, Corrala, that answers from memory: pages can be tried without any outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks import base
from tertulia.networks.base import (
    Access,
    Ask,
    Found,
    Identity,
    Kind,
    Manifest,
    Network,
    Page,
    Readable,
    Record,
    Setting,
)
from tertulia.outbound.api import OutboundProblem
from tertulia.posts.api import Gap

SECRET = "corrala-s3cr3t-word"  # noqa: S105  (what a test looks for where it must not be)
MANIFEST = Manifest(
    name="corrala",
    title=Text("Corrala"),
    summary=Text("An invented network of neighbours."),
    reads=(
        Readable(Kind.SEARCH, Text("A search"), Text("Words"), "feria"),
        Readable(Kind.HASHTAG, Text("A hashtag"), Text("The tag"), "feria"),
        Readable(Kind.ACCOUNT, Text("An account"), Text("The handle"), "@ana"),
        Readable(Kind.STREAM, Text("All of it"), live=True),
        Readable(Kind.MENTIONS, Text("Mentions of us"), channel=True),
    ),
    settings=(
        Setting(
            "server", Text("Server"), Text("Where the account lives."), "address", default="https://c.example"
        ),
        Setting("word", Text("Pass word"), Text("Lets <us> in."), "secret"),
    ),
    permissions=(("read:mentions", Text("to see what is said to you")),),
    limits=(Text("300 questions in 5 minutes."),),
    cannot=(Text("It shows no views."),),
    reply_windows=(Text("Any time."),),
)


@dataclass
class Corrala:
    """What it finds, whom it knows; `problem` is raised instead of any answer."""

    found: list[Found] = field(default_factory=list)
    identity: Identity = field(
        default_factory=lambda: Identity("@casa", "La Casa", "https://c.example/@casa", 1234)
    )
    problem: Problem | None = None
    asked: list[str] = field(default_factory=list)

    async def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        yield Page()

    async def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        yield Page()

    def map_item(self, item: Record) -> Record:
        return item

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        self.asked.append(words)
        if self.problem:
            raise self.problem
        return [one for one in self.found if words.strip("@").lower() in one.title.lower()]

    async def identify(self, access: Access) -> Identity:
        if self.problem:
            raise self.problem
        assert access.secrets == {"word": SECRET}
        return self.identity

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        return []


def account(handle: str, title: str, sure: float = 0.9, about: str = "") -> Found:
    return Found(Ask(Kind.ACCOUNT, handle), title, about, f"https://c.example/{handle}", sure)


REFUSED = OutboundProblem("unauthorized", Text("The pass word is wrong."), Text("Copy it again."), status=401)


@pytest.fixture
def corrala(monkeypatch: pytest.MonkeyPatch) -> Iterator[Corrala]:
    """Corrala beside the real networks of files; no other that is live."""
    made = Corrala(
        [
            account("@casa", "La Casa"),
            account("@casa_vieja", "La Casa Vieja", 0.4, "<b>not</b> us"),
        ]
    )
    networks = {"corrala": Network(MANIFEST, live=made)}
    monkeypatch.setattr(base, "networks", lambda: networks)
    monkeypatch.setattr("tertulia.listen.sources.fares.networks", lambda: networks)
    yield made
