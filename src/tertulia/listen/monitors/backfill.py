"""Runs a monitor's search over all stored posts, so that a new search knows the past."""

from __future__ import annotations

import logging
import threading

from django.db import connection
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.listen.monitors.models import Backfill, Monitor
from tertulia.listen.monitors.subjects import subjects, tell_apart
from tertulia.listen.query.api import parse
from tertulia.posts.api import Store, store

_log = logging.getLogger(__name__)
# One at a time: each uses all cores, and of two runs for one monitor the later must have the last word.
_one_at_a_time = threading.Lock()


def in_background(monitor: Monitor) -> None:
    """Begin to match all stored posts and return at once; `Monitor.backfill` tells how far it is."""
    threading.Thread(
        target=_run_alone, args=(monitor.pk,), name=f"backfill-{monitor.pk}", daemon=True
    ).start()


def now(monitor: Monitor) -> None:
    """Match all stored posts and wait for it. Raises what goes wrong."""
    fill(monitor.pk, store())
    monitor.refresh_from_db()


def resume() -> None:
    """Begin again what a stop of the process cut short."""
    for monitor in Monitor.objects.filter(deleted_at=None).exclude(backfill=Backfill.DONE):
        in_background(monitor)


def _run_alone(number: int) -> None:
    try:
        fill(number, store())
    except Exception:
        _log.exception("Monitor %s could not be matched with the stored posts", number)
    finally:
        connection.close()


def fill(number: int, posts: Store) -> int:
    """Put the mentions of a monitor in place of those it had; returns how many there are.

    The old ones go first and the new ones are added to whatever arrives meanwhile: a post that is imported
    during the search is neither lost nor doubled.
    """
    with _one_at_a_time:
        monitor = Monitor.objects.filter(pk=number, deleted_at=None).first()
        if monitor is None:
            return 0
        _tell(number, Backfill.RUNNING)
        try:
            return _fill(monitor, posts)
        except Exception as fault:
            _tell(number, Backfill.FAILED, str(fault) if isinstance(fault, Problem) else type(fault).__name__)
            raise


def _fill(monitor: Monitor, posts: Store) -> int:
    from tertulia.listen.matcher.api import match_stored

    tree = parse(monitor.query).tree
    posts.forget_monitor(monitor.pk)
    count = 0
    if tree is not None:
        found = match_stored(posts, {monitor.pk: tree})[monitor.pk]
        count = posts.set_mentions(monitor.pk, found, replace=False)
        if monitor.pk in subjects():
            tell_apart(posts, monitor=monitor.pk)
    # Deleted while we searched: what was found must go again.
    if Monitor.objects.filter(pk=monitor.pk, deleted_at=None).exists():
        _tell(monitor.pk, Backfill.DONE)
    else:
        posts.forget_monitor(monitor.pk)
    return count


def _tell(number: int, state: Backfill, error: str = "") -> None:
    Monitor.objects.filter(pk=number).update(backfill=state, backfill_error=error, changed_at=timezone.now())
