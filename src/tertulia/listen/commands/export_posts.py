"""`tertulia export DIR|FILE`: write all posts to files that import again."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.posts.formats.writing import Writable

FORMATS: tuple[Writable, ...] = ("jsonl", "csv", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        type=Path,
        metavar="DIR|FILE",
        help=str(
            Text(
                "a folder for everything (counters over time, earlier texts, corrections, monitors), or a "
                "file ending in .jsonl, .csv or .parquet for the posts alone"
            )
        ),
    )
    parser.add_argument(
        "--format", choices=FORMATS, help=str(Text("of the posts (else by the file's ending)"))
    )
    parser.add_argument(
        "--monitor",
        action="append",
        default=[],
        metavar="NAME",
        help=str(Text("only what this monitor matches (name or number; may be repeated)")),
    )
    parser.add_argument("--since", type=_day, metavar="DAY", help=str(Text("only from this day on (UTC)")))
    parser.add_argument("--until", type=_day, metavar="DAY", help=str(Text("only until this day (UTC)")))
    parser.add_argument("--force", action="store_true", help=str(Text("write over what is there")))
    parser.add_argument("--json", action="store_true", help=str(Text("print the summary as JSON")))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            str(Text("“{text}” is not a day; write it as 2026-03-01", text=text))
        ) from error


def run(arguments: argparse.Namespace) -> int:
    from tertulia.home import Home
    from tertulia.listen.imports.exporting import Selection, write_file, write_folder
    from tertulia.posts.api import open_store

    target: Path = arguments.target
    ending = target.suffix.removeprefix(".")
    is_file = ending in FORMATS
    format = cast("Writable", arguments.format or (ending if is_file else "jsonl"))
    _refuse_overwriting(target, is_file, arguments.force)
    selection = Selection(_numbers(arguments.monitor), arguments.since, arguments.until)
    with open_store(Home.of()) as store:
        write = write_file if is_file else write_folder
        written = write(store, target, format, selection)
    if arguments.json:
        print(json.dumps({"target": str(target), "posts": written}))
    else:
        print(Text("{n} posts written to {target}.", n=f"{written:,}", target=target))
    return 0


def _refuse_overwriting(target: Path, is_file: bool, force: bool) -> None:
    taken = target.exists() if is_file else target.is_dir() and any(target.iterdir())
    if taken and not force:
        raise Problem(
            "target_taken",
            Text("Something is there already."),
            Text("Choose another place, or give --force to write over it."),
            str(target),
        )
    if not is_file and target.is_file():
        raise Problem(
            "target_taken",
            Text("This is a file of another kind, and a folder is wanted."),
            Text("Name a folder, or a file ending in .jsonl, .csv or .parquet."),
            str(target),
        )


def _numbers(wanted: list[str]) -> tuple[int, ...]:
    """The monitors named, by name or number."""
    from tertulia.listen.monitors.api import monitors

    known = {name: m.id for m in monitors() for name in (str(m.id), m.name)}
    for name in wanted:
        if name not in known:
            raise Problem(
                "no-such-monitor",
                Text("There is no monitor “{name}”.", name=name),
                Text("See them with: tertulia monitor list"),
            )
    return tuple(known[name] for name in wanted)
