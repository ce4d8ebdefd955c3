"""A first look at a file: what it is, its columns and first items, and how its items would become posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.imports.plan import FIELDS, POSTS_FILE, Plan
from tertulia.networks.base import Sample, archives, detect
from tertulia.posts.formats.api import Format, blocks_of, format_of
from tertulia.posts.formats.records import Record

REQUIRED = ("id", "network", "created_at", "text")
_ROWS = 50

# What tables often call the fields; looked up without case, blanks, dashes and underscores.
_NAMES = {
    "id": "postid statusid tweetid commentid messageid uri guid",
    "network": "platform source media site red",
    "created_at": "createdat created createdutc date datetime time timestamp published publishedat fecha",
    "text": "content message body fulltext tweet post comment caption texto mensaje comentario selftext",
    "title": "headline subject titulo titular",
    "author": "username user screenname handle account autor usuario page",
    "author_name": "name displayname fullname nombre",
    "lang": "language idioma",
    "url": "link permalink postlink enlace",
    "reply_to": "inreplyto inreplytoid inreplytostatusid parentid parent",
    "likes": "like likecount favorites favourites favoritecount favouritescount megusta numlikes score",
    "reposts": "shares share sharecount retweets retweetcount repostcount reblogscount compartidos numshares",
    "replies": "comments commentcount replycount repliescount respuestas comentarios numcomments",
    "quotes": "quotecount",
    "views": "viewcount impressions impresiones visualizaciones",
    "followers": "followercount followerscount seguidores",
    "hashtags": "tags etiquetas",
    "mentions": "usermentions menciones",
}
_FIELD_OF = {word: name for name, words in _NAMES.items() for word in (name.replace("_", ""), *words.split())}


@dataclass(frozen=True)
class Look:
    """What a file seems to be. `columns` in the order met; `missing` are required fields that nothing
    gives."""

    format: Format
    columns: list[str]
    sample: list[Record]
    plan: Plan

    @property
    def title(self) -> Text:
        """What people call the shape."""
        if self.plan.shape != POSTS_FILE:
            return archives()[self.plan.shape].title
        return Text("Another table") if self.plan.mapping else Text("Posts file")

    @property
    def missing(self) -> list[str]:
        return missing_fields(self.columns, self.plan)


def missing_fields(columns: Sequence[str], plan: Plan) -> list[str]:
    """Required fields that neither a column nor a constant gives. A known shape gives all."""
    if plan.shape != POSTS_FILE:
        return []
    told = {plan.mapping.get(name, name) for name in columns} | set(plan.constants)
    return [name for name in REQUIRED if name not in told]


def look(path: Path, plan: Plan | None = None) -> Look:
    """What `path` seems to be; a `plan` given with shape or mapping is kept. Raises Problem for no file
    of posts."""
    asked = plan or Plan()
    kind = asked.format or format_of(path)
    sample = _sample(path, kind, asked)
    columns = list(dict.fromkeys(name for record in sample for name in record))
    found = Look(kind, columns, sample, asked)
    if plan is not None and (plan.mapping or plan.shape != POSTS_FILE):
        return found
    if set(REQUIRED) - set(asked.constants) <= set(columns):
        return found
    archive = detect(Sample(path.name, sample))
    if archive is not None:
        return replace(found, plan=replace(asked, shape=archive.name))
    return replace(found, plan=replace(asked, mapping=guess(columns)))


def _sample(path: Path, kind: Format, plan: Plan) -> list[Record]:
    for block in blocks_of(path, rows=_ROWS, format=kind, columns=plan.columns or None):
        items = block.items()
        if items.records:
            return items.records
        raise Problem(
            "no_items",
            Text(
                "The beginning of the file holds nothing that could be a post: {reason}.",
                reason=items.dead[0].reason,
            )
            if items.dead
            else Text("The file holds no rows."),
            Text("A posts file has one JSON object a line, or is CSV with a header, or Parquet."),
            str(path),
        )
    raise Problem(
        "empty_file", Text("The file is empty."), Text("Choose a file with posts in it."), str(path)
    )


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Which column is probably which field; each field at most once, an exact name first."""
    mapping = {name: name for name in columns if name in FIELDS}
    for column in columns:
        wanted = _FIELD_OF.get("".join(c for c in column.lower() if c.isalnum()))
        if wanted and column not in mapping and wanted not in mapping.values():
            mapping[column] = wanted
    return mapping


def require_whole(found: Look, path: Path) -> None:
    """Raise Problem where the file cannot give posts as planned."""
    if found.missing:
        raise Problem(
            "fields_missing",
            Text(
                "Nothing in this file gives {missing}. Its columns are: {columns}.",
                missing=", ".join(found.missing),
                columns=", ".join(found.columns),
            ),
            Text("Name the columns with --map COLUMN=FIELD, or give all posts one with --const FIELD=VALUE."),
            str(path),
        )
