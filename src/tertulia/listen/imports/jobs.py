"""Imports in the background of the web application: one at a time, each telling how far it is."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path

from django.db import connection
from django.utils import timezone

from tertulia import i18n
from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.imports import pipeline, restoring, uploads
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.imports.monitors import add_monitor
from tertulia.listen.imports.pipeline import Job, Summary
from tertulia.listen.imports.plan import Plan
from tertulia.listen.monitors.api import searches, subjects
from tertulia.posts.api import store

FIGURES = ("source", "read", "new", "updated", "unchanged", "erased", "dead", "bytes_read", "known")
BUSY = (ImportState.WAITING, ImportState.RUNNING)
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
_here: dict[int, threading.Event] = {}  # the imports of this process, with what tells each to stop


def start(run: ImportRun) -> None:
    """Begin the import, or go on with one that was interrupted, and return at once."""
    if run.pk in _here:
        return
    _here[run.pk] = threading.Event()
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.WAITING, problem={}, ended_at=None)
    in_background(run.pk, i18n.current_language())


def in_background(number: int, language: str) -> None:
    threading.Thread(target=_run, args=(number, language), name=f"import-{number}", daemon=True).start()


def stop(run: ImportRun) -> None:
    """Ask the import to stop after the block it is at; it can go on later."""
    if event := _here.get(run.pk):
        event.set()


def settled(run: ImportRun) -> ImportRun:
    """The import as it is: one that says it runs, but in no process, was interrupted."""
    if run.state in BUSY and run.pk not in _here:
        run.state = ImportState.STOPPED
        run.save(update_fields=["state"])
    return run


def _run(number: int, language: str) -> None:
    i18n.activate(language)
    try:
        with _one_at_a_time:
            _import(number)
    except Problem as problem:
        _end(number, ImportState.FAILED, problem=problem.as_dict())
    except Exception as fault:
        _log.exception("Import %s failed", number)
        cause = Text("Something failed inside Tertulia ({name}).", name=type(fault).__name__)
        remedy = Text("Try to go on; if it fails again, look at the log of `tertulia up`.")
        _end(number, ImportState.FAILED, problem=Problem("internal", cause, remedy).as_dict())
    finally:
        _here.pop(number, None)
        connection.close()


def _import(number: int) -> None:
    run = ImportRun.objects.get(pk=number)
    run.state = ImportState.RUNNING
    run.save(update_fields=["state"])
    summary = run_now(run)
    _tell(run, summary)
    if summary.whole:
        uploads.path_of(run).unlink(missing_ok=True)
    _end(number, ImportState.DONE if summary.whole else ImportState.STOPPED)


def run_now(run: ImportRun) -> Summary:
    """Do the import in this thread; figures add up over the runs that it took."""
    before = {name: getattr(run, name) for name in FIGURES[1:7]}
    path = uploads.path_of(run)
    job = Job(
        store=store(),
        path=path,
        name=run.name,
        plan=Plan.from_json(run.plan),
        searches=searches,
        subjects=subjects,
        processes=processes_for(path),
        again=run.again,
        progress=lambda summary: _tell(run, _added(summary, before)),
        stopped=lambda: _here[run.pk].is_set() if run.pk in _here else False,
    )
    if restoring.is_export(path):
        return _added(restoring.run(job, add_monitor, Home.of().temporary), before)
    return _added(pipeline.run(job), before)


def processes_for(path: Path) -> int:
    """At least one, other than in a command: the memory that models need goes when it is done."""
    return max(1, pipeline.processes_for(path))


def _added(summary: Summary, before: dict[str, int]) -> Summary:
    if not summary.resumed_at:
        return summary
    return replace(summary, **{name: getattr(summary, name) + value for name, value in before.items()})


def _tell(run: ImportRun, summary: Summary) -> None:
    # Once something was read again, an interrupted import goes on from there.
    figures = {name: getattr(summary, name) for name in FIGURES}
    ImportRun.objects.filter(pk=run.pk).update(again=False, **figures)


def _end(number: int, state: ImportState, problem: dict[str, str] | None = None) -> None:
    ImportRun.objects.filter(pk=number).update(state=state, problem=problem or {}, ended_at=timezone.now())
