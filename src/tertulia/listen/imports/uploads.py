"""Files that people send: taken piece by piece to the data folder's disk, and gone once they were read."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.team.api import Person

LARGEST = 4 << 30  # bytes; what is larger goes by the command line
PIECE = 4 << 20  # bytes a page sends at a time
_MARGIN = 256 << 20  # bytes of the disk that uploads leave free


def path_of(run: ImportRun) -> Path:
    return Home.of().uploads / run.file


def begin(name: str, size: int, by: Person | None) -> ImportRun:
    """Make room for a file. Raises Problem ("too_large", "disk_full")."""
    if not 0 < size <= LARGEST:
        raise Problem(
            "too_large",
            Text(
                "A file of {size} cannot be uploaded; the limit is {limit}.",
                size=_size(size),
                limit=_size(LARGEST),
            ),
            Text("Larger ones come in with the command: tertulia import FILE"),
            name,
        )
    home = Home.of().ensure()
    if shutil.disk_usage(home.uploads).free < size + _MARGIN:
        raise _full(name)
    shown = Path(name.replace("\\", "/")).name[:255] or "posts"
    run = ImportRun.objects.create(name=shown, size=size, by=by, file=f"{uuid4().hex}.upload")
    path_of(run).touch(mode=0o600)
    return run


def add(run: ImportRun, offset: int, piece: IO[bytes]) -> int:
    """Write a piece where it belongs; returns how many bytes are there now. The same piece again does no
    harm."""
    path = path_of(run)
    if run.state != ImportState.UPLOADING or offset > path.stat().st_size or offset < 0:
        raise Problem(
            "wrong_piece",
            Text("This piece does not follow what was uploaded before."),
            Text("Upload the file again."),
            run.name,
        )
    with _disk_full_told(run.name), path.open("r+b") as file:
        file.seek(offset)
        left = run.size - offset
        while left > 0 and (data := piece.read(min(1 << 20, left))):
            file.write(data)
            left -= len(data)
        file.truncate()
    return path.stat().st_size


def finish(run: ImportRun) -> None:
    """The whole file is there. Raises Problem if it is not."""
    if path_of(run).stat().st_size != run.size:
        raise Problem("cut_short", Text("The file did not arrive whole."), Text("Upload it again."), run.name)
    run.state = ImportState.READY
    run.save(update_fields=["state"])


def take(name: str, size: int, content: IO[bytes], by: Person | None) -> ImportRun:
    """A whole file at once."""
    run = begin(name, size, by)
    try:
        add(run, 0, content)
        finish(run)
    except Problem:
        remove(run)
        raise
    return run


def remove(run: ImportRun) -> None:
    """Forget the import and its file."""
    path_of(run).unlink(missing_ok=True)
    run.delete()


@contextmanager
def _disk_full_told(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(name) from error
        raise


def _full(name: str) -> Problem:
    return Problem(
        "disk_full",
        Text("There is too little room on the disk for this file."),
        Text("Free some space, or put the data folder on a larger disk, and upload it again."),
        name,
        permanent=False,
    )


def _size(number: int) -> str:
    return f"{number / (1 << 30):.3g} GB" if number >= 1 << 30 else f"{number / (1 << 20):.3g} MB"


def sizes() -> dict[str, Any]:
    """What the page needs to know to send files."""
    return {"largest": LARGEST, "largest_shown": _size(LARGEST), "piece": PIECE}
