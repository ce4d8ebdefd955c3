"""`tertulia erase`: remove a person from every table and file, and keep them out."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.posts.api import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--author",
        required=True,
        metavar="NETWORK:HANDLE",
        help=str(Text("whom, for example mastodon:ana@example.org")),
    )
    parser.add_argument("--yes", action="store_true", help=str(Text("erase without asking")))
    parser.add_argument("--json", action="store_true", help=str(Text("print what was removed as JSON")))


def run(arguments: argparse.Namespace) -> int:
    from tertulia.home import Home
    from tertulia.listen.imports.erasing import erase, sources_note
    from tertulia.posts.api import open_store

    network, _, handle = arguments.author.partition(":")
    if not network or not handle.strip("@ "):
        raise Problem(
            "bad-author",
            Text("“{author}” names nobody.", author=arguments.author),
            Text("Write the network and the handle, for example mastodon:ana@example.org"),
        )
    with open_store(Home.of()) as store:
        if not arguments.yes and not _agreed(store, network, handle):
            return 1
        erased = erase(store, network, handle.strip("@ "))
    if arguments.json:
        print(json.dumps(asdict(erased), indent=1))
        return 0
    for table, rows in erased.rows.items():
        if rows:
            print(f"{table:>16} {rows:>10,}")
    print(Text("{author} is erased from {network} and will not come back.", author=handle, network=network))
    if note := sources_note(erased):
        print(note)
    print(Text("Backups and exports made before still hold this person: delete them too."))
    return 0


def _agreed(store: Store, network: str, handle: str) -> bool:
    """Ask, saying how much would go; where nobody can answer, the answer is no."""
    from tertulia.listen.imports.erasing import preview

    posts = preview(store, network, handle).posts
    if not sys.stdin.isatty():
        print(
            Text(
                "Nothing was changed. Say --yes to erase {posts} posts of {handle}.",
                posts=posts,
                handle=handle,
            )
        )
        return False
    question = Text("Erase {handle} and their {posts} posts for ever? [y/N]", handle=handle, posts=posts)
    return input(f"{question} ").strip().lower() in ("y", "yes", "s", "sí", "si")
