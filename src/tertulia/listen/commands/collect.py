"""`tertulia collect`: read the sources without the web application, once or until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.listen.collect.polling import Outcome

DONE, ANSWER_IS_NO = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=str(Text("only sources of these networks"))
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help=str(
            Text("read every source once and end; exit 1 if one could not be read (streams are left out)")
        ),
    )
    parser.add_argument(
        "--json", action="store_true", help=str(Text("one JSON object a reading, on a line of its own"))
    )


def run(arguments: argparse.Namespace) -> int:
    from tertulia.home import Home
    from tertulia.listen.collect.runner import Collector
    from tertulia.networks.base import live
    from tertulia.posts.api import store

    for name in arguments.networks:
        live(name)
    told = _tell_json if arguments.json else _tell
    collector = Collector(Home.of(), store(), networks=arguments.networks, told=told)
    if not arguments.once:
        print(Text("Collecting; Ctrl-C stops it."), file=sys.stderr)
        asyncio.run(collector.run())
        return DONE
    outcomes = asyncio.run(collector.once())
    failed = sum(outcome.problem is not None for outcome in outcomes)
    new = sum(outcome.new for outcome in outcomes)
    read = len(outcomes) - failed
    summary = Text(
        "Sources read: {read}; failed: {failed}. New posts: {new}.", read=read, failed=failed, new=new
    )
    print(summary, file=sys.stderr)
    return ANSWER_IS_NO if failed else DONE


def _tell(outcome: Outcome) -> None:
    if outcome.problem:
        print(f"{outcome.entry.title}: {outcome.problem}", flush=True)
        return
    print(
        Text(
            "{title}: {new} new, {dead} set aside, {gone} taken back.",
            title=outcome.entry.title,
            new=outcome.new,
            dead=outcome.dead,
            gone=outcome.gone,
        ),
        flush=True,
    )


def _tell_json(outcome: Outcome) -> None:
    told: dict[str, Any] = {
        "source": outcome.entry.id,
        "key": outcome.entry.key,
        "title": outcome.entry.title,
        "new": outcome.new,
        "dead": outcome.dead,
        "gone": outcome.gone,
        "problem": outcome.problem.as_dict() if outcome.problem else None,
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)
