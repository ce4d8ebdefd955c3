"""The collector beside a server that keeps the truth: nothing lost, nothing twice, gaps told and filled."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from tests import chaos, collect_workers
from tests.chaos import ChaosProxy
from tests.collect_workers import NAME, PostsServer, now

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.collect import digest, digesting, filling, pace, runner, streaming
from tertulia.listen.collect.health import health
from tertulia.listen.collect.lease import holder, lease
from tertulia.listen.collect.polling import Outcome
from tertulia.listen.collect.runner import Collector
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.service import Draft
from tertulia.listen.sources import service
from tertulia.listen.sources.models import Source, SourceHour, SourceState
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks import base
from tertulia.posts.api import store
from tertulia.posts.schema import READINGS

pytestmark = [pytest.mark.server, pytest.mark.django_db]
WITHIN_S = 20.0


class Desk(Executor):
    """Asks the desk in the test's own thread, where its transaction is, while it serves the collector."""

    def __init__(self) -> None:
        self._asked: queue.Queue[Callable[[], None]] = queue.Queue()

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def answer() -> None:
            try:
                future.set_result(work(*given, **named))
            except Exception as fault:
                future.set_exception(fault)

        self._asked.put(answer)
        return future

    def serve(self) -> None:
        """Answer what is asked, for a moment."""
        try:
            self._asked.get(timeout=0.02)()
        except queue.Empty:
            return


