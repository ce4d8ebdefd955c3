"""`tertulia teach`: adapt the models to what people corrected, and go back and forth between versions."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.understand.adapting.api import Lesson, TaskResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_mutually_exclusive_group()
    acts.add_argument("--list", action="store_true", help=str(Text("show what was taught so far")))
    acts.add_argument("--use", type=int, metavar="N", help=str(Text("read with lesson N from now on")))
    acts.add_argument(
        "--undo", action="store_true", help=str(Text("read with the shipped models alone from now on"))
    )
    parser.add_argument("--json", action="store_true", help=str(Text("print the answer as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """0 done; 1 if nothing could be taught that reads better."""
    from tertulia.home import Home

    home = Home.of()
    if arguments.list:
        return _list(home.models, arguments.json)
    if arguments.undo or arguments.use is not None:
        return _use(home.models, arguments.use, arguments.json)
    return _teach(home, arguments.json)


def _teach(home: Any, as_json: bool) -> int:
    from getpass import getuser

    from tertulia.posts.api import open_store
    from tertulia.understand.adapting.api import forget_missing, labels_of, teach

    with open_store(home) as store:
        forget_missing(home.models, store)
        labels = labels_of(store)
    if sys.stderr.isatty():
        print(Text("Learning from {count} labels…", count=f"{len(labels):,}"), file=sys.stderr)
    lesson = teach(labels, home.models, getuser())
    _print(described(lesson, home.models), lesson, as_json)
    if not as_json and lesson.kept:
        _offer()
    return 0 if lesson.kept else 1


def _list(folder: Path, as_json: bool) -> int:
    from tertulia.understand.adapting.api import lessons

    every = lessons(folder)
    if as_json:
        print(json.dumps([described(lesson, folder) for lesson in every], ensure_ascii=False, indent=1))
    elif not every:
        print(Text("Nothing was taught yet."))
    else:
        for lesson in every:
            _print(described(lesson, folder), lesson, as_json=False)
    return 0


def _use(folder: Path, number: int | None, as_json: bool) -> int:
    from tertulia.understand.adapting.api import use
    from tertulia.understand.api import model_version

    use(folder, number)
    if as_json:
        print(json.dumps({"in_use": number, "model": model_version()}))
        return 0
    print(Text("Posts are read by {model} from now on.", model=model_version()))
    _offer()
    return 0


def _offer() -> None:
    print(Text("What was read before stays as it is until you run `tertulia reread --stale`."))


def described(lesson: Lesson, folder: Path) -> dict[str, Any]:
    """A lesson as JSON, without what was said of each post."""
    from tertulia.understand.adapting.api import active

    used = active(folder)
    told = {name: value for name, value in vars(lesson).items() if name not in ("held_out", "tasks")}
    return told | {
        "at": lesson.at.isoformat(timespec="seconds"),
        "version": lesson.version,
        "usable": lesson.usable,
        "in_use": used is not None and used.number == lesson.number,
        "tasks": [asdict(task) for task in lesson.tasks],
    }


def _print(told: dict[str, Any], lesson: Lesson, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    line = Text(
        "Lesson {number}, {date}, by {person}: {posts} posts.",
        number=lesson.number,
        date=f"{lesson.at:%Y-%m-%d %H:%M}",
        person=lesson.by,
        posts=lesson.posts,
    )
    print(f"{line} {_state(told)}")
    for result in lesson.tasks:
        print(f"  {result.task} ({result.lang or '?'}): {_line(result)}")


def _state(told: dict[str, Any]) -> Text:
    if told["in_use"]:
        return Text("In use.")
    if told["unlearned"]:
        return Text("Posts that it learned from were erased: teach anew.")
    if told["usable"]:
        return Text("Not in use.")
    return Text("Nothing of it can be used.") if not _kept(told) else Text("For earlier models: teach anew.")


def _kept(told: dict[str, Any]) -> bool:
    return any(task["kept"] for task in told["tasks"])


def _line(result: TaskResult) -> str:
    from tertulia.understand.adapting.api import why

    if not (result.before and result.after and result.difference):
        return f"{_labels(result)} {why(result)} {_missing(result)}".rstrip()
    low, high = (100 * bound for bound in (result.difference.low, result.difference.high))
    figures = Text(
        "macro-F1 {before} → {after} ({low} to {high} points), right in {was} % → {now} %.",
        before=f"{100 * result.before.macro_f1.value:.1f}",
        after=f"{100 * result.after.macro_f1.value:.1f}",
        low=f"{low:+.1f}",
        high=f"{high:+.1f}",
        was=f"{100 * result.before.accuracy.value:.0f}",
        now=f"{100 * result.after.accuracy.value:.0f}",
    )
    return f"{_labels(result)} {figures} {why(result)}"


def _labels(result: TaskResult) -> Text:
    return Text("{count} labels.", count=result.n)


def _missing(result: TaskResult) -> str:
    """How many labels more it takes, in all and of which values."""
    if not result.missing or result.reason != "too-few":
        return ""
    values = [f"{value} {count}" for value, count in result.missing.items() if value]
    total = result.missing.get("", 0)
    told = [str(Text("{count} more in all", count=total))] if total else []
    return str(Text("Missing: {what}.", what=", ".join([*told, *values])))
