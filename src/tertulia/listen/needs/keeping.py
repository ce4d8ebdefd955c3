"""Looks for needs: new posts join a need or, several that ask the same, found one. Nothing that a person put
somewhere moves by itself, and every change stands in the need's history."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.listen.needs.asking import asking_posts, likeliest_kinds, texts
from tertulia.listen.needs.models import Need, NeedEvent, NeedKind, NeedLook, NeedPost
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import Store, store
from tertulia.understand.needs.api import NONE, Grouped, group

LOOKED_AT = 100_000  # posts that ask, of a look, at most
SINCE = timedelta(days=3 * 366)  # before the newest post; a need is not told by older ones
SHOWING = 40  # posts of a need that new ones are compared with
ENOUGH = 50  # posts, new since the last look, from which on another is worth its while at once
_LATEST = timedelta(hours=6)  # after which a few are
_STALE = timedelta(minutes=15)
_WITHIN_S, _MEMORY = 600.0, 6 << 30
_FIRST_S, _EVERY_S = 20.0, 600.0
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


def live() -> list[Need]:
    """The needs that have not ended."""
    return list(Need.objects.filter(ended_at=None))


def is_looking() -> bool:
    """Whether a look is under way; one that a stop of the process cut short is not."""
    since = timezone.now() - _STALE
    return NeedLook.objects.filter(state=NeedLook.State.RUNNING, at__gte=since).exists()


def look_in_background() -> None:
    """Begin a look and return at once; `NeedLook.state` tells how it went. Nothing while one is under way."""
    if is_looking():
        return
    made = NeedLook.objects.create()
    threading.Thread(target=_look_alone, args=(made.pk,), name="needs", daemon=True).start()


def watch() -> None:
    """Look when enough new posts ask something, for as long as the process runs."""
    threading.Thread(target=_watch, name="needs-watch", daemon=True).start()


def _watch() -> None:
    waiting = threading.Event()
    wait = _FIRST_S
    while not waiting.wait(wait):
        try:
            if is_due(store()):
                look_in_background()
        except Exception:  # the next time is soon
            _log.exception("Whether it is time to look for needs could not be told")
        finally:
            connection.close()
        wait = _EVERY_S


_NEW = """SELECT count(*) AS posts FROM posts
WHERE post > $last AND NOT own AND kind <> 'repost' AND list_has_any(intents, $asking)"""


def is_due(posts: Store) -> bool:
    """Whether posts that ask came since the last look: enough, or a few and it was hours ago."""
    newest = NeedLook.objects.filter(state=NeedLook.State.DONE).first()
    last = newest.last if newest else -1
    new = posts.query(_NEW, {"last": last, "asking": list(NeedKind.values)}).to_pylist()[0]["posts"]
    return bool(new) and (newest is None or new >= ENOUGH or newest.at < timezone.now() - _LATEST)


def _look_alone(number: int) -> None:
    made = NeedLook.objects.get(pk=number)
    try:
        look(made, store())
    except Exception as fault:
        _log.exception("The needs could not be looked for")
        made.state = NeedLook.State.FAILED
        made.error = str(fault) if isinstance(fault, Problem) else type(fault).__name__
        made.save()
    finally:
        connection.close()


def look(made: NeedLook, posts: Store) -> None:
    """Place the posts that ask and are in no need yet. Raises `Problem` (those of a worker)."""
    with _one_at_a_time:
        forget_gone(posts)
        kept, members, told = _known(posts)
        new = _new(posts)
        numbers = [*members, *new]
        known = [kept.index(members[post]) for post in members] + [NONE] * len(new)
        with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
            found: Grouped = worker.run(group, [*told, *new.values()], known)
        _write(made, numbers, known, found, kept, posts)
        made.last = posts.query("SELECT coalesce(max(post), -1) AS last FROM posts").to_pylist()[0]["last"]
        made.posts, made.state = len(new), NeedLook.State.DONE
        made.save()


def _known(posts: Store) -> tuple[list[int], dict[int, int], list[str]]:
    """The live needs, their newest posts each with its need, and the texts of these."""
    of_need: dict[int, list[int]] = defaultdict(list)
    for need, post in NeedPost.objects.filter(need__ended_at=None).values_list("need_id", "post"):
        if need is not None:
            of_need[need].append(post)
    chosen = {post: need for need, numbers in of_need.items() for post in sorted(numbers)[-SHOWING:]}
    found = texts(posts, chosen)
    return sorted(of_need), {post: chosen[post] for post in found}, list(found.values())


def _new(posts: Store) -> dict[int, str]:
    newest = posts.query("SELECT max(created_at) AS at FROM posts").to_pylist()[0]["at"]
    if newest is None:
        return {}
    placed = set(NeedPost.objects.values_list("post", flat=True))
    found = asking_posts(posts, newest - SINCE, LOOKED_AT + len(placed))
    return {post: text for post, text in found.items() if post not in placed}


@transaction.atomic
def _write(
    made: NeedLook, numbers: list[int], known: list[int], found: Grouped, kept: list[int], posts: Store
) -> None:
    fresh = [at for at, need in enumerate(known) if need == NONE and found.needs[at] != NONE]
    joining = Counter(int(found.needs[at]) for at in fresh)
    of_place = dict(enumerate(kept))
    for place in sorted(place for place in joining if place >= len(kept)):
        need = Need.objects.create(kind=NeedKind.QUESTION, typical=numbers[found.typical[place]])
        of_place[place] = need.pk
    members = {numbers[at]: of_place[int(found.needs[at])] for at in fresh}
    NeedPost.objects.bulk_create(NeedPost(need_id=need, post=post) for post, need in members.items())
    NeedEvent.objects.bulk_create(
        NeedEvent(
            need_id=of_place[place],
            what=NeedEvent.What.FOUND if place >= len(kept) else NeedEvent.What.JOINED,
            details={"posts": joining[place]},
        )
        for place in sorted(joining)
    )
    made.found = sum(place >= len(kept) for place in joining)
    made.joined = sum(count for place, count in joining.items() if place < len(kept))
    settle_kinds([of_place[place] for place in joining if place >= len(kept)], posts)


def settle_kinds(needs: list[int], posts: Store) -> None:
    """Tell of each need what it mostly is."""
    members = dict(NeedPost.objects.filter(need__in=needs).values_list("post", "need_id"))
    kinds: dict[Any, str] = dict(likeliest_kinds(posts, members))
    for need, kind in kinds.items():
        Need.objects.filter(pk=need).update(kind=kind)


def forget_gone(posts: Store) -> int:
    """Forget the posts that are no longer stored, and the needs that no post says any more; returns how many
    posts went."""
    kept = list(NeedPost.objects.values_list("post", flat=True))
    gone = sorted(set(kept) - set(texts(posts, kept)))
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        NeedPost.objects.filter(post__in=some).delete()
        Need.objects.filter(typical__in=some).update(typical=None)
        Need.objects.filter(answer_post__in=some).update(answer_post=None)
    if gone:
        _forget_in_events(set(gone))
    Need.objects.filter(posts=None, ended_at=None, into=None, merged=None).delete()
    return len(gone)


def _forget_in_events(gone: set[int]) -> None:
    for event in NeedEvent.objects.filter(details__has_key="moved"):
        left = [post for post in event.details["moved"] if post not in gone]
        if len(left) != len(event.details["moved"]):
            event.details["moved"] = left
            event.save(update_fields=["details"])
