"""`tertulia match`: searches over a posts file, without a store, in little memory, on all cores."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.listen.matcher.files import Matched

DONE, MISUSE = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--queries",
        type=Path,
        required=True,
        metavar="Q",
        help=str(Text('the searches: JSON Lines with "id" and "query"')),
    )
    parser.add_argument("--posts", type=Path, required=True, metavar="P", help=str(Text("a posts file")))
    parser.add_argument(
        "--out",
        default="-",
        metavar="O",
        help=str(Text('where the pairs "post", "query" go: .jsonl, .csv or .parquet; - prints them')),
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print the summary as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """0: done; 2: a search cannot be read."""
    from tertulia.listen.matcher.files import match_file, writer

    since = time.monotonic()
    queries, problems = _read_queries(arguments.queries)
    if problems:
        _print_problems(problems, arguments.json)
        return MISUSE
    summary = {"queries": len(queries), "posts": 0, "matches": 0, "set_aside": 0}
    with writer(arguments.out) as write, _bar(arguments.posts) as bar:
        for matched in match_file(arguments.posts, queries):
            write(matched.pairs)
            _count(summary, matched)
            if bar is not None:
                bar.update(matched.bytes_read - bar.n)
    seconds = round(time.monotonic() - since, 2)
    _print_summary({**summary, "seconds": seconds}, arguments)
    return DONE


def _read_queries(path: Path) -> tuple[dict[Any, str], list[Problem]]:
    """The searches of the file by id, and everything that is wrong with them."""
    from tertulia.listen.matcher.api import bad_search
    from tertulia.listen.query.api import check

    queries: dict[Any, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            item = json.loads(line)
            key, query = item["id"], item["query"]
            if not isinstance(query, str) or not isinstance(key, str | int):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            cause = Text('This line is not a JSON object with "id" and "query".')
            problems.append(Problem("bad_line", cause, place=f"{path}:{number}"))
            continue
        problems += [bad_search(key, finding) for finding in check(query) if finding.severity == "error"]
        if key in queries:
            problems.append(
                Problem("same_id", Text("Two searches have the same id."), place=f"{path}:{number}")
            )
        queries[key] = query
    return queries, problems


def _lines(path: Path) -> Iterable[str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from (line for line in file if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        cause = Text("The searches cannot be read ({error}).", error=error)
        raise Problem("unreadable", cause, place=str(path)) from error


def _print_problems(problems: list[Problem], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"problems": [p.as_dict() for p in problems]}, ensure_ascii=False, indent=1))
        return
    for problem in problems:
        print(f"tertulia: {problem}", file=sys.stderr)


def _bar(path: Path) -> Any:
    """A progress bar over the file's bytes, where a person is looking."""
    if not sys.stderr.isatty() or not path.is_file():
        return nullcontext()
    from tqdm import tqdm

    return tqdm(total=path.stat().st_size, unit="B", unit_scale=True, unit_divisor=1024)


def _count(summary: dict[str, int], matched: Matched) -> None:
    summary["posts"] += matched.posts
    summary["matches"] += len(matched.pairs)
    summary["set_aside"] += len(matched.dead)
    for letter in matched.dead:
        print(f"tertulia: {letter.place}: {letter.reason}", file=sys.stderr)


def _print_summary(summary: dict[str, Any], arguments: argparse.Namespace) -> None:
    # Where the pairs go to standard output, nothing else may.
    stream = sys.stderr if arguments.out == "-" else sys.stdout
    if arguments.json:
        print(json.dumps(summary), file=stream)
        return
    line = Text(
        "Posts: {posts}; searches: {queries}; matches: {matches}; set aside: {set_aside}; {seconds} s.",
        **summary,
    )
    print(line, file=stream)
