"""Publishing at most once, and never silently not at all: whatever is killed, cut, doubled or out of time.

The network of these tests knows no doubles (tests/publishing_network.py): only the ledger keeps them away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.publishing_network import Invented, Killed

from tertulia.act.publishing import api, channels, claiming, drafts, gates, ledger, ordering, telling
from tertulia.act.publishing.claiming import LEASE, claim, look
from tertulia.act.publishing.clock import Clock
from tertulia.act.publishing.grace import grace
from tertulia.act.publishing.lease import lease
from tertulia.act.publishing.models import Moment, Pause, Publication, Reacted, State
from tertulia.act.publishing.sending import carry_out
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.access import access_with
from tertulia.listen.sources.models import Channel
from tertulia.networks import base
from tertulia.networks.base import Draft, Media, Reaction

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Invented:
    """The only network there is; no other part stops anything."""
    invented = Invented()
    monkeypatch.setattr(gates, "GATES", [])
    monkeypatch.setattr(base, "networks", lambda: {"invented": invented.network()})
    return invented


@pytest.fixture
def time() -> Iterator[Any]:
    """A clock that stands still; `time.shift(MINUTE)` goes on."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def channel(db: None, network: Invented, home: Any) -> int:
    return Channel.objects.create(network="invented", handle="@casa").pk


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """What other parts hear: (publication, state)."""
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(telling, "HEARERS", [lambda p: told.append((p.number, p.state))])
    return told


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Somebody is told this problem."""
    with pytest.raises(Problem) as told:
        yield
    assert told.value.code == code


def work(busy: tuple[int, ...] = ()) -> int:
    """What the clock does in a look, in this thread; returns how many were claimed."""
    claimed = 0
    for number, _channel in look(timezone.now(), busy):
        taken = claim(number, timezone.now())
        if taken is not None:
            claimed += 1
            asyncio.run(carry_out(taken, access_with(None, None)))()  # type: ignore[arg-type]
    return claimed


def killed() -> None:
    """A look in which the process dies."""
    with pytest.raises(Killed):
        work()


def state(number: int) -> str:
    return str(Publication.objects.get(pk=number).state)


def code(number: int) -> str:
    return str(Publication.objects.get(pk=number).problem.get("code", ""))


def history(number: int) -> list[str]:
    return list(Moment.objects.filter(publication=number).values_list("what", flat=True))


def test_it_is_published_at_its_time_and_not_before(channel, network, bruno, time, heard):
    ordered = api.order(channel, Draft("hola"), bruno, due=START + HOUR, entry=7)
    assert work() == 0
    time.shift(HOUR)
    work()
    (published,) = api.publications(entry=7)
    assert (published.state, published.native_id, published.url) == (
        *("published", "post-1", "https://invented.example/post-1"),
    )
    assert history(ordered.number) == ["ordered", "sending", "published"]
    assert heard[-1] == (ordered.number, "published")
    time.shift(HOUR)
    assert work() == 0
    assert network.calls == 1


def test_killed_between_the_call_and_the_record_it_is_found_not_sent_again(channel, network, bruno, time):
    number = api.order(channel, Draft("hola"), bruno).number
    network.next_calls.append("killed-after")
    killed()
    assert state(number) == "sending"
    assert work() == 0
    time.shift(LEASE + MINUTE)
    work()
    assert (state(number), network.times("hola"), network.calls) == ("published", 1, 1)
    assert history(number) == ["ordered", "sending", "stopped", "found"]


def test_killed_between_the_record_and_the_call_it_is_looked_up_then_sent(channel, network, bruno, time):
    number = api.order(channel, Draft("hola"), bruno).number
    network.next_calls.append("killed-before")
    killed()
    time.shift(LEASE + MINUTE)
    work()
    assert (state(number), network.times("hola")) == ("waiting", 0)
    work()
    assert (state(number), network.times("hola"), network.looks) == ("published", 1, 2)


@pytest.mark.parametrize("how", ["cut-after", "odd"])
def test_cut_off_while_it_was_taken_it_is_found(channel, network, bruno, time, how):
    number = api.order(channel, Draft("hola"), bruno).number
    network.next_calls.append(how)
    work()
    assert state(number) == "unknown"
    assert work() == 0, "a network that was cut off is left time to settle"
    time.shift(MINUTE)
    work()
    assert (state(number), network.times("hola"), network.calls) == ("published", 1, 1)


def test_while_nobody_can_look_nothing_is_sent_again(channel, network, bruno, time):
    number = api.order(channel, Draft("hola"), bruno).number
    network.next_calls.append("cut-after")
    network.blind = True
    for _ in range(50):
        work()
        time.shift(MINUTE)
    assert (state(number), network.calls) == ("unknown", 1)
    network.blind = False
    time.shift(MINUTE * 5)
    work()
    assert (state(number), network.times("hola")) == ("published", 1)


def test_a_refusal_fails_at_once_and_a_full_network_is_asked_again_until_the_grace_ends(
    channel, network, bruno, time, heard
):
    refused = api.order(channel, Draft("no"), bruno).number
    network.next_calls.append("refused")
    work()
    assert (state(refused), code(refused)) == ("failed", "refused")
    assert heard[-1] == (refused, "failed")
    busy = api.order(channel, Draft("luego"), bruno).number
    network.next_calls.extend(["busy"] * 100)
    for _ in range(40):
        work()
        time.shift(MINUTE)
    assert (state(busy), code(busy)) == ("failed", "rate-limited")
    assert heard[-1] == (busy, "failed")
    assert 3 < network.calls < 12


def test_a_second_sending_is_preceded_by_a_look_whatever_the_network_said(channel, network, bruno, time):
    """A network may say "busy" of what it took."""
    number = api.order(channel, Draft("hola"), bruno).number
    network.next_calls.append("busy")
    network._take(Draft("hola"))
    work()
    time.shift(MINUTE)
    work()
    assert (state(number), network.times("hola"), network.calls) == ("published", 1, 1)


def test_a_double_click_orders_once(channel, network, bruno, time):
    first = api.order(channel, Draft("hola"), bruno, version=3)
    again = api.order(channel, Draft("hola"), bruno, version=3)
    assert first.number == again.number
    work()
    assert api.order(channel, Draft("hola"), bruno, version=3).state == "published"
    reply = [api.order(channel, Draft("sí", reply_to="x"), bruno, conversation=5).number for _ in range(2)]
    form = [api.order(channel, Draft("ya"), bruno, once="a-form").number for _ in range(2)]
    assert len(set(reply)) == len(set(form)) == 1
    work()
    assert network.calls == 3


def test_two_clicks_at_the_same_moment_order_once(channel, network, bruno, time, monkeypatch):
    """The other click's row comes in after this one looked for it."""
    check = ordering._check

    def meanwhile(row: Publication, draft: Draft) -> None:
        check(row, draft)
        monkeypatch.setattr(ordering, "_check", check)
        api.order(channel, Draft("hola"), bruno, version=3)

    monkeypatch.setattr(ordering, "_check", meanwhile)
    api.order(channel, Draft("hola"), bruno, version=3)
    assert Publication.objects.count() == 1


