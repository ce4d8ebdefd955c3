"""Erasing a person, from the pages: what would go, the files that people uploaded and the sources that
followed the person too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tertulia.errors import Problem
from tertulia.i18n import ngettext
from tertulia.listen.accuracy.service import forget_gone
from tertulia.listen.imports import uploads
from tertulia.listen.imports.forgetters import FORGETTERS
from tertulia.listen.imports.models import ImportRun
from tertulia.listen.needs.api import forget_in_needs
from tertulia.listen.situation.forgetting import forget
from tertulia.listen.sources.models import Source
from tertulia.networks.base import Kind
from tertulia.plan.ideas.api import forget_in_ideas
from tertulia.posts.api import Erased, Store
from tertulia.posts.erasure import following
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
    """Remove the person from the store, every upload that names them (a file with their words in it), and
    every source that follows their account: it is read no more, and its name is theirs. `rows` counts these
    as "sources"."""
    followed = _followed(network, [author])
    for source in followed:  # first: what is read meanwhile would name them again
        source.delete()
    erased = store.erase(network, author)
    forget(store, network, erased.names or (author,))
    also = _followed(network, erased.names)
    for source in also:
        source.delete()
    _remove_uploads(erased.names or (author,))
    forget_in_needs(store, erased.names or (author,))
    forget_in_ideas(store, erased.names or (author,))
    forget_gone(store)
    for also_forget in FORGETTERS:
        also_forget(store, network, erased.names or (author,))
    return replace(erased, rows={**erased.rows, "sources": len(followed) + len(also)})


def _followed(network: str, names: Sequence[str]) -> list[Source]:
    """The sources, deleted ones among them, that follow an account of any of these names."""
    patterns = [re.compile(following(network, name.strip().lstrip("@"))) for name in names]
    accounts = Source.objects.filter(network=network, kind=Kind.ACCOUNT)
    return [source for source in accounts if any(pattern.search(source.key) for pattern in patterns)]


def sources_note(erased: Erased) -> str:
    """That sources followed the person and are read no more; "" where none did."""
    count = erased.rows.get("sources", 0)
    if not count:
        return ""
    return ngettext(
        "{number} source that followed this person was switched off and removed.",
        "{number} sources that followed this person were switched off and removed.",
        count,
    ).format(number=count)


def _remove_uploads(names: Sequence[str]) -> None:
    for run in ImportRun.objects.all():
        path = uploads.path_of(run)
        if path.exists() and any(_may_hold(path, name.encode()) for name in names):
            path.unlink()
            run.delete()


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
