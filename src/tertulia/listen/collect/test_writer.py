"""One writer for all: what waits is written together, and what cannot be written hurts nobody else."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from tertulia.listen.collect.digest import Digested, Rules
from tertulia.listen.collect.writer import Writer
from tertulia.posts.api import Batch, Written
from tertulia.posts.schema import POSTS

WITHIN_S = 20


class Gate:
    """A store that writes only when it is open, and never the batches of bad sources."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.transactions: list[list[str]] = []

    def write_many(self, batches: Sequence[Batch]) -> list[Written]:
        assert self.open.wait(WITHIN_S)
        names = [batch.source for batch in batches]
        if any(name.startswith("bad") for name in names):
            raise ValueError("it does not fit")
        self.transactions.append(names)
        return [Written(new=len(name)) for name in names]


def page(name: str) -> Digested:
    return Digested(Batch(POSTS.empty_table(), name), Rules())


def written(
    names: Sequence[str], after: Any = lambda digested, written: None
) -> tuple[Gate, list[Future[Any]]]:
    """The pages of these sources, all put while the store is at the first."""
    gate = Gate()
    writer = Writer(gate, after)  # type: ignore[arg-type]
    first = writer.put(page("first"))
    futures = [writer.put(page(name)) for name in names]
    gate.open.set()
    writer.close()
    assert first.result() is not None
    return gate, futures


def test_what_waits_is_written_together_in_its_order() -> None:
    gate, futures = written(["a", "bb", "ccc"])
    assert [name for names in gate.transactions for name in names] == ["first", "a", "bb", "ccc"]
    assert len(gate.transactions) <= 2
    assert [future.result().new for future in futures] == [1, 2, 3]


def test_what_cannot_be_written_is_told_to_its_source_alone() -> None:
    gate, (one, bad, other) = written(["a", "bad", "c"])
    assert (one.result().new, other.result().new) == (1, 1)
    with pytest.raises(ValueError, match="fit"):
        bad.result()
    assert sorted(name for names in gate.transactions for name in names) == ["a", "c", "first"]


def test_a_fault_after_the_writing_stops_nobody() -> None:
    def after(digested: Digested, written: Written) -> None:
        if digested.batch.source == "b":
            raise RuntimeError("so")

    _, (one, two, three) = written(["a", "b", "c"], after)
    assert (one.result().new, three.result().new) == (1, 1)
    with pytest.raises(RuntimeError):
        two.result()
