"""The circuit breaker: it opens, rests, tries once, and forgets who is well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tertulia.i18n import Text
from tertulia.outbound.api import OutboundProblem
from tertulia.outbound.hosts import (
    FIRST_REST,
    HARD,
    LONGEST_REST,
    OPENS_AT,
    SOFT,
    TEMPORARY,
    HostMemory,
    Hosts,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOST = "a.example"


def end(hosts: Hosts, code: str, retry_at: datetime | None = None) -> str:
    """The code that a request ends with, when it would end with this one if it went out ("": well)."""
    try:
        with hosts.asking(HOST):
            if code:
                raise OutboundProblem(code, Text("no"), retry_at=retry_at)
    except OutboundProblem as problem:
        return problem.code
    return ""


def after(*weights: float, retry_at: datetime | None = None) -> HostMemory:
    memory = HostMemory(HOST)
    for weight in weights:
        memory = memory.failed(weight, NOW, 1.0, retry_at)
    return memory


@pytest.mark.parametrize(("weight", "times"), [(HARD, 3), (SOFT, 6), (TEMPORARY, 12)])
def test_it_opens_after_enough_failures_of_a_kind(weight: float, times: int) -> None:
    assert after(*[weight] * (times - 1)).refuses_until(NOW) is None
    assert after(*[weight] * times).refuses_until(NOW) == NOW + FIRST_REST


def test_rests_double_up_to_an_hour() -> None:
    rests = [after(*[HARD] * n).resting_until for n in (3, 4, 5, 30)]
    assert rests == [NOW + FIRST_REST, NOW + 2 * FIRST_REST, NOW + 4 * FIRST_REST, NOW + LONGEST_REST]


def test_a_host_may_wish_for_a_longer_rest_but_not_for_ever() -> None:
    assert after(3.0, retry_at=NOW + timedelta(minutes=5)).resting_until == NOW + timedelta(minutes=5)
    assert after(3.0, retry_at=NOW + timedelta(days=5)).resting_until == NOW + LONGEST_REST
    assert after(3.0, retry_at=NOW - timedelta(days=5)).resting_until == NOW + FIRST_REST


def test_after_a_rest_one_request_tries() -> None:
    rested = NOW + FIRST_REST
    memory = after(3.0)
    assert memory.refuses_until(rested) is None
    assert memory.asked().refuses_until(rested) is not None
    assert memory.asked().let_go().refuses_until(rested) is None


@given(st.lists(st.sampled_from([HARD, SOFT, TEMPORARY]), max_size=60), st.floats(0, 1))
def test_a_rest_is_never_longer_than_an_hour_nor_short(weights: list[float], chance: float) -> None:
    memory = HostMemory(HOST)
    for weight in weights:
        memory = memory.failed(weight, NOW, chance)
    assert (memory.resting_until is not None) == (memory.failures >= OPENS_AT)
    if memory.resting_until:
        assert 0.75 * FIRST_REST <= memory.resting_until - NOW <= LONGEST_REST


def test_failures_open_it_and_say_until_when() -> None:
    hosts = Hosts()
    with time_machine.travel(NOW, tick=False):
        assert [end(hosts, "unreachable") for _ in range(4)] == ["unreachable"] * 3 + ["host-resting"]
        with pytest.raises(OutboundProblem) as caught, hosts.asking(HOST):
            pass
        assert caught.value.retry_at is not None and caught.value.retry_at > NOW
        assert not caught.value.permanent
        with hosts.asking("other.example"):
            pass


def test_one_answer_closes_it() -> None:
    hosts = Hosts()
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(3):
            end(hosts, "unreachable")
        clock.shift(FIRST_REST)
        assert end(hosts, "") == ""
        assert hosts.snapshot() == ()


def test_a_try_that_fails_rests_longer() -> None:
    hosts = Hosts()
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(3):
            end(hosts, "unreachable")
        clock.shift(FIRST_REST)
        assert end(hosts, "unreachable") == "unreachable"
        clock.shift(FIRST_REST)
        assert end(hosts, "") == "host-resting"


def test_while_one_tries_the_others_wait() -> None:
    hosts = Hosts()
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(3):
            end(hosts, "unreachable")
        clock.shift(FIRST_REST)
        with hosts.asking(HOST):
            assert end(hosts, "") == "host-resting"
        assert end(hosts, "") == ""


def test_a_try_that_is_given_up_leaves_room_for_another() -> None:
    hosts = Hosts()
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(3):
            end(hosts, "unreachable")
        clock.shift(FIRST_REST)
        with pytest.raises(KeyboardInterrupt), hosts.asking(HOST):
            raise KeyboardInterrupt
        assert end(hosts, "") == ""


@pytest.mark.parametrize("code", ["not-found", "unauthorized", "bad-request", "wrong-content", "too-large"])
def test_a_bad_page_is_no_bad_host(code: str) -> None:
    hosts = Hosts()
    for _ in range(50):
        assert end(hosts, code) == code


@pytest.mark.parametrize("code", ["unreachable", "timeout", "server-error", "bad-answer", "rate-limited"])
def test_what_counts_as_a_failure(code: str) -> None:
    hosts = Hosts()
    assert "host-resting" in [end(hosts, code) for _ in range(20)]


def test_memory_outlives_the_process() -> None:
    hosts, later = Hosts(), Hosts()
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            end(hosts, "unreachable")
        later.restore(hosts.snapshot())
        assert later.snapshot() == hosts.snapshot() != ()
        assert end(later, "") == "host-resting"
