"""The posts of a conversation as they are looked at here."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Answer:
    """A post that answers another, or carries it on (`shared`): by whom, when, how it feels (None: not
    read)."""

    number: int
    person: Hashable
    at: datetime
    sentiment: str | None = None
    shared: bool = False
    organisation: bool = False


@dataclass(frozen=True)
class Said:
    """A post of the conversation. `reactions` are its likes, reposts, replies and quotes, `replies` those
    that the network counts; None where it tells none. `answers` are the ones that we know. `answering` says
    whether it answers a post, `organisation` whether its account is an organisation's."""

    number: int
    person: Hashable
    network: str
    at: datetime
    text: str
    lang: str | None = None
    sentiment: str | None = None
    irony: bool | None = None
    offensive: str | None = None
    intents: frozenset[str] = frozenset()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: int = 0
    media: bool = False
    answering: bool = False
    own: bool = False
    organisation: bool = False
    reactions: int | None = None
    replies: int | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def answers_of_others(self) -> tuple[Answer, ...]:
        """Who but the author answered in words."""
        return tuple(a for a in self.answers if a.person != self.person and not a.shared)

    @property
    def taken_up_by(self) -> frozenset[Hashable]:
        """The others who answered it or carried it on."""
        return frozenset(a.person for a in self.answers if a.person != self.person)
