"""`tertulia search`: what a network says at this moment, with nothing configured and nothing stored."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.networks.base import Ask, Live, Manifest, Record

DONE, ANSWER_IS_NO = 0, 1
WITHIN_S = 60.0
_WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", metavar="NETWORK", help=str(Text("bluesky, mastodon, rss, wordpress …")))
    parser.add_argument(
        "query",
        metavar="QUERY",
        help=str(Text("words, a #hashtag, an account (@name or name@server), or an address")),
    )
    parser.add_argument("--limit", type=int, default=20, metavar="N", help=str(Text("at most N posts (20)")))
    parser.add_argument("--server", default="", metavar="ADDRESS", help=str(Text("which server to ask")))
    parser.add_argument(
        "--json", action="store_true", help=str(Text("the posts as JSON, as in a posts file"))
    )


def run(arguments: argparse.Namespace) -> int:
    from tertulia.listen.collect.choosing import asked
    from tertulia.networks.base import live

    manifest, network = live(arguments.network)
    ask = asked(manifest, arguments.query, arguments.server)
    if not arguments.json:
        _say_what(manifest, ask)
    limit = max(1, arguments.limit)
    posts = _shown(network, asyncio.run(_found(network, ask, limit)), limit)
    if arguments.json:
        print(json.dumps(posts, ensure_ascii=False, indent=2, default=str))
    else:
        _print(posts)
    return DONE if posts else ANSWER_IS_NO


def _say_what(manifest: Manifest, ask: Ask) -> None:
    way = manifest.readable(ask.kind)
    told = f"{manifest.title} · {way.title if way else ask.kind}: {ask.target}"
    print(told, file=sys.stderr)


async def _found(network: Live, ask: Ask, limit: int) -> list[Record]:
    """Raw items, until there are enough or no more."""
    from tertulia.listen.collect.pages import reading
    from tertulia.networks.base import Access
    from tertulia.outbound.api import open_client
    from tertulia.outbound.isolated import Isolated

    items: list[Record] = []
    with Isolated() as isolated:
        async with (
            asyncio.timeout(WITHIN_S),
            open_client() as http,
            reading(network.read(ask, None, Access(http, isolated=isolated))) as pages,
        ):
            async for page in pages:
                items += page.items
                if len(items) >= limit:
                    break
    return items


def _shown(network: Live, items: Sequence[Record], limit: int) -> list[dict[str, Any]]:
    """The newest posts among the items, newest first; what is no post is left out."""
    from tertulia.posts.formats.records import posts_of
    from tertulia.posts.formats.values import BadValue

    records = []
    for item in items:
        try:
            records.append(network.map_item(item))
        except BadValue:
            continue
    posts = posts_of(records, range(len(records))).posts.sort_by([("created_at", "descending")])
    found = [{k: v for k, v in row.items() if v is not None} for row in posts.slice(0, limit).to_pylist()]
    for row in found:
        row.update({name: json.loads(row[name]) for name in ("media", "extra") if name in row})
    return found


def _print(posts: Sequence[dict[str, Any]]) -> None:
    for post in posts:
        who = post.get("author") or post.get("author_name") or "?"
        print(f"{who} · {post['created_at']:%Y-%m-%d %H:%M} UTC")
        said = [post.get("title", ""), post["text"]]
        for line in textwrap.wrap(" ".join(" ".join(said).split()), _WIDTH, max_lines=8, placeholder=" …"):
            print(f"    {line}")
        if post.get("url"):
            print(f"    {post['url']}")
        print()
    if not posts:
        print(Text("Nothing was found."), file=sys.stderr)
