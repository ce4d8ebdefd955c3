"""Which accounts are organisations', as far as can be told from outside, and how that is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tertulia.posts.folding import fold
from tertulia.understand.conversation.cues import sounds_like_service

How = Literal["ours", "competitor", "followed", "name", "speech"]
_LEAST_POSTS, _LEAST_ANSWERED = 6, 5
_HUMP = re.compile(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñç]+")  # a word of MelillaGobierno
_SERVICE = 0.4  # share of an account's posts that sound like service
_ANSWERS = 0.6  # and that answer somebody


@dataclass(frozen=True)
class Account:
    """An account as it shows itself in some posts: its texts, and whom each answers (None: nobody)."""

    handle: str
    name: str
    texts: tuple[str, ...]
    answered: tuple[Hashable | None, ...]


def organisations(accounts: Mapping[Hashable, Account], known: Mapping[Hashable, How]) -> dict[Hashable, How]:
    """Those that are an organisation's, each with how that is told; what a person said counts first."""
    found: dict[Hashable, How] = {}
    for person, account in accounts.items():
        if person in known:
            found[person] = known[person]
        elif named(account.handle, account.name):
            found[person] = "name"
        elif speaks_as_one(account):
            found[person] = "speech"
    return found


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    lines = (Path(__file__).parent / "organisations.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return frozenset(w for w in words if w[0] != "~"), tuple(w[1:] for w in words if w[0] == "~")


def named(handle: str, name: str) -> bool:
    """Whether the name or the handle has a word of the list beside this file."""
    whole, parts = _words()
    local = fold(handle).split("@")[0].split(".")[0]
    told = {*re.findall(r"[^\W_]+", fold(name)), *re.findall(r"[a-zñç]+", local)}
    told |= {fold(part) for part in _HUMP.findall(handle)}
    return bool(told & whole) or local.startswith(parts) or local.endswith(parts)


def speaks_as_one(account: Account) -> bool:
    """Whether it answers several people, mostly answers, and often speaks as services do."""
    posts, people = len(account.texts), {person for person in account.answered if person is not None}
    if posts < _LEAST_POSTS or len(people) < _LEAST_ANSWERED:
        return False
    answers = sum(person is not None for person in account.answered)
    service = sum(map(sounds_like_service, account.texts))
    return answers >= _ANSWERS * posts and service >= _SERVICE * posts


def accounts_of(told: Sequence[tuple[Hashable, str, str, str, Hashable | None]]) -> dict[Hashable, Account]:
    """Accounts from posts: each post's person, handle, name, text, and whom it answers."""
    of: dict[Hashable, list[tuple[str, str, str, Hashable | None]]] = defaultdict(list)
    for person, *post in told:
        of[person].append(tuple(post))  # type: ignore[arg-type]
    return {
        person: Account(posts[0][0], posts[0][1], tuple(p[2] for p in posts), tuple(p[3] for p in posts))
        for person, posts in of.items()
    }
