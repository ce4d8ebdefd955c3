"""What is asked of the disk: that a file is there, whole, and nothing of a former attempt beside it."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

from tertulia.errors import Problem
from tertulia.i18n import Text

_FULL = re.compile(
    r"no space left|disk quota|file too large|out of disk|failed to write|could not write", re.I
)


def sync(path: Path) -> None:
    """Have the disk confirm a file's or a folder's content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move(part: Path, target: Path) -> None:
    """Put a finished file in its place at once, on whatever disk that is."""
    if part.stat().st_dev != target.parent.stat().st_dev:
        beside = target.with_name(f"{target.name}.part")
        shutil.copyfile(part, beside)
        part.unlink()
        part = beside
        sync(part)
    part.replace(target)
    sync(target.parent)


def is_full(error: BaseException) -> bool:
    """Whether an error means that the disk, or the person's share of it, is full."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    return _FULL.search(str(error)) is not None


def full(place: Path) -> Problem:
    """The disk has no room left; nothing was changed."""
    return Problem(
        "disk-full",
        Text("The disk is full; nothing was changed."),
        Text("Make room on the disk and try again."),
        str(place),
        permanent=False,
    )


def alive(pid: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def scratch(temporary: Path, kind: str) -> Path:
    """A name in the scratch folder that no other process or attempt uses; `sweep` knows whose it is."""
    return temporary / f"{kind}-{os.getpid()}-{os.urandom(4).hex()}"


def sweep(temporary: Path) -> None:
    """Remove from the scratch folder what `scratch` named for processes that ended."""
    for path in temporary.glob("*-*-*"):
        pid = path.name.split("-")[1]
        if pid.isdigit() and not alive(int(pid)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
