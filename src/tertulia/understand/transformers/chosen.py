"""The transformers that a workspace reads with; a change counts from the next batch of posts on."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.understand.transformers.readers import FILE, Reader, readers

LOG = logging.getLogger(__name__)


def chosen(folder: Path) -> tuple[Reader, ...]:
    """Those in use, of the folder of what a workspace's models learned; costs a look at one file's time."""
    try:
        changed = (folder / FILE).stat().st_mtime_ns
    except OSError:
        return ()
    return _chosen(folder, changed)


@lru_cache(maxsize=4)
def _chosen(folder: Path, changed: int) -> tuple[Reader, ...]:
    return tuple(one for one in readers(folder) if one.used)


def version(base: str, used: tuple[Reader, ...]) -> str:
    """What readings are marked with, for instance "2f6c01b9+3;sentiment=1a2b3c4d"."""
    return ";".join([base, *(one.version for one in used)])


def read_over_chosen(readings: pa.Table, texts: pa.Array, used: tuple[Reader, ...]) -> pa.Table:
    """The readings with what the readers say. Where one fails all stay as they are, with their own mark, so
    that reading what is stale takes them up later: posts never wait for a reader."""
    from tertulia.understand.transformers.reading import read_over

    try:
        over = read_over(readings, texts, used)
    except Problem as problem:
        LOG.error("a transformer did not read %d posts: %s", len(readings), problem)
        return readings
    marks = pa.array([version(mark, used) for mark in readings["model"].to_pylist()], pa.string())
    return over.set_column(over.schema.get_field_index("model"), over.schema.field("model"), marks)


def faults(folder: Path) -> list[tuple[Reader, Problem | None]]:
    """Each reader in use, and what keeps it from reading; None where nothing does."""
    return [(one, _fault(one)) for one in chosen(folder)]


def _fault(reader: Reader) -> Problem | None:
    from tertulia.understand.transformers.encoder import libraries
    from tertulia.understand.transformers.folder import files_of

    try:
        libraries()
        present = files_of(Path(reader.folder)).digest
    except Problem as problem:
        return problem
    if present == reader.digest:
        return None
    return Problem(
        "other-model",
        Text("The model in the folder is not the one that was compared."),
        Text("Compare it again with `tertulia readers try`."),
        reader.folder,
    )
