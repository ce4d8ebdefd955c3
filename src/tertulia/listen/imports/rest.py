"""Imports, dead letters, export and erasure for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponseBase
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.imports import erasing, exporting, jobs, restoring, uploads
from tertulia.listen.imports.data_pages import FORMATS
from tertulia.listen.imports.exporting import Selection
from tertulia.listen.imports.look import look, require_whole
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.imports.plan import POSTS_FILE, Plan
from tertulia.listen.imports.streaming import stream
from tertulia.listen.letters import letters
from tertulia.listen.letters.letters import Filter
from tertulia.listen.letters.retrying import retry
from tertulia.listen.monitors.api import searches
from tertulia.posts.api import store
from tertulia.team.api import Person, auth, record

router = Router(tags=["imports"])
LARGEST = 2**63 - 1  # the largest number a database holds


class ImportIn(Schema):
    """How the file is read. Without `shape` and `mapping` it is found out."""

    shape: str = Field("", max_length=60)
    mapping: dict[str, str] = {}
    constants: dict[str, str] = {}
    own: bool = False
    again: bool = False


class ImportOut(Schema):
    """An import: its state and what came of it until now."""

    id: int
    name: str
    size: int
    state: str
    read: int
    new: int
    updated: int
    unchanged: int
    erased: int
    set_aside: int
    percent: int
    known: bool
    source: str
    problem: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, run: ImportRun) -> ImportOut:
        names = [name for name in cls.model_fields if name not in ("id", "set_aside")]
        return cls(id=run.pk, set_aside=run.dead, **{name: getattr(run, name) for name in names})


ReasonClass = Literal["invalid", "unsupported", "stale"]


class LetterOut(Schema):
    """An item that could not become a post; `name` is what people call its source."""

    letter: int
    source: str
    name: str
    place: str | None
    code: str
    reason_class: ReasonClass
    reason: str
    raw: str | None
    tries: int
    first_seen: datetime
    last_seen: datetime


class Letters(Schema):
    count: int
    letters: list[LetterOut]


class LettersIn(Schema):
    """Which letters; all of them where nothing is said."""

    source: str = Field("", max_length=400)
    code: str = Field("", max_length=60)
    reason_class: ReasonClass | None = None
    letters: list[int] = Field([], max_length=10_000)

    def filter(self) -> Filter:
        if any(not 0 < number <= LARGEST for number in self.letters):
            raise Problem("no-such-letter", Text("There is no dead letter of such a number."))
        return Filter(self.source, self.code, tuple(self.letters), self.reason_class or "")


class Retried(Schema):
    posts: int
    still_dead: int
    left: int


class Dropped(Schema):
    dropped: int


class EraseIn(Schema):
    """Whom: the network's name and the handle there."""

    network: str = Field(min_length=1, max_length=63)
    author: str = Field(min_length=1, max_length=300)


class ErasedOut(Schema):
    network: str
    author: str
    rows: dict[str, int]
    note: str  # that sources followed the person and are read no more


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _run(number: int) -> ImportRun:
    found = ImportRun.objects.filter(pk=number).first() if 0 < number <= LARGEST else None
    if found is None:
        raise Http404
    return jobs.settled(found)


@router.get("/imports", response=list[ImportOut])
def list_imports(request: HttpRequest) -> list[ImportOut]:
    """The imports sent to this server, newest first (the last 200)."""
    return [ImportOut.of(jobs.settled(run)) for run in ImportRun.objects.all()[:200]]


@router.post("/imports", response={202: ImportOut}, auth=auth("write"))
def create_import(request: HttpRequest, file: File[UploadedFile], how: Form[str] = "{}") -> Status[ImportOut]:
    """Send a file; it comes in in the background. `how`: JSON of shape, mapping, constants, own, again."""
    asked = _how(how)
    run = uploads.take(file.name or "", file.size or 0, file.file, _by(request))  # type: ignore[arg-type]
    try:
        run.plan, run.again = _plan(run, asked).as_json(), asked.again
    except Problem:
        uploads.remove(run)
        raise
    run.save(update_fields=["plan", "again"])
    record(_by(request), "import.started", run.name, size=run.size)
    jobs.start(run)
    return Status(202, ImportOut.of(_run(run.pk)))


def _how(text: str) -> ImportIn:
    try:
        return ImportIn.model_validate_json(text or "{}")
    except ValueError as error:
        raise Problem("wrong-shape", Text("`how` is not the JSON that is wanted."), None, "how") from error


