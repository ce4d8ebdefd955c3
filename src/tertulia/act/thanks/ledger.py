"""Keeps the ledger: what others did for us is owed thanks until our answer is read or a person says so."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tertulia.act.thanks.models import Debt, Standing
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.models import Channel
from tertulia.listen.monitors.api import monitors
from tertulia.posts.api import Store, arrivals, store

DUE = timedelta(days=7)
LOOKED_BACK = timedelta(days=30)
_EVERY_S = 60.0
_CHUNK = 400
_FOLDER = Path(__file__).parent
_log = logging.getLogger(__name__)


def watch() -> None:
    """Keep the ledger for as long as the process runs."""
    threading.Thread(target=_watch, name="thanks", daemon=True).start()


def _watch() -> None:
    seen = arrivals().newest
    while True:
        try:
            keep_up(store())
        except Exception:  # the next turn looks at the same days again
            _log.exception("The ledger of thanks could not be kept")
        finally:
            connection.close()
        seen = arrivals().wait(seen, _EVERY_S)


def keep_up(posts: Store) -> None:
    """Write down what is owed of the last 30 days, settle what was answered, forget what is gone."""
    forget_gone(posts)
    _owe(posts)
    _settle(posts)


def _owe(posts: Store) -> None:
    found = rows(posts, _sql("owed"), {"since": _since(), **_us(posts)})
    known = _known(row["post"] for row in found)
    Debt.objects.bulk_create(_debt(row) for row in found if row["post"] not in known)


def _debt(row: dict[str, Any]) -> Debt:
    at: datetime = row["created_at"].replace(tzinfo=UTC)
    return Debt(
        post=row["post"],
        deed=row["deed"],
        network=row["network"],
        person=str(row["author_key"]),
        at=at,
        due=at + DUE,
    )


def _settle(posts: Store) -> None:
    owed = list(Debt.objects.filter(standing=Standing.OWED).values_list("post", flat=True))
    first = Debt.objects.filter(standing=Standing.OWED).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    since = first.astimezone(UTC).replace(tzinfo=None)
    for row in rows(posts, _sql("answered"), {"posts": joined(owed), "since": since}):
        Debt.objects.filter(post=row["post"], standing=Standing.OWED).update(
            standing=Standing.SETTLED, settled_at=row["at"].replace(tzinfo=UTC), answer=row["answer"]
        )


def forget_gone(posts: Store) -> None:
    """Forget the debts for posts that are no longer stored, and answers of ours that are gone."""
    kept = set(Debt.objects.values_list("post", flat=True))
    found = Debt.objects.exclude(answer=None).values_list("answer", flat=True)
    answers = {answer for answer in found if answer is not None}
    there = {row["post"] for row in shown(posts, kept | answers)}
    with transaction.atomic():
        for gone in _chunks(kept - there):
            Debt.objects.filter(post__in=gone).delete()
        for gone in _chunks(answers - there):
            Debt.objects.filter(answer__in=gone).update(answer=None)


def shown(posts: Store, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """The posts of these numbers that are stored."""
    return rows(posts, _sql("shown"), {"posts": joined(numbers)})


def joined(numbers: Iterable[int]) -> str:
    """Numbers as one parameter."""
    return ",".join(map(str, numbers))


def _known(numbers: Iterable[int]) -> set[int]:
    return {
        post
        for chunk in _chunks(set(numbers))
        for post in Debt.objects.filter(post__in=chunk).values_list("post", flat=True)
    }


def _chunks(numbers: set[int]) -> list[list[int]]:
    ordered = sorted(numbers)
    return [ordered[at : at + _CHUNK] for at in range(0, len(ordered), _CHUNK)]


def _us(posts: Store) -> dict[str, str]:
    """By what we are known, as the SQL asks it."""
    own = rows(
        posts, "SELECT DISTINCT network, lower(author) AS handle FROM posts WHERE own AND author <> ''", {}
    )
    handles = {f"{row['network']}:{row['handle']}" for row in own}
    handles |= {f"{one.network}:{one.handle.lower()}" for one in Channel.objects.filter(deleted_at=None)}
    brand = [one.id for one in monitors() if one.role == "brand"]
    return {"handles": " ".join(sorted(handles)), "monitors": joined(brand)}


def _since() -> datetime:
    return (timezone.now() - LOOKED_BACK).astimezone(UTC).replace(tzinfo=None)


@cache
def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
