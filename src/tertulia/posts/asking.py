"""The store's methods that only ask and answer, for every stand-in that reaches a store some other way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from tertulia.posts.api import Batch, Erased, Written

Parameters = Mapping[str, Any] | Sequence[Any]


class AskingStore(ABC):
    """The protocol of `posts/api.py`, but for `scan` and `close`, put as questions."""

    @abstractmethod
    def _ask(self, name: str, *given: object, **named: object) -> Any:
        """The answer of the store's method of that name."""

    def write(self, batch: Batch) -> Written:
        return cast(Written, self._ask("write", batch))

    def write_many(self, batches: Sequence[Batch]) -> list[Written]:
        return cast("list[Written]", self._ask("write_many", list(batches)))

    def query(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        return self._ask("query", sql, parameters)

    def position(self, source: str) -> str | None:
        return cast("str | None", self._ask("position", source))

    def set_mentions(self, monitor: int, posts: pa.Array, *, replace: bool) -> int:
        return int(self._ask("set_mentions", monitor, posts, replace=replace))

    def forget_monitor(self, monitor: int) -> None:
        self._ask("forget_monitor", monitor)

    def set_themes(self, first: int, last: int, posts: pa.Array, themes: pa.Array, mark: str) -> None:
        self._ask("set_themes", first, last, posts, themes, mark)

    def set_said(self, said: pa.Table) -> None:
        self._ask("set_said", said)

    def set_readings(self, posts: pa.Array, readings: pa.Table) -> None:
        self._ask("set_readings", posts, readings)

    def correct(self, post: int, task: str, value: str | None, person: str) -> None:
        self._ask("correct", post, task, value, person)

    def add_history(self, table: str, rows: pa.Table) -> int:
        return int(self._ask("add_history", table, rows))

    def erase(self, network: str, author: str) -> Erased:
        return cast(Erased, self._ask("erase", network, author))

    def drop_dead_letters(self, letters: Sequence[int]) -> int:
        return int(self._ask("drop_dead_letters", list(letters)))

    def backup(self, target: Path) -> None:
        self._ask("backup", target.absolute())

    def checkpoint(self) -> None:
        self._ask("checkpoint")
