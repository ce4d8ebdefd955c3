"""Keeps in the store which theme each post belongs to, so that a theme is a filter like any other.

Posts are filed in the background, soon after they come; all of them anew when a look, a person or a merger
changed what themes are; until its turn comes, a post stands under what it stood under before.
"""

from __future__ import annotations

import logging
import threading

from django.db import connection

from tertulia.listen.triggers.belonging import known
from tertulia.listen.triggers.placing import Known, filed
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import FILING, Store, store

PAGE = 20_000  # posts placed at a time
_WITHIN_S, _MEMORY = 300.0, 4 << 30
_FIRST_S, _EVERY_S = 20.0, 15.0
_log = logging.getLogger(__name__)
_PAGE = """
SELECT post, network, created_at, left(coalesce(title || E'\\n', '') || text, 2000) AS text,
    author, hashtags, mentions, links, url
FROM posts WHERE post > $after ORDER BY post LIMIT $rows
"""
_NEWEST = "SELECT max(post) AS post FROM posts"


def watch_filing() -> None:
    """File what comes, for as long as the process runs."""
    threading.Thread(target=_watch, name="themes-filing", daemon=True).start()


def _watch() -> None:
    waiting = threading.Event()
    wait = _FIRST_S
    while not waiting.wait(wait):
        try:
            file_all(store())
        except Exception:  # the next turn takes it up where it stopped
            _log.exception("Posts could not be filed under themes")
        finally:
            connection.close()
        wait = _EVERY_S


def file_all(posts: Store) -> int:
    """File all posts that are not filed under the themes as they are; returns how many were looked at."""
    now = known()[1]
    after = _filed_up_to(posts, now)
    newest = posts.query(_NEWEST)["post"][0].as_py() or 0
    if after >= newest or (not now.numbers and posts.position(FILING) is None):
        return 0
    with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
        return _file(posts, now, after, worker)


def _file(posts: Store, now: Known, after: int, worker: Isolated) -> int:
    looked_at = 0
    while len(page := posts.query(_PAGE, {"after": after, "rows": PAGE})):
        last = page["post"][-1].as_py()
        found = worker.run(filed, page, now)
        posts.set_themes(after + 1, last, found["post"], found["theme"], f"{now.stamp}:{last}")
        after, looked_at = last, looked_at + len(page)
    return looked_at


def _filed_up_to(posts: Store, now: Known) -> int:
    """The last post filed under these very themes; 0 where that is none."""
    stamp, _, last = (posts.position(FILING) or "").partition(":")
    return int(last) if stamp == now.stamp else 0