def test_two_workers_send_once(channel, network, bruno, time):
    """While one worker has it in its hands, another looks and tries to claim it."""
    number = api.order(channel, Draft("hola"), bruno).number
    taken = claim(number, timezone.now())
    assert taken is not None
    time.shift(timedelta(seconds=claiming.WITHIN_S))
    assert look(timezone.now()) == [] and claim(number, timezone.now()) is None
    asyncio.run(carry_out(taken, access_with(None, None)))()  # type: ignore[arg-type]
    assert (state(number), network.calls, work()) == ("published", 1, 0)


def test_a_claim_read_by_two_is_won_by_one(channel, network, bruno, time, monkeypatch):
    """Both workers read the row before either wrote."""
    number = api.order(channel, Draft("hola"), bruno).number
    row = Publication.objects.get(pk=number)
    also = Publication.objects.get(pk=number)
    assert claiming._claim_sending(row, timezone.now()) is not None
    assert claiming._claim_sending(also, timezone.now()) is None


def test_what_is_in_this_workers_hands_is_not_taken_from_it_when_the_clock_jumps(
    channel, network, bruno, time
):
    number = api.order(channel, Draft("hola"), bruno).number
    taken = claim(number, timezone.now())
    time.shift(timedelta(days=400))
    assert look(timezone.now(), [number]) == []
    assert state(number) == "sending"
    assert taken is not None
    asyncio.run(carry_out(taken, access_with(None, None)))()  # type: ignore[arg-type]
    assert state(number) == "published"


