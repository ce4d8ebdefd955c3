"""Writes the reference of the command line from the commands themselves.

`python -m tertulia.site.command_reference` renews docs/reference/commands.md and commands.es.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from tertulia import i18n
from tertulia.i18n import Text
from tertulia.site.cli import COMMANDS, CommandModule, command_parser

TITLE = Text("The command line")
HEAD = (Text("argument"), Text("what it says"))
FILES = {"en": "commands.md", "es": "commands.es.md"}


def reference(language: str) -> str:
    """The whole reference as Markdown in a language."""
    i18n.activate(language)
    try:
        return "\n".join(_lines()) + "\n"
    finally:
        i18n.activate(None)


def _lines() -> Iterator[str]:
    yield f"# {TITLE}"
    yield ""
    yield str(Text("Made from the commands themselves; `tertulia COMMAND --help` says the same."))
    yield str(Text("Exit codes: 0 done, 1 the answer is no, 2 misuse, 3 failed."))
    for name in COMMANDS:
        module = cast(CommandModule, import_module(COMMANDS[name].module))
        yield from _section(command_parser(name, module), "##", str(COMMANDS[name].help))


def _section(parser: argparse.ArgumentParser, level: str, about: str) -> Iterator[str]:
    yield from ("", f"{level} {parser.prog}", "", about)
    rows = [row for action in parser._actions if (row := _row(action))]
    if rows:
        yield from ("", f"| {' | '.join(map(str, HEAD))} |", "|---|---|", *rows)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, sub in action.choices.items():
                yield from _section(sub, level + "#", str(helps.get(name, "")))


def _row(action: argparse.Action) -> str | None:
    if (
        isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
        or action.help == argparse.SUPPRESS
    ):
        return None
    value = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
    value = " ".join(value) if isinstance(value, tuple) else value
    name = ", ".join(action.option_strings) or str(value)
    shown = f"{name} {value}" if action.option_strings and value else name
    return f"| `{shown.strip()}` | {str(action.help or '').replace('|', chr(92) + '|')} |"


def write(folder: Path) -> None:
    """Write both languages' files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        (folder / name).write_text(reference(language), encoding="utf-8")


if __name__ == "__main__":
    from tertulia.site.bootstrap import prepare_django

    prepare_django()
    write(Path("docs/reference"))
