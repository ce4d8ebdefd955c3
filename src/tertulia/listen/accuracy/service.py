"""What people do to check readings: draw a sample, say what each post is, take it back."""

from __future__ import annotations

from django.db import transaction

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.accuracy import sampling
from tertulia.listen.accuracy.models import Check, Drawn, Round
from tertulia.listen.accuracy.saying import alike, corrected, said
from tertulia.listen.accuracy.tasks import TASKS, UNDECIDED, Checked
from tertulia.posts.api import Store, store
from tertulia.team.api import Person, record
from tertulia.understand.adapting.api import forget, lessons


def find_task(name: str) -> Checked:
    """The task of that name. Raises `Problem` (no-such-task)."""
    if name not in TASKS:
        cause = Text("“{task}” is nothing whose readings are checked.", task=name[:40])
        raise Problem("no-such-task", cause, Text("Choose one of: {choices}.", choices=", ".join(TASKS)))
    return TASKS[name]


def latest(task: Checked) -> Round | None:
    """The newest round of a task."""
    return Round.objects.filter(task=task.name).first()


def begin(task: Checked, by: Person | None, seed: int | None = None, size: int = sampling.SIZE) -> Round:
    """Draw a new sample. Raises `Problem` as `sampling.begin` does."""
    return sampling.begin(task, store(), by, seed, size)


def check(drawn: Drawn, value: str, by: Person) -> None:
    """Keep a person's word on a drawn post, in place of their earlier one, and correct the reading by it; so
    too on posts of the round that say the same.

    Raises `Problem` (bad-verdict, no-such-post).
    """
    task = TASKS[drawn.round.task]
    value = _canonical(task, value)
    posts = store()
    if drawn.post not in said(posts, [drawn.post], task.name):
        raise Problem("no-such-post", Text("The post is no longer stored."), Text("Go on to the next one."))
    with transaction.atomic():
        if not Check.objects.filter(drawn__round=drawn.round, by=by).exists():
            record(by, "accuracy.checked", task.name, round=drawn.round.pk)
        for each in _same(drawn, posts):
            _check_one(each, value, by, posts)


def _canonical(task: Checked, value: str) -> str:
    """Several values in the order of the alphabet. Raises `Problem` (bad-verdict)."""
    if not task.admits(value):
        cause = Text("“{value}” is no answer for this.", value=value[:40])
        choices = ", ".join((*task.values, UNDECIDED))
        raise Problem("bad-verdict", cause, Text("Choose one of: {choices}.", choices=choices), "value")
    return ",".join(sorted({each for each in value.split(",") if each})) if task.several else value


def _same(drawn: Drawn, posts: Store) -> list[Drawn]:
    """The posts of the round with the same text, itself among them."""
    of_round = drawn.round.drawn.select_related("round")
    numbers = alike(posts, drawn.post, list(of_round.values_list("post", flat=True)))
    return list(of_round.filter(post__in={drawn.post, *numbers}))


def _check_one(drawn: Drawn, value: str, by: Person, posts: Store) -> None:
    task = drawn.round.task
    kept = Check.objects.filter(drawn=drawn, by=by).first()
    if kept is None:
        read = said(posts, [drawn.post], task)[drawn.post]
        before, before_by = corrected(posts, drawn.post, task)
        kept = Check(drawn=drawn, by=by, said=read.value, version=read.version)
        kept.before, kept.before_by = before, before_by
    kept.value = value
    kept.save()
    if value == UNDECIDED:
        _put_back(kept, posts)
    else:
        posts.correct(drawn.post, task, value, by.username)


def _put_back(kept: Check, posts: Store) -> None:
    """The correction that counts without this check: another person's check, else what stood before."""
    others = Check.objects.filter(drawn__post=kept.drawn.post, drawn__round__task=kept.drawn.round.task)
    other = others.exclude(pk=kept.pk).exclude(value=UNDECIDED).order_by("-at", "-id").first()
    value, person = (
        (other.value, other.by.username if other.by else "") if other else (kept.before, kept.before_by)
    )
    posts.correct(kept.drawn.post, kept.drawn.round.task, value, person)


def undo(given: Round, by: Person) -> int | None:
    """Take back the newest check of a person in a round, with those of posts that say the same, and the
    corrections with them: the first one's turn, None where there is none."""
    own = Check.objects.filter(drawn__round=given, by=by).select_related("drawn__round", "by")
    newest = own.order_by("-at", "-id").first()
    if newest is None:
        return None
    posts = store()
    taken = own.filter(drawn__in=_same(newest.drawn, posts)).order_by("drawn__turn")
    turns = [_take_back(each, posts) for each in taken]
    return min(turns)


def _take_back(kept: Check, posts: Store) -> int:
    if kept.drawn.post in said(posts, [kept.drawn.post], kept.drawn.round.task):
        _put_back(kept, posts)
    kept.delete()
    return int(kept.drawn.turn)


def forget_gone(posts: Store) -> int:
    """Forget the drawn posts that are no longer stored, the checks of them and what was learned from them;
    returns how many there were."""
    folder = Home.of().models
    drawn = set(Drawn.objects.values_list("post", flat=True).distinct())
    taught = {number for lesson in lessons(folder) for number in lesson.held_out["post"].to_pylist()}
    gone = (drawn | taught) - set(said(posts, sorted(drawn | taught), "sentiment"))
    Drawn.objects.filter(post__in=gone).delete()
    forget(folder, gone)
    return len(gone)
