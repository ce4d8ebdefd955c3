"""The present state of known posts and comments, and how many comments a post has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tertulia.networks.base import Access, Record
from tertulia.networks.wordpress import comments, posts
from tertulia.networks.wordpress.listing import COMMENT_FIELDS, EMBED, POST_FIELDS
from tertulia.networks.wordpress.locating import locate, rest_of

_ID = re.compile(r"(https?://.+)/\?p=(\d{1,18})(?:#comment-(\d{1,18}))?")
_AT_ONCE = 20


async def observe(ids: Sequence[str], access: Access) -> list[Record]:
    """Raw items of what is still public, of any sites; a post with its number of comments."""
    homes: dict[str, tuple[list[str], list[str]]] = {}
    for match in filter(None, map(_ID.fullmatch, ids)):
        of_posts, of_comments = homes.setdefault(match[1], ([], []))
        (of_comments if match[3] else of_posts).append(match[3] or match[2])
    return [item for home, numbers in homes.items() for item in await _of_site(home, *numbers, access)]


async def _of_site(home: str, of_posts: list[str], of_comments: list[str], access: Access) -> list[Record]:
    place = await locate(home, access)
    if not place.api:
        return []  # feeds tell nothing of single posts
    rest = rest_of(place.api, access)
    found: list[Record] = []
    for some in _chunks(of_posts):
        listed = await rest.listed(
            "posts", include=some, per_page=_AT_ONCE, _fields=POST_FIELDS, _embed=EMBED
        )
        counted = [{**post, "replies": await rest.total("comments", post=post.get("id"))} for post in listed]
        found += posts.items_of(counted, place)
    for some in _chunks(of_comments):
        listed = await rest.listed(
            "comments", include=some, per_page=_AT_ONCE, _fields=COMMENT_FIELDS, _embed=EMBED
        )
        found += comments.items_of(listed, place)
    return found


def _chunks(numbers: list[str]) -> list[str]:
    return [",".join(numbers[start : start + _AT_ONCE]) for start in range(0, len(numbers), _AT_ONCE)]
