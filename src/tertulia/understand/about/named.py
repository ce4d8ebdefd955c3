"""What posts say of subjects given by their names, as columns of a table: for files and notebooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.folding import fold
from tertulia.posts.schema import SENTIMENTS
from tertulia.understand.about.api import Span, about
from tertulia.understand.titled import titled

_READ = ("sentiment", *(f"{label}_p" for label in SENTIMENTS))


def columns_of(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The columns of each name: "sentiment_about_iberia", "negative_about_iberia_p" and so on.

    Raises `Problem` ("bad-name") for a name without letters, or two that are one when folded.
    """
    plain = ["_".join(re.findall(r"\w+", fold(name))) for name in names]
    if "" in plain or len(set(plain)) < len(plain):
        raise Problem(
            "bad-name",
            Text("{names} are not names that can be told apart.", names=", ".join(names)),
            Text("Write each name once, as posts do."),
        )
    return [
        (f"sentiment_about_{name}", *(f"{label}_about_{name}_p" for label in SENTIMENTS)) for name in plain
    ]


def said_of(posts: pa.Table, readings: pa.Table, names: Sequence[str]) -> pa.Table:
    """Four columns for each name (`columns_of`), a row a post. Null where the post does not name it; the
    whole post's reading (schema.READINGS) where it names no other."""
    texts = titled(posts).to_pylist()
    spans = [_spans(text, names) for text in texts]
    several = [row for row, here in enumerate(spans) if len({span.subject for span in here}) > 1]
    rows = pa.array(several, pa.int64())
    said = about([texts[row] for row in several], [spans[row] for row in several], readings.take(rows))
    found: dict[str, pa.Array] = {}
    for subject, columns in enumerate(columns_of(names)):
        named = np.array([any(span.subject == subject for span in here) for here in spans], bool)
        mine = said.filter(pc.equal(said["subject"], subject))
        at = np.full(len(posts), -1, np.int64)
        at[np.array(several, np.int64)[mine["row"].to_numpy()]] = np.arange(len(mine))
        for column, name in zip(columns, _READ, strict=True):
            found[column] = _column(readings[name], named, mine[name], at, several)
    return pa.table(found)


def _column(
    whole: pa.ChunkedArray,
    named: np.ndarray,
    told: pa.ChunkedArray,
    at: np.ndarray,
    several: Sequence[int],
) -> pa.Array:
    """What was told of the subject where several are named, the whole post's reading where it is alone."""
    alone = named.copy()
    alone[list(several)] = False
    apart = told.take(pa.array(at, mask=at < 0))
    kept = pc.if_else(pa.array(alone), whole.combine_chunks(), pa.scalar(None, whole.type))
    return pc.if_else(pa.array(at >= 0), apart.combine_chunks().cast(whole.type), kept)


def _spans(text: str, names: Sequence[str]) -> list[Span]:
    """Where the names stand in a text: whole words, as hashtags and handles too; case and accents are folded
    where that changes no length."""
    plain = fold(text)
    searched = plain if len(plain) == len(text) else text.lower()
    return [
        Span(match.start(), match.end(), subject)
        for subject, name in enumerate(names)
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}(?!\w)", searched)
    ]
