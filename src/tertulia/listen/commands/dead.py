"""`tertulia dead list|retry|drop`: items that could not become posts."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.listen.letters.letters import Filter
    from tertulia.posts.api import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=("list", "retry", "drop"),
        nargs="?",
        default="list",
        help=str(Text("show them, try them again, or forget them")),
    )
    parser.add_argument("letters", nargs="*", type=int, metavar="NUMBER", help=str(Text("only these")))
    parser.add_argument(
        "--source",
        default="",
        metavar="SOURCE",
        help=str(Text("only of this source (its beginning is enough)")),
    )
    parser.add_argument("--code", default="", help=str(Text("only with this code")))
    parser.add_argument("--all", action="store_true", help=str(Text("drop: all of them")))
    parser.add_argument("--limit", type=int, default=50, help=str(Text("list: how many at most")))
    parser.add_argument("--json", action="store_true", help=str(Text("print the answer as JSON")))


def run(arguments: argparse.Namespace) -> int:
    from tertulia.home import Home
    from tertulia.listen.letters.letters import Filter
    from tertulia.posts.api import open_store

    chosen = Filter(arguments.source, arguments.code, tuple(arguments.letters))
    act = {"list": _list, "retry": _retry, "drop": _drop}[arguments.act]
    with open_store(Home.of()) as store:
        return act(store, chosen, arguments)


def _list(store: Store, chosen: Filter, arguments: argparse.Namespace) -> int:
    """0 if there are none, 1 if some wait."""
    from tertulia.listen.letters import letters

    found, total = letters.find(store, chosen, arguments.limit), letters.count(store, chosen)
    if arguments.json:
        print(json.dumps({"count": total, "letters": found}, default=str, ensure_ascii=False, indent=1))
    elif not total:
        print(Text("No dead letters: everything read became a post."))
    else:
        for letter in found:
            print("{letter:>6}  {source}  {place}  {code}: {reason}".format(**letter))
        if total > len(found):
            print(Text("{shown} of {total} shown; --limit shows more.", shown=len(found), total=f"{total:,}"))
    return 1 if total else 0


def _retry(store: Store, chosen: Filter, arguments: argparse.Namespace) -> int:
    """0 if all are posts now, 1 if some are not."""
    from tertulia.listen.letters.retrying import retry
    from tertulia.listen.monitors.api import searches

    done = retry(store, chosen, searches())
    if arguments.json:
        print(json.dumps(asdict(done)))
    else:
        print(
            Text(
                "{posts} are posts now, {still} still cannot be, {left} only their own source can try again.",
                posts=done.posts,
                still=done.still_dead,
                left=done.left,
            )
        )
    return 1 if done.still_dead or done.left else 0


def _drop(store: Store, chosen: Filter, arguments: argparse.Namespace) -> int:
    from tertulia.listen.letters import letters

    if not (chosen.letters or chosen.source or chosen.code or arguments.all):
        print(Text("Say which: numbers, --source, --code, or --all."))
        return 2
    dropped = letters.drop(store, chosen)
    print(json.dumps({"dropped": dropped}) if arguments.json else Text("{n} dropped.", n=dropped))
    return 0