def test_a_clock_that_jumps_ahead_sends_nothing_without_a_person(channel, network, bruno, time, heard):
    numbers = [
        api.order(channel, Draft(f"día {day}"), bruno, due=START + timedelta(days=day)).number
        for day in range(1, 4)
    ]
    time.shift(timedelta(days=365))
    work()
    assert network.calls == 0
    assert {state(number) for number in numbers} == {"expired"}
    assert set(heard) >= {(number, "expired") for number in numbers}


def test_a_clock_that_goes_back_sends_nothing_twice(channel, network, bruno, time):
    api.order(channel, Draft("hola"), bruno)
    work()
    time.shift(-HOUR)
    for _ in range(5):
        work()
        time.shift(HOUR)
    assert network.calls == 1


def test_within_the_grace_it_goes_out_late_and_after_it_asks(channel, network, bruno, time):
    soon = api.order(channel, Draft("pronto"), bruno, due=START + MINUTE).number
    time.shift(MINUTE + grace() - timedelta(seconds=1))
    work()
    assert state(soon) == "published"
    late = api.order(channel, Draft("tarde"), bruno, due=timezone.now() + MINUTE).number
    time.shift(MINUTE + grace() + timedelta(seconds=1))
    work()
    assert (state(late), code(late), network.times("tarde")) == ("expired", "late", 0)
    api.retry(late, bruno)
    work()
    assert (state(late), network.times("tarde")) == ("published", 1)


def test_what_stops_and_what_came_due_meanwhile_asks(channel, network, ana, bruno, time):
    due = api.order(channel, Draft("hoy"), bruno, due=START + MINUTE).number
    later = api.order(channel, Draft("luego"), bruno, due=START + HOUR).number
    api.pause(ana, "Un incendio en el barrio")
    assert api.pause(bruno, "otra vez").by == ana, "the pause that goes on stays"
    time.shift(MINUTE * 2)
    work()
    assert (network.calls, state(due)) == (0, "waiting")
    assert api.resume(ana) == 1
    assert (state(due), code(due)) == ("expired", "paused")
    time.shift(HOUR)
    work()
    assert (state(later), network.calls) == ("published", 1)
    assert Pause.objects.get().resumed_by == ana
    with refused("why-missing"):
        api.pause(ana, " ")


def test_a_pause_that_comes_between_the_look_and_the_claim_stops_it(channel, network, ana, bruno, time):
    number = api.order(channel, Draft("hola"), bruno).number
    assert [found for found, _channel in look(timezone.now())] == [number]
    api.pause(ana, "ya")
    assert claim(number, timezone.now()) is None


def test_another_text_voids_what_was_ordered(channel, network, bruno, time):
    first = api.order(channel, Draft("hola"), bruno, version=3, due=START + HOUR)
    second = api.order(channel, Draft("hola a todas"), bruno, version=3, due=START + HOUR)
    assert (state(first.number), state(second.number)) == ("cancelled", "waiting")
    time.shift(HOUR)
    work()
    assert [post.text for post in network.posts] == ["hola a todas"]
    with refused("another-text"):
        api.order(channel, Draft("otra cosa"), bruno, version=3)


def test_a_text_that_nobody_ordered_is_not_sent(channel, network, bruno, time, heard):
    number = api.order(channel, Draft("hola"), bruno).number
    Publication.objects.filter(pk=number).update(draft={"text": "compra ya"})
    work()
    assert (network.calls, state(number), code(number)) == (0, "failed", "text-changed")