def _plan(run: ImportRun, asked: ImportIn) -> Plan:
    path = uploads.path_of(run)
    if restoring.is_export(path):
        return Plan()
    seen = look(path, Plan(asked.shape or POSTS_FILE, asked.mapping, asked.constants, asked.own))
    require_whole(seen, path)
    return seen.plan


@router.get("/imports/{int:number}", response=ImportOut)
def get_import(request: HttpRequest, number: int) -> ImportOut:
    """One import, with how far it is."""
    return ImportOut.of(_run(number))


@router.post("/imports/{int:number}/resume", response={202: ImportOut}, auth=auth("write"))
def resume_import(request: HttpRequest, number: int) -> Status[ImportOut]:
    """Go on with an import that was interrupted or failed."""
    run = _run(number)
    if run.state in (ImportState.STOPPED, ImportState.FAILED):
        jobs.start(run)
    return Status(202, ImportOut.of(_run(run.pk)))


@router.post("/imports/{int:number}/stop", response=ImportOut, auth=auth("write"))
def stop_import(request: HttpRequest, number: int) -> ImportOut:
    """Stop after the present block."""
    run = _run(number)
    jobs.stop(run)
    return ImportOut.of(run)


@router.delete("/imports/{int:number}", response={204: None}, auth=auth("write"))
def delete_import(request: HttpRequest, number: int) -> Status[None]:
    """Take an import that does not run off the list, with its file. Its posts stay."""
    run = _run(number)
    if run.state in jobs.BUSY:
        raise Problem("import-runs", Text("The import is running."), Text("Stop it first."), permanent=False)
    uploads.remove(run)
    return Status(204, None)


@router.get("/dead-letters", response=Letters)
def list_letters(
    request: HttpRequest,
    source: Annotated[str, Query(max_length=400)] = "",
    code: Annotated[str, Query(max_length=60)] = "",
    reason_class: ReasonClass | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Letters:
    """Items that could not become posts, newest first."""
    chosen = Filter(source, code, reason=reason_class or "")
    found = [LetterOut.model_validate(letter) for letter in letters.find(store(), chosen, limit, offset)]
    return Letters(count=letters.count(store(), chosen), letters=found)


@router.post("/dead-letters/retry", response=Retried, auth=auth("write"))
def retry_letters(request: HttpRequest, chosen: LettersIn) -> Retried:
    """Try the items again; those that are posts now are no longer listed."""
    return Retried(**vars(retry(store(), chosen.filter(), searches())))


@router.post("/dead-letters/drop", response=Dropped, auth=auth("write"))
def drop_letters(request: HttpRequest, chosen: LettersIn) -> Dropped:
    """Forget the items."""
    dropped = letters.drop(store(), chosen.filter())
    record(_by(request), "letters.dropped", chosen.source, count=dropped)
    return Dropped(dropped=dropped)


@router.get("/export", auth=auth("write"), response=None, tags=["data"])
def export(
    request: HttpRequest,
    format: Literal["jsonl", "csv", "parquet"] = "jsonl",
    everything: bool = False,
    monitor: Annotated[list[int], Query(max_length=100)] = [],  # noqa: B006  (ninja copies it)
    since: date | None = None,
    until: date | None = None,
) -> HttpResponseBase:
    """The posts as a file that imports again; `everything` as a zip with what goes beside them: counters over
    time, earlier texts, corrections, monitors."""
    selection = Selection(tuple(n for n in monitor if 0 < n <= LARGEST), since, until)
    record(_by(request), "data.exported", format, everything=everything)
    if everything:
        return stream(
            request, exporting.zip_pieces(store(), format, selection), "tertulia.zip", "application/zip"
        )
    pieces = exporting.file_pieces(store(), format, selection)
    return stream(request, pieces, f"tertulia.{format}", FORMATS[format])


@router.post("/erase", response=ErasedOut, auth=auth("admin"), tags=["data"])
def erase(request: HttpRequest, whom: EraseIn) -> ErasedOut:
    """Remove a person from every table and file, and keep them from coming back."""
    erased = erasing.erase(store(), whom.network, whom.author.strip().lstrip("@"))
    record(_by(request), "person.erased", whom.network, posts=erased.rows.get("posts", 0))
    note = erasing.sources_note(erased)
    return ErasedOut(network=erased.network, author=erased.author, rows=erased.rows, note=note)
