"""The present state of known posts and comments, and how many comments a post has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tertulia.networks.base import GONE, Access, Record
from tertulia.networks.wordpress import comments, posts
from tertulia.networks.wordpress.listing import COMMENT_FIELDS, EMBED, POST_FIELDS
from tertulia.networks.wordpress.locating import locate, rest_of
from tertulia.networks.wordpress.rest import Rest

_ID = re.compile(r"(https?://.+)/\?p=(\d{1,18})(?:#comment-(\d{1,18}))?")
_AT_ONCE = 20


async def observe(ids: Sequence[str], access: Access) -> list[Record]:
    """Raw items of what is still public, of any sites, a post with its number of comments; what a site's REST
    interface no longer lists is gone. A site that has none tells nothing of single posts."""
    homes: dict[str, list[re.Match[str]]] = {}
    for match in filter(None, map(_ID.fullmatch, ids)):
        homes.setdefault(match[1], []).append(match)
    return [item for home, wanted in homes.items() for item in await _of_site(home, wanted, access)]


async def _of_site(home: str, wanted: Sequence[re.Match[str]], access: Access) -> list[Record]:
    place = await locate(home, access)
    if not place.api:
        return []
    rest = rest_of(place.api, access)
    of_posts = {match[2]: match[0] for match in wanted if not match[3]}
    of_comments = {match[3]: match[0] for match in wanted if match[3]}
    listed = await _listed(rest, "posts", of_posts, POST_FIELDS)
    counted = [{**post, "replies": await rest.total("comments", post=post.get("id"))} for post in listed]
    answers = await _listed(rest, "comments", of_comments, COMMENT_FIELDS)
    return [
        *posts.items_of(counted, place),
        *comments.items_of(answers, place),
        *_gone(of_posts, listed),
        *_gone(of_comments, answers),
    ]


async def _listed(rest: Rest, kind: str, wanted: Mapping[str, str], fields: str) -> list[Record]:
    found: list[Record] = []
    for some in _chunks(list(wanted)):
        found += await rest.listed(kind, include=some, per_page=_AT_ONCE, _fields=fields, _embed=EMBED)
    return found


def _gone(wanted: Mapping[str, str], listed: Sequence[Record]) -> list[Record]:
    """The ids (by number) that the site did not list."""
    there = {str(item.get("id")) for item in listed}
    return [{GONE: id_} for number, id_ in wanted.items() if number not in there]


def _chunks(numbers: list[str]) -> list[str]:
    return [",".join(numbers[start : start + _AT_ONCE]) for start in range(0, len(numbers), _AT_ONCE)]
