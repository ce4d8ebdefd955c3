"""Whatever is done to the store in whatever order, it agrees with a dictionary that is done the same to."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tertulia.home import Home
from tertulia.posts.api import Batch, Gap, Gone, Written
from tertulia.posts.erasure import DEPENDENT
from tertulia.posts.schema import COUNTERS
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions

AUTHORS = ("ana", "bruno", "carla")
FIELDS = ("text", "title", "author", "extra", "likes", "views")
START = datetime(2026, 3, 8)  # noqa: DTZ001  (the store's times are UTC)

given_posts = st.lists(
    st.fixed_dictionaries(
        {
            "network": st.sampled_from(["x", "rss"]),
            "id": st.sampled_from(["a", "b", "c", "ca"]),
            "text": st.sampled_from(["uno", "dos", "Tres"]),
            "title": st.sampled_from([None, "T", "U"]),
            "author": st.sampled_from([None, *AUTHORS]),
            "extra": st.sampled_from([None, '{"local": "h/1"}', '{"local": "h/2", "note": "h/1"}']),
            "likes": st.sampled_from([None, 1, 2]),
            "views": st.sampled_from([None, 7]),
            "monitors": st.sets(st.integers(1, 3)),
        }
    ),
    max_size=5,
)


given_gone = st.lists(
    st.builds(
        lambda network, name: Gone(network, **dict([name])),
        st.sampled_from(["x", "rss"]),
        st.one_of(
            st.tuples(st.just("id"), st.sampled_from(["a", "b", "c", "z"])),
            st.tuples(st.just("prefix"), st.sampled_from(["b", "c", "z"])),
            st.tuples(st.just("author"), st.sampled_from(AUTHORS)),
            st.tuples(st.just("local"), st.sampled_from(["h/1", "h/2", "h"])),
        ),
    ),
    max_size=2,
)

given_gaps = st.lists(
    st.builds(
        lambda since, until, filled, reason: Gap(hours(since), hours(until), reason, "x", hours(filled)),
        st.integers(0, 2),
        st.sampled_from([None, 3, 4]),
        st.sampled_from([None, 5]),
        st.sampled_from(["stopped", "unreachable"]),
    ),
    max_size=2,
)


def hours(number: int | None) -> Any:
    """A time so many hours after the start."""
    return None if number is None else START + timedelta(hours=number)


def means(gone: Gone, network: str, post_id: str, values: Mapping[str, Any]) -> bool:
    """Whether a post is among what was taken back."""
    local = json.loads(values["extra"] or "{}").get("local")
    return gone.network == network and bool(
        gone.id == post_id
        or (gone.local and gone.local == local)
        or (gone.author and gone.author == values["author"])
        or (gone.prefix and post_id.startswith(gone.prefix))
    )


@dataclass
class Known:
    """What the dictionary knows of a post."""

    values: dict[str, Any]
    counters: list[tuple[int | None, int | None]] = field(default_factory=list)
    earlier: set[tuple[str | None, str]] = field(default_factory=set)
    monitors: set[int] = field(default_factory=set)
    corrected: str | None = None


class StoreMachine(RuleBasedStateMachine):
    """The store beside a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="tertulia-machine-"))
        self.home = Home(self.folder / "data")
        self.store = LocalStore(self.home)
        self.known: dict[tuple[str, str], Known] = {}
        self.erased: set[tuple[str, str]] = set()
        self.gaps: dict[datetime, Gap] = {}
        self.position: str | None = None
        self.following = 1  # number of the next new post
        self.written = 0

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize(rows=given_posts)
    def begin(self, rows: list[dict[str, Any]]) -> None:
        self.write(rows, [], [])

    @rule(rows=given_posts, gone=given_gone, gaps=given_gaps)
    def write(self, rows: list[dict[str, Any]], gone: list[Gone], gaps: list[Gap]) -> None:
        self.written += 1
        given = self.given(rows, gone, gaps)
        assert self.store.write(given) == self.remember(rows, gone)
        self.keep(gaps)
        again = self.remember(rows, gone)
        assert (again.new, again.updated) == (0, 0)
        assert self.store.write(given) == again

    def given(self, rows: list[dict[str, Any]], gone: list[Gone], gaps: list[Gap]) -> Batch:
        pairs = [(row, monitor) for row, post in enumerate(rows) for monitor in post["monitors"]]
        position, matched = str(self.written), mentions(*pairs)
        return batch(rows, position=position, mentions=matched, gone=gone, gaps=gaps)

    def keep(self, gaps: list[Gap]) -> None:
        for gap in gaps:
            before = self.gaps.get(gap.since, gap)
            until, filled = gap.until or before.until, gap.filled_at or before.filled_at
            self.gaps[gap.since] = replace(gap, until=until, filled_at=filled)

    def take(self, gone: list[Gone], rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
        """What is left of a batch's rows when what is gone went, and how many posts went."""
        inside = [row for row in rows if any(means(one, row["network"], row["id"], row) for one in gone)]
        stored = [
            key for key, post in self.known.items() if any(means(one, *key, post.values) for one in gone)
        ]
        for key in stored:
            del self.known[key]
        went = {*stored, *((row["network"], row["id"]) for row in inside)}
        return [row for row in rows if row not in inside], len(went)

    def remember(self, rows: list[dict[str, Any]], gone: list[Gone]) -> Written:
        self.position = str(self.written)
        welcome = [row for row in rows if (row["network"], row["author"]) not in self.erased]
        alive, taken = self.take(gone, welcome)
        new = updated = 0
        merged: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in alive:
            merged.setdefault((row["network"], row["id"]), []).append(row)
        for key, same in merged.items():
            is_new, is_updated = self.look(key, same)
            new, updated = new + is_new, updated + is_updated
        self.following += new
        return Written(
            new=new,
            updated=updated,
            unchanged=len(alive) - new - updated,
            erased=len(rows) - len(welcome),
            gone=taken,
            first=self.following - new if new else 0,
        )

    def look(self, key: tuple[str, str], same: list[dict[str, Any]]) -> tuple[bool, bool]:
        """One look at a post that stands in a batch once or more often."""
        told = dict.fromkeys(FIELDS)
        for row in same:
            told |= {name: row[name] for name in FIELDS if row[name] is not None}
        counters = tuple(told[name] for name in ("likes", "views"))
        inside = {(row["title"], row["text"]) for row in same if row["text"] != told["text"]}
        known = self.known.get(key)
        if known is None:
            self.known[key] = known = Known(told, earlier=inside, monitors=set(same[-1]["monitors"]))
            if any(value is not None for value in counters):
                known.counters.append(counters)
            return True, False
        changes = {n: v for n, v in told.items() if v is not None and v != known.values[n]}
        known.earlier |= inside
        if {"text", "title"} & changes.keys():
            known.earlier.add((known.values["title"], known.values["text"]))
        if set(COUNTERS) & changes.keys():
            known.counters.append(counters)
        if changes.keys() - set(COUNTERS):
            known.monitors = set()
        known.monitors |= same[-1]["monitors"]
        known.values |= changes
        return False, bool(changes)

    @rule(monitor=st.integers(1, 3), replace=st.booleans(), every=st.integers(1, 3))
    def match(self, monitor: int, replace: bool, every: int) -> None:
        numbers = self.numbers()
        chosen = {key: number for key, number in numbers.items() if number % every == 0}
        added = self.store.set_mentions(monitor, pa.array(chosen.values(), pa.int64()), replace=replace)
        expected = 0
        for key, known in self.known.items():
            if replace:
                known.monitors.discard(monitor)
            expected += key in chosen and monitor not in known.monitors
            known.monitors |= {monitor} if key in chosen else set()
        assert added == expected

    @rule(monitor=st.integers(1, 3))
    def forget(self, monitor: int) -> None:
        self.store.forget_monitor(monitor)
        for known in self.known.values():
            known.monitors.discard(monitor)

    @rule(which=st.integers(0, 7), value=st.sampled_from([None, "positive", "negative"]))
    def correct(self, which: int, value: str | None) -> None:
        for key, number in list(self.numbers().items())[which : which + 1]:
            self.store.correct(number, "sentiment", value, "Ana")
            self.known[key].corrected = value

    @rule(network=st.sampled_from(["x", "rss"]), author=st.sampled_from(AUTHORS))
    def erase(self, network: str, author: str) -> None:
        gone = [
            key for key, known in self.known.items() if (key[0], known.values["author"]) == (network, author)
        ]
        assert self.store.erase(network, author).rows["posts"] == len(gone)
        for key in gone:
            del self.known[key]
        self.erased.add((network, author))

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = LocalStore(self.home)

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    def numbers(self) -> dict[tuple[str, str], int]:
        found = self.store.query("SELECT network, id, post FROM posts ORDER BY network, id").to_pylist()
        return {(row["network"], row["id"]): row["post"] for row in found}

    @invariant()
    def agree(self) -> None:
        found = self.store.query(_EVERYTHING).to_pylist()
        assert len(found) == len({row["post"] for row in found})
        assert {(row["network"], row["id"]): self.seen(row) for row in found} == {
            key: {
                **known.values,
                "counters": known.counters,
                "earlier": sorted(known.earlier, key=repr),
                "monitors": sorted(known.monitors),
                "corrected": known.corrected,
            }
            for key, known in self.known.items()
        }
        assert self.store.position("test") == self.position
        gaps = self.store.query("SELECT since, until, reason, network, filled_at FROM gaps ORDER BY since")
        assert [Gap(**row) for row in gaps.to_pylist()] == [self.gaps[since] for since in sorted(self.gaps)]
        assert self.store.query(_ORPHANS)["orphans"].to_pylist() == [0]

    def seen(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            **{name: row[name] for name in FIELDS},
            "counters": [(one["likes"], one["views"]) for one in row["counters"]],
            "earlier": sorted(((one["title"], one["text"]) for one in row["earlier"]), key=repr),
            "monitors": row["monitors"],
            "corrected": row["corrected"],
        }


_EVERYTHING = """
SELECT post, network, id, text, title, author, extra, likes, views, sentiment::VARCHAR AS corrected,
    coalesce((SELECT list({likes: o.likes, views: o.views} ORDER BY o.observed_at)
        FROM observations o WHERE o.post = p.post), []) AS counters,
    coalesce((SELECT list({title: e.title, text: e.text})
        FROM earlier_texts e WHERE e.post = p.post), []) AS earlier,
    coalesce((SELECT list(m.monitor ORDER BY m.monitor)
        FROM mentions m WHERE m.post = p.post), []) AS monitors
FROM posts p
"""

_ORPHANS = " UNION ALL ".join(
    f"SELECT post FROM {table} WHERE post NOT IN (SELECT post FROM posts)" for table in DEPENDENT
).join(["SELECT count(*) AS orphans FROM (", ")"])  # what is left of posts that are gone

StoreMachine.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestStoreMachine = pytest.mark.slow(StoreMachine.TestCase)
