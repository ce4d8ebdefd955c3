"""Teaching the models with the workspace's corrections, and reading history anew: in the background, heavy
work in a process of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from tertulia import i18n
from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen import rereading
from tertulia.listen.accuracy.models import ModelWork
from tertulia.listen.digest import understood
from tertulia.listen.monitors.api import tell_apart
from tertulia.listen.sources.problems import kept
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import store
from tertulia.team.api import Person, record
from tertulia.understand.adapting.api import labels_of, teach, use
from tertulia.understand.api import model_version

_WITHIN_S, _MEMORY = 600.0, 4 << 30
_PIECE = 4_096  # posts read anew between two words on how far it is
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
_here: set[int] = set()  # what this process has under way
Work = Callable[[ModelWork], None]


def newest(what: str) -> ModelWork | None:
    """The last teaching or re-reading; one that says it runs, but in no process, was interrupted."""
    work = ModelWork.objects.filter(what=what).first()
    if work and work.state == ModelWork.State.RUNNING and work.pk not in _here:
        cause = Text("Tertulia was stopped before it was done.")
        _fail(work, Problem("interrupted", cause, Text("Begin again: nothing is lost.")))
    return work


def is_busy() -> bool:
    """Whether the models are being taught or history is being read anew."""
    return bool(_here)


def teach_in_background(by: Person) -> None:
    """Teach the models with all corrections; the page tells how it went. Nothing while one is under way."""
    record(by, "models.taught")
    _in_background(ModelWork.What.TEACH, by, _teach)


def reread_in_background(by: Person) -> None:
    """Read again what other models read. Nothing while something is under way."""
    record(by, "models.reread", model_version())
    _in_background(ModelWork.What.REREAD, by, _reread)


def choose(number: int | None, by: Person) -> None:
    """Let readings follow a lesson, or the shipped models (None). Raises `Problem` as `adapting.use` does."""
    use(Home.of().models, number)
    record(by, "models.chosen", "" if number is None else str(number))


def _in_background(what: ModelWork.What, by: Person, work: Work) -> None:
    if is_busy():
        return
    made = ModelWork.objects.create(what=what, by=by)
    given = (made.pk, work, i18n.current_language())

    def begin() -> None:
        _here.add(made.pk)
        threading.Thread(target=_run, args=given, name=f"models-{made.pk}", daemon=True).start()

    transaction.on_commit(begin)  # the thread has a connection of its own


def _run(number: int, work: Work, language: str) -> None:
    i18n.activate(language)
    made = ModelWork.objects.get(pk=number)
    try:
        with _one_at_a_time:
            work(made)
        made.state = ModelWork.State.DONE
        made.save()
    except Problem as problem:
        _fail(made, problem)
    except Exception as fault:
        _log.exception("The models could not be worked on")
        cause = Text("Something failed inside Tertulia ({name}).", name=type(fault).__name__)
        remedy = Text("Try again; if it goes on, look at the log of `tertulia up`.")
        _fail(made, Problem("internal", cause, remedy))
    finally:
        _here.discard(number)
        connection.close()


def _fail(work: ModelWork, problem: Problem) -> None:
    work.state, work.problem = ModelWork.State.FAILED, kept(problem)
    work.save()


def _teach(work: ModelWork) -> None:
    labels = labels_of(store())
    work.total = len(labels)
    work.save()
    person = work.by.username if work.by else ""
    with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
        lesson = worker.run(teach, labels, Home.of().models, person)
    work.lesson, work.done = lesson.number, work.total


def _reread(work: ModelWork) -> None:
    posts, model = store(), model_version()
    work.total = rereading.waiting(posts, model)
    work.save()
    with Isolated(within_s=_WITHIN_S, memory=_MEMORY) as worker:
        for count in rereading.reread(posts, lambda page: worker.run(understood, page), model, _PIECE):
            work.done += count
            ModelWork.objects.filter(pk=work.pk).update(done=work.done, seen_at=timezone.now())
    tell_apart(posts)
