"""Who listens hears of new posts, from whichever thread they were written."""

from __future__ import annotations

import asyncio
import threading

from tertulia.home import Home
from tertulia.posts.api import arrivals
from tertulia.posts.arrivals import Arrivals
from tertulia.posts.shared import SharedStore
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch


def test_a_thread_wakes_with_the_newest_number() -> None:
    news = Arrivals()
    heard = list[int]()
    waiting = threading.Thread(target=lambda: heard.append(news.wait(0)))
    waiting.start()
    news.tell(5, 3)
    waiting.join()
    assert heard == [7]
    assert news.wait(0) == news.newest == 7


def test_who_hears_nothing_in_time_knows_what_it_knew() -> None:
    news = Arrivals()
    news.tell(1, 0)
    assert news.wait(0, timeout_s=0.01) == 0


def test_every_listener_hears_and_one_that_was_busy_hears_once() -> None:
    news = Arrivals()

    async def listen() -> list[int]:
        with news.listening() as one, news.listening() as other:
            telling = threading.Thread(target=lambda: (news.tell(1, 2), news.tell(3, 2)))
            telling.start()
            await asyncio.to_thread(telling.join)
            heard = [await one.next(), await other.next()]
            news.tell(5, 1)
            return [*heard, await one.next()]

    assert asyncio.run(listen()) == [4, 4, 5]


def test_a_loop_that_ended_is_passed_over() -> None:
    news = Arrivals()
    loop = asyncio.new_event_loop()

    async def begin() -> None:
        news.listening().__enter__()

    loop.run_until_complete(begin())
    loop.close()
    news.tell(1, 1)
    assert news.newest == 1


def test_the_store_tells_of_new_posts_when_they_can_be_read(store: LocalStore) -> None:
    async def listen() -> tuple[int, int]:
        with arrivals().listening() as listener:
            await asyncio.to_thread(store.write, batch([{"id": "1"}, {"id": "2"}]))
            newest = await listener.next()
            found = await asyncio.to_thread(store.query, "SELECT max(post) AS newest FROM posts")
            return newest, found["newest"][0].as_py()

    assert asyncio.run(listen()) == (2, 2)


def test_the_owner_hears_of_what_others_write(home: Home) -> None:
    async def listen(guest: SharedStore) -> int:
        with arrivals().listening() as listener:
            await asyncio.to_thread(guest.write, batch([{"id": "1"}]))
            return await listener.next()

    with SharedStore(home) as owner, SharedStore(home) as guest:
        assert owner.owned
        assert not guest.owned
        assert asyncio.run(listen(guest)) == 1
