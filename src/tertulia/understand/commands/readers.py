"""`tertulia readers list|try|use|drop|remove|export`: transformers in place of the shipped models."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.understand.transformers.comparing import Trial
    from tertulia.understand.transformers.readers import Reader

TASKS = ("sentiment", "emotion", "irony")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=("list", "try", "use", "drop", "remove", "export"),
        nargs="?",
        default="list",
        help=str(
            Text(
                "show them, compare one on your labels, read with it, read without it, forget it, or write a "
                "published model’s files"
            )
        ),
    )
    parser.add_argument(
        "what",
        nargs="?",
        metavar="MODEL",
        help=str(Text("try: its folder; use, drop, remove: its number; export: its name or folder")),
    )
    parser.add_argument("--task", choices=TASKS, default="sentiment", help=str(Text("try: what it reads")))
    parser.add_argument("--lang", default="es", help=str(Text("try: the language it reads")))
    parser.add_argument(
        "--labels", default="", metavar="A,B,C", help=str(Text("try: what its labels mean, in their order"))
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help=str(Text("export: where to write")))
    parser.add_argument("--json", action="store_true", help=str(Text("print the answer as JSON")))


def run(arguments: argparse.Namespace) -> int:
    act = {"list": _list, "try": _try, "use": _use, "drop": _use, "remove": _remove, "export": _export}
    return act[arguments.act](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from tertulia.understand.transformers.readers import readers

    found = readers(_folder())
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    elif not found:
        print(Text("None was tried: the shipped models read."))
    for reader in [] if arguments.json else found:
        print(_line(reader))
    return 0


def _line(reader: Reader) -> str:
    state = Text("in use") if reader.used else Text("not in use")
    return f"{reader.number:>3}  {reader.task}  {','.join(reader.langs)}  {reader.folder}  ({state})"


def _try(arguments: argparse.Namespace) -> int:
    """0 if it is surely better than what reads now, 1 if not."""
    from tertulia.home import Home
    from tertulia.posts.api import open_store
    from tertulia.understand.adapting.api import labels_of
    from tertulia.understand.transformers.comparing import tried
    from tertulia.understand.transformers.readers import add

    folder = Path(_given(arguments)).expanduser().absolute()
    told = tuple(label.strip() for label in arguments.labels.split(",") if label.strip())
    with open_store(Home.of()) as store:
        labels = labels_of(store)
    reader, trial = tried(labels, _folder(), folder, arguments.task, arguments.lang, told)
    kept = add(_folder(), reader)
    if arguments.json:
        print(json.dumps(asdict(kept) | {"better": trial.better}, ensure_ascii=False, indent=1))
    else:
        _tell(kept, trial)
    return 0 if trial.better else 1


def _tell(reader: Reader, trial: Trial) -> None:
    print(Text("On {n} labelled posts, macro-F1 (accuracy):", n=trial.n))
    now, then = _percent(trial.before.value), _percent(trial.before_accuracy.value)
    print(Text("  what reads now  {f1} ({accuracy})", f1=now, accuracy=then))
    now, then = _percent(trial.after.value), _percent(trial.after_accuracy.value)
    print(Text("  this model      {f1} ({accuracy})", f1=now, accuracy=then))
    low, high = _percent(trial.difference.low), _percent(trial.difference.high)
    gap = {"value": _percent(trial.difference.value), "low": low, "high": high}
    print(Text("  difference      {value} (between {low} and {high})", **gap))
    if trial.better:
        print(Text("It is better. `tertulia readers use {number}` reads with it.", number=reader.number))
    else:
        print(Text("That it is better is not sure."))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _use(arguments: argparse.Namespace) -> int:
    from tertulia.understand.transformers.folder import files_of
    from tertulia.understand.transformers.readers import find, use

    chosen = find(_folder(), _number(arguments))
    used = arguments.act == "use"
    if used:
        files_of(Path(chosen.folder))  # a folder that has gone is told now, not at the next post
    use(_folder(), chosen.number, used=used)
    print(Text("Kept. `tertulia reread --stale` reads what is stored anew."))
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from tertulia.understand.transformers.readers import remove

    gone = remove(_folder(), _number(arguments))
    print(Text("Forgotten; its files stay in {folder}.", folder=gone.folder))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from tertulia.understand.transformers.exporting import export

    if arguments.out is None:
        raise Problem("no-target", Text("Say with --out where to write."))
    print(Text("Written to {folder}.", folder=str(export(_given(arguments), arguments.out))))
    return 0


def _given(arguments: argparse.Namespace) -> str:
    if not arguments.what:
        raise Problem("no-model-named", Text("Name the model."))
    return str(arguments.what)


def _number(arguments: argparse.Namespace) -> int:
    given = _given(arguments)
    if not given.isascii() or not given.isdigit():
        cause = Text("{given} is not a number.", given=given)
        raise Problem("no-such-reader", cause, Text("`tertulia readers` lists them."))
    return int(given)


def _folder() -> Path:
    from tertulia.home import Home

    return Home.of().models