def test_a_file_that_is_another_one_now_is_not_sent(channel, network, bruno, time):
    path = drafts.media_folder() / "cartel.png"
    path.write_bytes(b"cartel")
    draft = Draft("ven", media=(Media(path, "image/png", "El cartel"),))
    number = api.order(channel, draft, bruno).number
    assert api.publication(number).draft == draft
    path.write_bytes(b"otro")
    work()
    assert (network.calls, code(number)) == (0, "media-changed")
    with refused("media-outside"):
        api.order(channel, Draft("x", media=(Media(Path("/etc/passwd"), "text/plain"),)), bruno)


def test_who_may_not_work_here_orders_nothing(channel, network, bruno, carla, time):
    for nobody in (carla, None):
        with pytest.raises(PermissionDenied):
            api.order(channel, Draft("hola"), nobody)
        with pytest.raises(PermissionDenied):
            api.react_now(channel, Reaction.LIKE, "post-9", nobody)
    assert not Publication.objects.exists()


def test_a_thread_goes_out_in_order_each_part_answering_the_one_before(channel, network, bruno, time):
    before = None
    for part, text in enumerate(["uno", "dos", "tres"]):
        ordered = api.order(channel, Draft(text), bruno, version=1, part=part, after=before)
        before = ordered.number
    network.next_calls.extend(["busy", "taken", "cut-after"])
    for _ in range(8):
        work()
        time.shift(MINUTE)
    assert [(post.text, post.reply_to, post.thread) for post in network.posts] == [
        ("uno", "", ""),
        ("dos", "post-1", "post-1"),
        ("tres", "post-2", "post-1"),
    ]


def test_a_part_waits_for_the_one_before_and_goes_with_it(channel, network, bruno, time):
    first = api.order(channel, Draft("uno"), bruno, version=1).number
    second = api.order(channel, Draft("dos"), bruno, version=1, part=1, after=first).number
    network.next_calls.append("refused")
    work()
    time.shift(HOUR)
    work()
    assert (state(first), state(second), network.posts) == ("failed", "waiting", [])
    api.retry(first, bruno)
    work()
    work()
    assert (state(first), state(second)) == ("published", "published")
    third = api.order(channel, Draft("tres"), bruno, due=timezone.now() + HOUR).number
    fourth = api.order(channel, Draft("cuatro"), bruno, due=timezone.now() + HOUR, after=third).number
    api.cancel(third, bruno)
    assert state(fourth) == "cancelled"


def test_a_gate_puts_it_back_with_its_reason(channel, network, bruno, time, monkeypatch, heard):
    closed = [True]

    not_approved = Problem("not-approved", Text("Nobody approved it."))
    monkeypatch.setattr(gates, "GATES", [lambda p: not_approved if closed[0] else None])
    number = api.order(channel, Draft("hola"), bruno).number
    work()
    assert (state(number), code(number), network.calls) == ("waiting", "not-approved", 0)
    assert Publication.objects.get(pk=number).attempts == 0
    assert heard.count((number, "waiting")) == 2  # ordered, put back
    closed[0] = False
    time.shift(MINUTE * 2)
    work()
    assert state(number) == "published"
    closed[0] = True
    waits = api.order(channel, Draft("otra"), bruno).number
    for _ in range(20):
        work()
        time.shift(MINUTE)
    assert (state(waits), code(waits)) == ("expired", "not-approved")


def test_a_gate_that_breaks_lets_nothing_pass(channel, network, bruno, time, monkeypatch):
    def broken(publication: api.Publication) -> Problem | None:
        raise ZeroDivisionError

    monkeypatch.setattr(gates, "GATES", [broken])
    number = api.order(channel, Draft("hola"), bruno).number
    work()
    assert (network.calls, code(number)) == (0, "gate-failed")


def test_a_disk_that_is_full_when_it_is_to_be_written_down_sends_nothing_twice(
    channel, network, bruno, time, monkeypatch
):
    number = api.order(channel, Draft("hola"), bruno).number

    def full(*given: Any, **more: Any) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "note", full)
        with pytest.raises(OperationalError):
            work()
    assert (state(number), network.calls) == ("waiting", 0), "no record, no call"
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "move", full)
        with pytest.raises(OperationalError):
            work()
    assert (state(number), network.calls) == ("sending", 1)
    time.shift(LEASE + MINUTE)
    for _ in range(3):
        work()
    assert (state(number), network.times("hola")) == ("published", 1)


