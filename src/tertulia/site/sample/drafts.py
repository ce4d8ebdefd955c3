"""A post while the year is being made, and the heap they gather in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tertulia.site.sample.cast import Account

ZONE = ZoneInfo("Europe/Madrid")
_TAG = re.compile(r"(?<![\w&])#(\w+)")
_HANDLE = re.compile(r"(?<![\w.])@([\w\-]+(?:[.@][\w\-]+)*)")
_LINK = re.compile(r"https?://[^\s)»]+[^\s)».,;:!?]")
_PATHS = {"mastodon": "", "bluesky": "post/", "x": "status/", "instagram": "p/", "facebook": "posts/"}
_BLUESKY_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"


@dataclass(eq=False)
class Draft:
    """A post in the making; `pull` says how much attention it draws (1 is usual)."""

    network: str
    at: datetime
    text: str
    account: Account
    kind: str = "post"
    parent: Draft | None = None
    topic: str = ""
    mood: str = "joy"
    lang: str = "es"
    title: str | None = None
    own: bool = False
    pull: float = 1.0
    extra: dict[str, Any] = field(default_factory=dict)
    media: list[dict[str, str]] = field(default_factory=list)
    id: str = ""
    shares: int = 0
    quoted: int = 0
    answers: int = 0

    @property
    def root(self) -> Draft:
        return self.parent.root if self.parent else self

    @property
    def hashtags(self) -> list[str]:
        return _TAG.findall(self.text)

    @property
    def handles(self) -> list[str]:
        return _HANDLE.findall(self.text)

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.text)

    @property
    def url(self) -> str:
        return _url(self)


@dataclass
class Heap:
    """All drafts of the year up to `end`, each with an identifier like its network's."""

    end: datetime
    drafts: list[Draft] = field(default_factory=list)

    def add(self, draft: Draft) -> bool:
        """Keep the draft if its time is within the year."""
        if draft.at >= self.end:
            return False
        draft.id = native_id(draft, len(self.drafts))
        if draft.parent is not None:
            draft.parent.answers += 1
        self.drafts.append(draft)
        return True


def moment(first: datetime, day: float, minute: float) -> datetime:
    """The time in UTC of a local minute of a day of the year."""
    local = first + timedelta(days=int(day), minutes=minute)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def native_id(draft: Draft, number: int) -> str:
    """An identifier such as the network gives, unique through `number`."""
    milliseconds = int(draft.at.timestamp() * 1000)
    match draft.network:
        case "x":
            return str((milliseconds - 1_288_834_974_657) << 22 | number)
        case "mastodon":
            return str(milliseconds << 16 | number)
        case "bluesky":
            return f"at://{draft.account.handle}/app.bsky.feed.post/{_record_key(milliseconds, number)}"
        case "instagram":
            return str(17_900_000_000_000_000 + number * 7919)
        case "facebook":
            return f"1048{len(draft.account.handle):04d}_{900_000_000 + number * 613}"
        case _:
            return f"{draft.kind}-{1000 + number}"


def _record_key(milliseconds: int, number: int) -> str:
    value = (milliseconds * 1000) << 10 | (number & 1023)
    digits = [_BLUESKY_DIGITS[value >> shift & 31] for shift in range(60, -1, -5)]
    return f"{''.join(digits)}{_BLUESKY_DIGITS[number >> 10 & 31]}"


def _url(draft: Draft) -> str:
    last = draft.id.rsplit("/", 1)[-1]
    if draft.network == "wordpress":
        return f"https://blog.lacardadora.example/{draft.root.extra.get('slug', last)}#{last}"
    return f"{profile(draft.account)}/{_PATHS[draft.network]}{last}"


def profile(account: Account) -> str:
    """The address of an account's page."""
    if account.network == "mastodon":
        name, host = account.handle.split("@")
        return f"https://{host}/@{name}"
    if account.network == "bluesky":
        return f"https://bsky.example/profile/{account.handle}"
    return f"https://{account.network}.example/{account.handle}"
