"""What the store is asked about needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.needs.models import NeedKind
from tertulia.posts.api import Store

ASKING = list(NeedKind.values)
_FOLDER = Path(__file__).parent
Record = dict[str, Any]


@cache
def sql(name: str) -> str:
    """The text of a file beside this one."""
    return (_FOLDER / f"{name}.sql").read_text()


def joined(numbers: Iterable[object]) -> str:
    """Numbers as one parameter: a list of them is slow to hand over."""
    return ",".join(map(str, numbers))


def asking_posts(store: Store, since: datetime, limit: int) -> dict[int, str]:
    """The newest posts that ask something, by number, oldest first."""
    values = {"asking": ASKING, "since": since.replace(tzinfo=None), "limit": limit}
    return {row["post"]: row["text"] for row in reversed(rows(store, sql("asking_posts"), values))}


def texts(store: Store, numbers: Iterable[int]) -> dict[int, str]:
    """The texts of those of the posts that are still there."""
    found = rows(store, sql("texts"), {"numbers": joined(numbers)})
    return {row["post"]: row["text"] for row in found}


def likeliest_kinds(store: Store, members: Mapping[int, int]) -> dict[int, str]:
    """Of each need what it mostly is; `members` are posts with their needs."""
    values = {"posts": joined(members), "needs": joined(members.values()), "asking": ASKING}
    best: dict[int, tuple[float, str]] = {}
    for row in rows(store, sql("kinds"), values):
        best[row["need"]] = max(best.get(row["need"], (0.0, "")), (row["weight"], row["kind"]))
    return {need: kind for need, (_, kind) in best.items()}