def test_the_same_words_of_another_publication_are_not_taken_for_it(channel, network, bruno, time):
    first = api.order(channel, Draft("buenos días"), bruno).number
    work()
    second = api.order(channel, Draft("buenos días"), bruno).number
    network.next_calls.append("cut-before")
    work()
    for _ in range(5):
        time.shift(MINUTE)
        work()
    assert (state(first), state(second), code(second)) == ("published", "unknown", "same-words")
    assert network.calls == 2
    with refused("outcome-unknown"):
        api.cancel(second, bruno)
    ordering.give_up(second, bruno)
    assert state(second) == "failed"


def test_what_is_being_sent_or_was_published_is_not_cancelled(channel, network, bruno, time):
    number = api.order(channel, Draft("hola"), bruno).number
    taken = claim(number, timezone.now())
    with refused("being-sent"):
        api.cancel(number, bruno)
    assert taken is not None
    asyncio.run(carry_out(taken, access_with(None, None)))()  # type: ignore[arg-type]
    with refused("already-published"):
        api.cancel(number, bruno)


def test_what_the_network_would_refuse_is_told_when_it_is_ordered(channel, network, bruno, time):
    with refused("too-long"):
        api.order(channel, Draft("x" * 301), bruno)
    with refused("due-passed"):
        api.order(channel, Draft("x"), bruno, due=START - HOUR)
    with refused("no-such-channel"):
        api.order(channel + 1, Draft("x"), bruno)


def test_the_same_text_at_another_time_moves_it(channel, network, bruno, time):
    first = api.order(channel, Draft("hola"), bruno, version=1, due=START + HOUR)
    moved = api.order(channel, Draft("hola"), bruno, version=1, due=START + 2 * HOUR)
    assert moved.number == first.number and moved.due == START + 2 * HOUR
    time.shift(HOUR)
    assert work() == 0
    time.shift(HOUR)
    assert work() == 1


def test_a_reaction_is_a_persons_click_given_once(channel, network, bruno, time):
    for _ in range(2):
        api.react_now(channel, Reaction.LIKE, "post-9", bruno)
    assert network.reactions == [("like", "post-9")]
    assert Reacted.objects.get().by == bruno


def test_by_hand_it_is_handed_over_at_its_time_and_marked_by_a_person(channel, network, bruno, time, heard):
    channels.set_by_hand(Channel.objects.get(), True, bruno)
    number = api.order(channel, Draft("x" * 400), bruno, due=START + HOUR).number
    time.shift(HOUR * 3)
    work()
    assert (state(number), network.calls, heard[-1]) == ("by_hand", 0, (number, "by_hand"))
    ordering.done(number, bruno, "https://invented.example/p/1")
    assert api.publication(number).url == "https://invented.example/p/1"
    assert state(number) == "published"


def test_the_clock_publishes_and_stops(transactional_db, network, home, bruno):
    channel = Channel.objects.create(network="invented", handle="@casa").pk
    number = api.order(channel, Draft("hola"), bruno).number
    assert asyncio.run(Clock(_Here()).once()) == 1
    assert state(number) == "published"


class _Here:
    """A desk in the caller's thread, so that the test's database is the clock's."""

    def submit(self, work: Callable[..., Any], *given: Any) -> Any:
        from concurrent.futures import Future

        future: Future[Any] = Future()
        try:
            future.set_result(None if work.__name__ == "close" else _allowed(work, *given))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def shutdown(self, wait: bool = True) -> None:
        """Nothing runs here."""


def _allowed(work: Callable[..., Any], *given: Any) -> Any:
    """In a thread of its own there would be another database: the loop's guard is told that it is meant."""
    import os

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        return work(*given)
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_one_process_a_folder_publishes(home):
    with lease(home), refused("already-publishing"), lease(home):
        raise AssertionError
    with lease(home):
        assert True


