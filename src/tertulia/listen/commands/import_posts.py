"""`tertulia import FILE…`: bring in posts from files, or an export folder."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tqdm import tqdm

    from tertulia.listen.imports.pipeline import Summary
    from tertulia.posts.api import Store

FORMATS = ("jsonl", "csv", "parquet", "array")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help=str(
            Text("posts files, known dumps, or an export folder; packed with gzip, bzip2, xz or zip too")
        ),
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help=str(
            Text(
                "{formats}, or the name of a known dump (else both are found out from the content)",
                formats=", ".join(FORMATS),
            )
        ),
    )
    _add_mapping(parser)
    parser.add_argument("--own", action="store_true", help=str(Text("the posts are ours")))
    parser.add_argument(
        "--again", action="store_true", help=str(Text("read from the start what was read before"))
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print the summaries as JSON")))


def _add_mapping(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN=FIELD",
        help=str(Text("read a column of the file as a field of the post")),
    )
    parser.add_argument(
        "--const",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=VALUE",
        help=str(Text("a value for every post that lacks the field")),
    )
    parser.add_argument(
        "--network", metavar="NAME", help=str(Text("the network of posts that do not name theirs"))
    )
    parser.add_argument(
        "--columns", metavar="A,B,C", help=str(Text("names of the columns of a table that has no header"))
    )


def run(arguments: argparse.Namespace) -> int:
    """Every file, whatever becomes of the others. 0: all came in; 3: some failed."""
    from tertulia.listen.imports.plan import Plan
    from tertulia.posts.api import close_store, store

    plan = Plan(**_plan(arguments))
    try:
        outcomes = [_one(store(), path, plan, arguments) for path in arguments.files]
    finally:
        close_store()
    if arguments.json:
        print(json.dumps(outcomes, ensure_ascii=False, indent=1))
    return 3 if any("error" in outcome for outcome in outcomes) else 0


def _plan(arguments: argparse.Namespace) -> dict[str, Any]:
    constants = _pairs(arguments.const, "--const")
    if arguments.network:
        constants.setdefault("network", arguments.network)
    given: dict[str, Any] = {
        "mapping": _pairs(arguments.map, "--map"),
        "constants": constants,
        "own": arguments.own,
        "columns": tuple(arguments.columns.split(",")) if arguments.columns else (),
    }
    if arguments.format in FORMATS:
        given["format"] = arguments.format
    elif arguments.format:
        given["shape"] = arguments.format
    return given


def _pairs(words: list[str], option: str) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise Problem(
                "bad_option",
                Text("“{word}” has no equals sign.", word=word),
                Text("Write it as {option} NAME=VALUE.", option=option),
            )
    return dict(word.split("=", 1) for word in words)


def _one(store: Store, path: Path, plan: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    """One file; its failure is told and does not stop the others."""
    try:
        summary = _bring_in(store, path, plan, arguments)
    except Problem as problem:
        if not arguments.json:
            print(f"tertulia: {problem}", file=sys.stderr)
        return {"file": str(path), "error": problem.as_dict()}
    if not arguments.json:
        _tell(path, summary)
    return {"file": str(path), **summary.as_json()}


def _bring_in(store: Store, path: Path, plan: Any, arguments: argparse.Namespace) -> Summary:
    from dataclasses import replace

    from tertulia.home import Home
    from tertulia.listen.imports import pipeline, restoring
    from tertulia.listen.imports.look import look, require_whole
    from tertulia.listen.imports.monitors import add_monitor
    from tertulia.listen.monitors.api import searches, subjects
    from tertulia.posts.formats.opening import unreadable

    try:
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    job = pipeline.Job(store, path, path.name, plan, searches, subjects, again=arguments.again)
    if restoring.is_export(path):
        return restoring.run(job, add_monitor, Home.of().temporary)
    found = look(path, plan)
    require_whole(found, path)
    with _bar(path, size) as bar:
        return pipeline.run(
            replace(
                job,
                plan=found.plan,
                processes=pipeline.processes_for(path),
                progress=lambda summary: _advance(bar, summary),
            )
        )


def _bar(path: Path, size: int) -> tqdm[Any]:
    from tqdm import tqdm

    return tqdm(
        total=size,
        desc=path.name,
        unit="B",
        unit_scale=True,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
    )


def _advance(bar: tqdm[Any], summary: Summary) -> None:
    bar.update(summary.bytes_read - bar.n)
    bar.set_postfix_str(str(Text("{n} posts", n=f"{summary.new + summary.updated + summary.unchanged:,}")))


def _tell(path: Path, summary: Summary) -> None:
    if summary.known:
        print(Text("{file}: it was read whole before; --again reads it again.", file=path.name))
        return
    if summary.resumed_at:
        print(Text("{file}: went on after line or row {n}.", file=path.name, n=f"{summary.resumed_at:,}"))
    print(
        Text(
            "{file}: {read} read, {new} new, {updated} updated, {unchanged} known already, {dead} set aside, "
            "{erased} of erased people left out.",
            file=path.name,
            **{name: f"{getattr(summary, name):,}" for name in _FIGURES},
        )
    )
    for letter in summary.letters:
        print(Text("  line or row {place}: {reason}", place=letter.place, reason=letter.reason))
    if summary.dead > len(summary.letters):
        more = f"{summary.dead - len(summary.letters):,}"
        print(Text("  and {n} more; all of them: tertulia dead list", n=more))


_FIGURES = ("read", "new", "updated", "unchanged", "dead", "erased")
