"""An invented network that keeps a ledger of its own, fails as it is told, and knows no doubles by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Draft, Limits, Manifest, Network, Published, Reaction, Weighed


class Killed(BaseException):
    """What `kill -9` is to the code: nothing after it runs."""


def broke_off() -> Problem:
    return Problem("outcome-unknown", Text("The line broke."), permanent=False)


@dataclass(frozen=True)
class Standing:
    """A post on the network."""

    id: str
    text: str
    reply_to: str
    thread: str
    at: datetime


@dataclass
class Invented:
    """`next_calls` says how the coming calls of `publish` end: taken, cut-before, cut-after, refused, busy,
    killed-before, killed-after, odd. `blind`: the timeline cannot be looked at."""

    posts: list[Standing] = field(default_factory=list)
    next_calls: deque[str] = field(default_factory=deque)
    blind: bool = False
    calls: int = 0
    looks: int = 0
    reactions: list[tuple[str, str]] = field(default_factory=list)

    def limits(self, settings: Mapping[str, str]) -> Limits:
        return Limits(300)

    def weigh(self, draft: Draft, settings: Mapping[str, str]) -> Weighed:
        long = Problem("too-long", Text("Too long."), place="text")
        return Weighed(len(draft.text), (long,) if len(draft.text) > 300 else ())

    async def publish(self, draft: Draft, key: str, access: Access) -> Published:
        self.calls += 1
        how = self.next_calls.popleft() if self.next_calls else "taken"
        if how == "killed-before":
            raise Killed
        if how == "cut-before":
            raise broke_off()
        if how == "refused":
            raise Problem("refused", Text("No."))
        if how == "busy":
            raise Problem("rate-limited", Text("Later."), permanent=False)
        taken = self._take(draft)
        if how == "killed-after":
            raise Killed
        if how == "cut-after":
            raise broke_off()
        if how == "odd":
            raise ConnectionResetError("by peer")
        return Published(taken.id, f"https://invented.example/{taken.id}")

    def _take(self, draft: Draft) -> Standing:
        number = f"post-{len(self.posts) + 1}"
        self.posts.append(Standing(number, draft.text, draft.reply_to, draft.thread, datetime.now(UTC)))
        return self.posts[-1]

    async def look_up(self, draft: Draft, key: str, since: datetime, access: Access) -> Published | None:
        self.looks += 1
        if self.blind:
            raise Problem("unreachable", Text("Nobody answers."), permanent=False)
        for post in self.posts:
            if post.text == draft.text and post.reply_to == draft.reply_to and post.at >= since:
                return Published(post.id, f"https://invented.example/{post.id}")
        return None

    async def withdraw(self, id: str, access: Access) -> None:
        self.posts = [post for post in self.posts if post.id != id]

    async def react(self, reaction: Reaction, target: str, access: Access) -> None:
        self.reactions.append((reaction, target))

    def network(self) -> Network:
        return Network(Manifest("invented", Text("Invented")), publisher=self)

    def times(self, text: str) -> int:
        """How often a text stands there."""
        return sum(post.text == text for post in self.posts)