HOW = ["taken", "cut-before", "cut-after", "refused", "busy", "killed-before", "killed-after", "odd"]


class Ledgers(RuleBasedStateMachine):
    """Two ledgers, ours and the network's, whatever happens in whatever order: never twice, never lost."""

    network: Invented
    people: Any
    channel: int
    closed: bool

    @initialize()
    def begin(self) -> None:
        Moment.objects.all().delete()
        Publication.objects.update(after=None)
        Publication.objects.all().delete()
        Pause.objects.all().delete()
        self.network.posts.clear()
        self.network.next_calls.clear()
        self.network.blind = Ledgers.closed = False
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.numbers: list[int] = []
        self.cancelled: set[int] = set()

    @rule(minutes=st.sampled_from([0, 0, 1, 3, 20]), follows=st.booleans())
    def order(self, minutes: int, follows: bool) -> None:
        text = f"text {len(self.numbers)}"
        after = self.numbers[-1] if follows and self.numbers else None
        due = timezone.now() + minutes * MINUTE
        numbers = {
            api.order(
                self.channel, Draft(text), self.people, due=due, version=len(self.numbers), after=after
            ).number
            for _ in range(2)
        }
        assert len(numbers) == 1
        self.numbers.extend(numbers)

    @rule(minutes=st.sampled_from([0, 1, 3, 3, 10, 60, -5]), how=st.lists(st.sampled_from(HOW), max_size=2))
    def go_on(self, minutes: int, how: list[str]) -> None:
        """Time passes and the clock looks, while the network behaves like that."""
        self.time.shift(minutes * MINUTE)
        self.network.next_calls = type(self.network.next_calls)(how)
        with suppress(Killed):
            work()

    @rule(kind=st.sampled_from(["blind", "gate", "pause", "heal", "heal"]))
    def trouble(self, kind: str) -> None:
        self.network.blind = kind == "blind"
        Ledgers.closed = kind == "gate"
        if kind == "pause":
            api.pause(self.people, "why")
        else:
            api.resume(self.people)

    @rule()
    def die_with_a_claim(self) -> None:
        for number, _channel in look(timezone.now())[:1]:
            claim(number, timezone.now())

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), act=st.sampled_from(["cancel", "retry"]))
    def act(self, data: st.DataObject, act: str) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        try:
            getattr(api, act)(number, self.people)
        except Problem:
            return
        if act == "cancel":
            self.cancelled.add(number)

    @invariant()
    def never_twice(self) -> None:
        texts = [post.text for post in getattr(self, "network", Invented()).posts]
        assert len(texts) == len(set(texts))

    def teardown(self) -> None:
        if not hasattr(self, "time"):
            return
        try:
            self._settle()
        finally:
            self.clock.stop()

    def _settle(self) -> None:
        """Everything heals: what is not published says why, and what stands on the network is published."""
        self.network.next_calls.clear()
        self.network.blind = Ledgers.closed = False
        api.resume(self.people)
        for _ in range(40 + 4 * len(self.numbers)):
            self.time.shift(timedelta(minutes=11))
            work()
        for row in Publication.objects.all():
            times = self.network.times(row.draft["text"])
            assert times == (row.state == State.PUBLISHED), (row.state, times, history(row.pk))
            is_at_rest = row.state in (State.PUBLISHED, State.CANCELLED, State.FAILED, State.EXPIRED)
            is_behind = row.after is not None and row.after.state != State.PUBLISHED
            assert is_at_rest or is_behind, (row.state, history(row.pk))
            assert row.problem or row.state in (State.PUBLISHED, State.CANCELLED) or is_behind
        assert all(state(number) == "cancelled" for number in self.cancelled)


@pytest.mark.slow
def test_never_twice_and_never_lost_whatever_happens(channel, network, bruno, monkeypatch):
    closed = Problem("closed", Text("Closed."), permanent=False)
    monkeypatch.setattr(gates, "GATES", [lambda p: closed if Ledgers.closed else None])
    Ledgers.network, Ledgers.people, Ledgers.channel = network, bruno, channel
    run_state_machine_as_test(
        Ledgers,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
