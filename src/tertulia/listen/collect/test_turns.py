"""No host takes the places of the others."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.pace import Pace
from tertulia.listen.collect.turns import OF_A_HOST, Turns


def entry(number: int, host: str) -> Entry:
    return Entry(
        id=number,
        key=f"live:x:feed:http://{host}/{number}",
        title="",
        network="x",
        kind="feed",
        target=f"http://{host}/{number}",
        options={},
        channel=None,
        own=False,
        matched_only=False,
        created_at=datetime.now(UTC),
        pace=Pace(),
        succeeded_at=None,
        item_at=None,
        silent_since=None,
    )


@given(hosts=st.lists(st.sampled_from("abcd"), max_size=60), places=st.integers(1, 12))
def test_all_are_read_once_and_no_host_too_much_at_a_time(hosts: list[str], places: int) -> None:
    turns = Turns()
    turns.renew([entry(number, host) for number, host in enumerate(hosts)])
    reading: list[Entry] = []
    read: list[int] = []
    while len(turns) or reading:
        while len(reading) < places and (found := turns.take()):
            reading.append(found)
        assert all(sum(each.host == host for each in reading) <= OF_A_HOST for host in "abcd")
        assert reading, "sources wait and nobody goes"
        done = reading.pop(0)
        read.append(done.id)
        turns.done(done)
    assert sorted(read) == list(range(len(hosts)))


def test_hosts_take_turns() -> None:
    turns = Turns()
    turns.renew([*(entry(n, "slow") for n in range(50)), entry(50, "a"), entry(51, "b")])
    first = [turns.take() for _ in range(6)]
    assert [found.host for found in first if found] == ["slow", "a", "b", "slow", "slow", "slow"]
    assert turns.take() is None