@pytest.fixture(autouse=True)
def prepared(home: Home, monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> None:
    def unread(posts: pa.Table) -> pa.Table:
        return pa.table({f.name: pa.nulls(len(posts), f.type) for f in READINGS}, schema=READINGS)

    monkeypatch.setenv("TERTULIA_REACHABLE", "127.0.0.0/8")
    monkeypatch.setattr(base, "networks", lambda: {NAME: collect_workers.NETWORK})
    monkeypatch.setattr(digest, "understood", unread)
    monkeypatch.setattr(runner.connection, "close", lambda: None)
    monkeypatch.setattr(runner, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(streaming, "GATHER_S", 0.02)
    monkeypatch.setattr(filling, "EVERY_S", 0.1)


@pytest.fixture
def server() -> Iterator[PostsServer]:
    with PostsServer() as running:
        yield running


@pytest.fixture
def proxy(server: PostsServer) -> Iterator[ChaosProxy]:
    with ChaosProxy("127.0.0.1", server.port) as running:
        yield running


def followed(address: str, kind: str = "feed", **more: Any) -> Source:
    return service.follow(SourceDraft(NAME, kind, address, **more), None)


def collector() -> Collector:
    return Collector(Home.of(), store(), desk=Desk())


def collect() -> list[Outcome]:
    """Read every source once."""
    done: list[Any] = []
    one = collector()
    _serve(one, lambda: done.append(asyncio.run(one.once())), lambda: False)
    found: list[Outcome] = done[0]
    return found


def running_until(done: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Collect until something is so, and stop."""
    one = collector()

    def both() -> bool:
        meanwhile()
        return done()

    _serve(one, lambda: asyncio.run(one.run()), both)


def _serve(one: Collector, work: Callable[[], Any], done: Callable[[], bool]) -> None:
    """Run the collector in a thread, its questions to the desk answered here."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    end = time.monotonic() + WITHIN_S
    late = False
    while thread.is_alive():
        one._desk.serve()  # type: ignore[attr-defined]
        late = late or time.monotonic() > end
        if late or done():
            one.stop()
    if faults:
        raise faults[0]
    assert not late, "it did not come to that"


def rows(sql: str) -> list[dict[str, Any]]:
    return store().query(sql).to_pylist()


def stored() -> list[str]:
    return [row["id"] for row in rows("SELECT id FROM posts ORDER BY post")]


def truth(server: PostsServer) -> list[str]:
    return [f"n{item['n']}" for item in server.posts.items]


def state(source: Source) -> SourceState:
    return SourceState.objects.get(source=source)


def long_ago(source: Source, **ago: float) -> datetime:
    """Have the source's last success lie back by so much."""
    then = now() - timedelta(**ago)
    SourceState.objects.filter(source=source).update(succeeded_at=then)
    return then


def gaps() -> list[dict[str, Any]]:
    return rows("SELECT * FROM gaps ORDER BY since")


def test_a_poll_reads_all_and_goes_on_where_it_stopped(server: PostsServer) -> None:
    source = followed(server.url)
    server.posts.publish(120)
    (outcome,) = collect()
    assert (outcome.new, outcome.pages, outcome.problem) == (120, 3, None)
    server.posts.publish(3)
    (outcome,) = collect()
    assert outcome.new == 3
    assert stored() == truth(server)
    assert (store().position(source.key) or "").split()[0] == "123"
    assert state(source).item_at is not None
    assert state(source).next_at > now()
    assert SourceHour.objects.get(source=source).new == 123
    assert not gaps()


def test_the_position_never_stands_ahead_of_the_posts(
    server: PostsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = followed(server.url)
    server.posts.publish(120)
    real, writes = store().write_many, []

    def full_at_the_second(batches: Any) -> Any:
        writes.append(batches)
        if len(writes) == 2:
            raise Problem("disk-full", collect_workers.Text("The disk is full."), permanent=False)
        return real(batches)

    monkeypatch.setattr(store(), "write_many", full_at_the_second)
    (outcome,) = collect()
    assert outcome.problem and outcome.problem.code == "disk-full"
    assert (store().position(source.key) or "").split()[0] == "50"
    assert len(stored()) == 50
    collect()
    assert stored() == truth(server)


def test_an_outage_is_a_gap_and_the_catching_up_fills_it(server: PostsServer, proxy: ChaosProxy) -> None:
    source = followed(proxy.url)
    server.posts.publish(5)
    collect()
    since = long_ago(source, hours=2)
    proxy.rule(chaos.reset())
    collect()
    (gap,) = gaps()
    assert (gap["reason"], gap["until"], gap["network"]) == ("stopped", None, NAME)
    assert gap["since"] == since.replace(tzinfo=None)
    assert health().sources[0].gaps
    proxy.clear()
    server.posts.publish(130)
    collect()
    (gap,) = gaps()
    assert gap["until"] and gap["filled_at"]
    assert stored() == truth(server)


def test_failures_open_a_gap_once_they_last(server: PostsServer, proxy: ChaosProxy) -> None:
    source = followed(proxy.url)
    server.posts.publish(5)
    collect()
    proxy.rule(chaos.answers(503))
    collect()
    assert not gaps()  # a short trouble is none
    long_ago(source, minutes=16)
    collect()
    (gap,) = gaps()
    assert gap["until"] is None


def test_what_is_too_old_is_missed_and_filled_from_the_archive(server: PostsServer) -> None:
    followed(server.url)
    server.posts.publish(5)
    collect()
    server.posts.publish(40)
    server.keeps = 10
    collect()
    assert sorted(stored()) == sorted(truth(server))
    (gap,) = gaps()
    assert gap["reason"] == "too-old"
    assert gap["filled_at"]


def test_what_no_archive_gives_stays_a_gap(server: PostsServer) -> None:
    followed(server.url, options={"archive": "none"})
    server.posts.publish(5)
    collect()
    server.posts.publish(40)
    server.keeps = 10
    collect()
    (gap,) = gaps()
    assert (gap["reason"], gap["filled_at"]) == ("too-old", None)
    assert len(stored()) == 15
    collect()
    assert len(gaps()) == 1


def test_a_host_is_not_asked_before_it_wishes(server: PostsServer, proxy: ChaosProxy) -> None:
    source = followed(proxy.url)
    proxy.rule(chaos.too_many("1234"))
    (outcome,) = collect()
    assert outcome.problem and outcome.problem.code == "rate-limited"
    wait = (state(source).next_at - now()).total_seconds()
    assert 1200 < wait <= 1235
    assert state(source).problem["code"] == "rate-limited"
    assert health().sources[0].state == "waiting"


def test_what_is_only_said_again_is_not_read_again(
    server: PostsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless a monitor was saved meanwhile, which may want what was left out before."""
    monitors.create(Draft("Museo", "museo"), None, fill=lambda monitor: None)
    monkeypatch.setattr(collect_workers.Counted, "_poll", _always_all)
    monkeypatch.setattr(pace, "LEAST_OF_FEEDS_S", 0.05)
    monkeypatch.setattr(pace, "succeeded", lambda *given: pace.Pace(0.05, 0, now()))
    source = followed(server.url, keep="matched")
    server.posts.publish(3)
    digested: list[int] = []
    real = digesting.digest
    monkeypatch.setattr(
        digesting,
        "digest",
        lambda pages, rules: (digested.append(len(pages[0][0].items)), real(pages, rules))[1],
    )
    running_until(lambda: SourceHour.objects.filter(source=source, reads__gte=3).exists())
    assert digested == [3]
    assert SourceHour.objects.get(source=source).items >= 9
    made: list[Any] = []

    def save() -> None:
        if not made and len(digested) == 2:
            made.append(monitors.create(Draft("Feria", "feria"), None, fill=lambda monitor: None))

    running_until(lambda: len(stored()) == 3, save)


async def _always_all(self: Any, ask: Any, at: Any, access: Any) -> Any:
    yield base.Page((await access.http.get(f"{ask.target}/items")).json()["items"])


def test_a_bad_item_is_set_aside_and_the_rest_goes_on(server: PostsServer) -> None:
    source = followed(server.url)
    server.posts.publish(2)
    server.posts.publish(broken=True)
    server.posts.publish(explodes=True)
    server.posts.publish(text=None)
    server.posts.publish(2)
    (outcome,) = collect()
    assert (outcome.new, outcome.dead) == (4, 3)
    assert stored() == ["n1", "n2", "n6", "n7"]
    letters = rows("SELECT source, code, place FROM dead_letters ORDER BY place")
    assert letters == [
        {"source": source.key, "code": code, "place": place}
        for code, place in (("bad_value", "n3"), ("unmapped", "n4"), ("missing_field", "n5"))
    ]
    (outcome,) = collect()
    assert outcome.pages == 0


def test_a_page_that_cannot_be_written_hurts_no_other(
    server: PostsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that wait are written in one transaction: one that breaks it is found out and told."""
    followed(server.url)
    with PostsServer() as other:
        other.posts.prefix = "o"
        bad = followed(other.url)
        server.posts.publish(3)
        other.posts.publish(3)
        real = store().write_many

        def refuses_one(batches: Any) -> Any:
            if any(batch.source == bad.key for batch in batches):
                raise ValueError("it does not fit")
            return real(batches)

        monkeypatch.setattr(store(), "write_many", refuses_one)
        outcomes = {outcome.entry.id: outcome.problem for outcome in collect()}
    assert stored() == truth(server)
    assert outcomes[bad.pk] is not None and outcomes[bad.pk].code == "internal"
    assert store().position(bad.key) is None


def test_a_source_that_hangs_or_raises_delays_no_other(server: PostsServer, proxy: ChaosProxy) -> None:
    server.posts.publish(3)
    for path in ("/hang", "/fail"):
        followed(f"{proxy.url}{path}")
    proxy.rule(chaos.silence(), path="/hang")
    proxy.rule(chaos.garbage(), path="/fail")
    service.follow(SourceDraft(NAME, "feed", "no address at all"), None)
    good = followed(server.url)
    running_until(lambda: bool(SourceState.objects.get(source=good).succeeded_at) and len(stored()) == 3)
    assert state(good).problem == {}
    broken = SourceState.objects.exclude(source=good).exclude(problem={})
    assert {found.problem["code"] for found in broken} >= {"bad-address"}


def test_edits_and_deletions_reach_the_store(server: PostsServer) -> None:
    followed(server.url)
    server.posts.publish(3)
    collect()
    server.posts.publish(again=1, text="Texto nuevo")
    server.posts.publish(deletes=2)
    collect()
    texts = {row["id"]: row["text"] for row in rows("SELECT id, text FROM posts")}
    assert texts["n1"] == "Texto nuevo"
    assert "n2" not in texts
    assert rows("SELECT text FROM earlier_texts") == [{"text": "Texto 1 de la feria"}]


def test_only_what_a_monitor_matches_is_kept_where_that_is_wanted(server: PostsServer) -> None:
    monitors.create(Draft("Feria", "feria AND extraordinaria"), None, fill=lambda monitor: None)
    source = followed(server.url, keep="matched")
    server.posts.publish(3)
    server.posts.publish(text="Una feria extraordinaria")
    collect()
    assert stored() == ["n4"]
    assert rows("SELECT monitor, post FROM mentions") == [{"monitor": 1, "post": 1}]
    assert SourceHour.objects.get(source=source).left_out == 3


def test_a_monitor_saved_meanwhile_misses_no_post(
    server: PostsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The posts are digested before the monitor is known, and written after its search of those stored."""
    followed(server.url)
    server.posts.publish(20)
    real, digested, saved = digesting.digest, threading.Event(), threading.Event()

    def held_up(*given: Any) -> Any:
        done = real(*given)
        digested.set()
        assert saved.wait(WITHIN_S)
        return done

    def save() -> None:
        if digested.is_set() and not saved.is_set():
            monitors.create(Draft("Feria", "feria"), None, fill=lambda monitor: None)
            saved.set()

    monkeypatch.setattr(digesting, "digest", held_up)
    running_until(lambda: len(rows("SELECT post FROM mentions")) == 20, save)
    assert len(stored()) == 20


def test_a_stream_delivers_at_once_and_goes_on_after_a_cut(server: PostsServer, proxy: ChaosProxy) -> None:
    source = followed(proxy.url, "stream")
    server.posts.publish(10)
    running_until(lambda: len(stored()) == 10)
    proxy.rule(chaos.cut_after(400), times=3)
    server.posts.publish(10)
    published = threading.Event()

    def more() -> None:
        if not published.is_set() and len(stored()) >= 12:
            server.posts.publish(5)
            published.set()

    running_until(lambda: len(stored()) == 25, more)
    assert stored() == truth(server)
    asked_after = [int(path.partition("after=")[2]) for _, path in proxy.seen]
    assert max(asked_after) >= 12  # where it stood, not where it began
    assert not state(source).running
    assert not gaps()  # cut for less than half a minute


def test_a_stream_that_was_off_has_a_gap_that_is_filled_when_it_catches_up(server: PostsServer) -> None:
    source = followed(server.url, "stream")
    server.posts.publish(10)
    running_until(lambda: len(stored()) == 10)
    since = long_ago(source, minutes=10)
    server.posts.publish(10)
    running_until(lambda: len(stored()) == 20 and bool(gaps()) and bool(gaps()[0]["filled_at"]))
    (gap,) = gaps()
    assert (gap["since"], gap["reason"]) == (since.replace(tzinfo=None), "stopped")


def test_a_stream_that_begins_too_late_tells_what_it_missed(server: PostsServer) -> None:
    followed(server.url, "stream")
    server.posts.publish(10)
    running_until(lambda: len(stored()) == 10)
    server.posts.publish(30)
    server.keeps = 5
    running_until(lambda: len(stored()) == 40 and bool(gaps()[0]["filled_at"]))
    (gap,) = gaps()
    assert gap["reason"] == "too-old"


def test_a_pause_is_a_gap_until_reading_goes_on(server: PostsServer) -> None:
    source = followed(server.url)
    server.posts.publish(2)
    collect()
    service.pause(source, None)
    running_until(lambda: bool(gaps()))
    assert gaps()[0]["reason"] == "paused"
    assert health().sources[0].state == "paused"
    service.resume(source, None)
    collect()
    assert gaps()[0]["filled_at"]


def test_a_deleted_source_misses_nothing(server: PostsServer, proxy: ChaosProxy) -> None:
    source = followed(proxy.url)
    server.posts.publish(2)
    collect()
    long_ago(source, hours=3)
    proxy.rule(chaos.reset())
    collect()
    assert gaps()[0]["until"] is None
    service.delete(source, None)
    running_until(lambda: gaps()[0]["until"] is not None)
    assert gaps()[0]["filled_at"] is None


def test_a_source_that_fails_for_days_is_given_up_where_all_see_it(
    server: PostsServer, proxy: ChaosProxy
) -> None:
    source = followed(proxy.url)
    Source.objects.update(created_at=now() - timedelta(days=9))
    SourceState.objects.update(failures=7.5)
    proxy.rule(chaos.answers(410))
    collect()
    source.refresh_from_db()
    assert not source.active
    assert state(source).problem["code"] == "given-up"
    assert "(410)" in state(source).problem["cause"]
    told = health()
    assert told.sources[0].is_wrong
    assert not told.is_well


def test_a_silent_source_raises_an_alarm_though_nothing_fails(server: PostsServer) -> None:
    source = followed(server.url)
    server.posts.publish(1)
    collect()
    assert health().sources[0].state == "ok"
    start = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=20)
    Source.objects.update(created_at=start)
    SourceHour.objects.all().delete()
    SourceHour.objects.bulk_create(
        SourceHour(source=source, hour=start + timedelta(hours=n), reads=1, new=3) for n in range(18 * 24)
    )
    silent = start + timedelta(days=18)
    SourceState.objects.update(item_at=silent)
    running_until(lambda: state(source).silent_since is not None)
    assert state(source).silent_since == silent
    assert health().sources[0].state == "silent"
    assert not health().is_well


def test_counters_are_looked_at_again_and_what_is_gone_goes(server: PostsServer, ana: Any) -> None:
    from tertulia.listen.collect.refreshing import Counters
    from tertulia.listen.sources.models import Channel

    Channel.objects.create(network=NAME, handle="ana", settings={"server": server.url}, by=ana)
    followed(server.url, own=True)
    server.posts.publish(4, at=now() - timedelta(hours=1, seconds=30), likes=1)
    collect()
    server.counts |= {"n1": 5, "n3": 1}
    server.gone |= {"n2"}

    async def look(self: Collector) -> None:
        await Counters(self.tools).round()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Collector, "_read_all", look)
        collect()
    assert rows("SELECT id, likes FROM posts ORDER BY id") == [
        {"id": "n1", "likes": 5},
        {"id": "n3", "likes": 1},
        {"id": "n4", "likes": 1},
    ]


def test_one_process_collects(home: Home) -> None:
    assert holder(home) is None
    with lease(home):
        found = holder(home)
        assert found is not None
        with pytest.raises(Problem) as raised:
            collect()
        assert raised.value.code == "already-collecting"
    assert holder(home) is None
    collect()
