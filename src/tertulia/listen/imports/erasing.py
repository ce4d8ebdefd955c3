"""Erasing a person, from the pages: what would go, and the files that people uploaded too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tertulia.errors import Problem
from tertulia.listen.imports import uploads
from tertulia.listen.imports.models import ImportRun
from tertulia.posts.api import Erased, Store
from tertulia.posts.formats.opening import open_bytes
from tertulia.posts.keys import author_key

_FOUND = """
SELECT count(*) AS posts, min(created_at) AS first, max(created_at) AS last, any_value(author_name) AS name,
    (SELECT count(*) FROM observations WHERE post IN (SELECT post FROM theirs)) AS observations,
    (SELECT count(*) FROM readings WHERE post IN (SELECT post FROM theirs)) AS readings,
    (SELECT count(*) FROM corrections WHERE post IN (SELECT post FROM theirs)) AS corrections
FROM theirs
"""
_THEIRS = "WITH theirs AS (SELECT * FROM posts WHERE network = $network AND author_key = $author)"


@dataclass(frozen=True)
class Found:
    """What is kept of a person and would go."""

    network: str
    author: str
    name: str
    posts: int
    observations: int
    readings: int
    corrections: int
    first: datetime | None
    last: datetime | None


def preview(store: Store, network: str, author: str) -> Found:
    """What an erasure would remove."""
    handle = author.strip().lstrip("@")
    row = store.query(
        _THEIRS + _FOUND, {"network": network, "author": author_key(network, handle)}
    ).to_pylist()[0]
    return Found(network=network, author=handle, **{**row, "name": row["name"] or ""})


def erase(store: Store, network: str, author: str) -> Erased:
    """Remove the person from the store, and every upload that names them: it is a file with their words
    in it."""
    erased = store.erase(network, author)
    needle = author.encode()
    for run in ImportRun.objects.all():
        path = uploads.path_of(run)
        if path.exists() and _may_hold(path, needle):
            path.unlink()
            run.delete()
    return erased


def _may_hold(path: Path, needle: bytes) -> bool:
    """Whether the file names them; yes for one that cannot be looked into (an export, a broken archive)."""
    try:
        return _holds(path, needle)
    except Problem:
        return True


def _holds(path: Path, needle: bytes) -> bool:
    before = b""
    with open_bytes(path) as opened:
        while piece := opened.stream.read(1 << 20):
            if needle in before + piece:
                return True
            before = piece[-len(needle) :]
    return False
