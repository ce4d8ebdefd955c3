"""`tertulia`: finds the command and runs it. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.site.cli_language import speak

DONE, ANSWER_IS_NO, MISUSE, FAILED = 0, 1, 2, 3


class CommandModule(Protocol):
    """What a command's module holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


@dataclass(frozen=True)
class Command:
    """A command: its module, one line of help, and whether it needs Django and the data folder's desk."""

    module: str
    help: Text
    needs_desk: bool = True


COMMANDS: dict[str, Command] = {
    "demo": Command(
        "tertulia.site.commands.demo", Text("Open a workspace full of sample data"), needs_desk=False
    ),
    "up": Command(
        "tertulia.site.commands.up", Text("Start Tertulia: the web application and all that runs behind it")
    ),
    "import": Command(
        "tertulia.listen.commands.import_posts", Text("Bring in posts from files and account exports")
    ),
    "export": Command(
        "tertulia.listen.commands.export_posts", Text("Write all posts to files that import again")
    ),
    "monitor": Command("tertulia.listen.commands.monitor", Text("Check, add, list, preview saved searches")),
    "collect": Command(
        "tertulia.listen.commands.collect", Text("Read the sources without the web application")
    ),
    "search": Command(
        "tertulia.listen.commands.search",
        Text("Show what a network says now, with nothing configured"),
        needs_desk=False,
    ),
    "source": Command("tertulia.listen.commands.source", Text("Follow accounts, feeds, hashtags, searches")),
    "channel": Command("tertulia.listen.commands.channel", Text("Connect, list, test accounts of ours")),
    "health": Command(
        "tertulia.listen.commands.health", Text("Say how everything that is read fares; exit 1 if badly")
    ),
    "match": Command(
        "tertulia.listen.commands.match",
        Text("Run searches over a posts file, without a store"),
        needs_desk=False,
    ),
    "report": Command(
        "tertulia.listen.commands.report", Text("Write a report: where we stand, each point with its posts")
    ),
    "classify": Command(
        "tertulia.understand.commands.classify",
        Text("Read a posts file: language, sentiment, emotion, intent"),
        needs_desk=False,
    ),
    "readers": Command(
        "tertulia.understand.commands.readers",
        Text("Try transformers in place of the shipped models"),
        needs_desk=False,
    ),
    "teach": Command(
        "tertulia.understand.commands.teach",
        Text("Adapt the models to what people corrected"),
        needs_desk=False,
    ),
    "reread": Command(
        "tertulia.listen.commands.reread", Text("Read all stored posts again with the present models")
    ),
    "publish": Command(
        "tertulia.act.publishing.commands.publish",
        Text("Send what is due, show what waits, pause everything"),
    ),
    "dead": Command(
        "tertulia.listen.commands.dead", Text("Show, retry or drop items that could not become posts")
    ),
    "erase": Command("tertulia.listen.commands.erase", Text("Remove a person from every table and file")),
    "backup": Command(
        "tertulia.site.commands.backup", Text("Write a consistent copy of everything, while running too")
    ),
    "restore": Command("tertulia.site.commands.restore", Text("Bring a backup back"), needs_desk=False),
    "new-key": Command(
        "tertulia.site.commands.new_key", Text("Seal the channels’ credentials anew under a new key")
    ),
    "doctor": Command(
        "tertulia.site.commands.doctor", Text("Check the installation and the data folder"), needs_desk=False
    ),
}


def main(words: list[str] | None = None) -> int:
    """Run `tertulia WORDS…`; returns the exit code: 0 done, 1 the answer is no, 2 misuse, 3 failed."""
    words = sys.argv[1:] if words is None else words
    speak()
    parser = top_parser()
    name = next((word for word in words if word in COMMANDS), None)
    if name is None:
        parser.parse_args(words or ["--help"])
        return MISUSE
    command = COMMANDS[name]
    module = load(command, words)
    arguments = command_parser(name, module).parse_args(
        [*words[: words.index(name)], *words[words.index(name) + 1 :]]
    )
    return run(module, arguments)


def top_parser() -> argparse.ArgumentParser:
    from tertulia.version import __version__

    width = max(map(len, COMMANDS)) + 2
    title = Text("Commands:")
    more = Text("`tertulia COMMAND --help` says what each one takes.")
    listing = "\n".join(f"  {name:<{width}}{command.help}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="tertulia",
        usage=str(Text("tertulia [--home DIR] COMMAND …")),
        description=str(Text("The community manager's workbench.")),
        epilog=f"{title}\n{listing}\n\n{more}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    about = str(Text("show program's version number and exit"))
    parser.add_argument("--version", action="version", version=f"tertulia {__version__}", help=about)
    add_home(parser)
    parser.add_argument("command", choices=list(COMMANDS), help=argparse.SUPPRESS, metavar="COMMAND")
    return parser


def command_parser(name: str, module: CommandModule) -> argparse.ArgumentParser:
    """What a command takes; the reference is made from it, too."""
    parser = argparse.ArgumentParser(prog=f"tertulia {name}", description=str(COMMANDS[name].help))
    add_home(parser)
    module.add_arguments(parser)
    return parser


def add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help=str(Text("where the data live (else TERTULIA_HOME)")))


def load(command: Command, words: list[str]) -> CommandModule:
    """The command's module, with Django ready where it is needed (--home must be known before it starts)."""
    if "--home" in words[:-1]:
        os.environ["TERTULIA_HOME"] = words[words.index("--home") + 1]
    if command.needs_desk and not {"-h", "--help"} & set(words):
        from tertulia.site.bootstrap import prepare_desk

        prepare_desk()
    return cast(CommandModule, import_module(command.module))


def run(module: CommandModule, arguments: argparse.Namespace) -> int:
    try:
        return module.run(arguments)
    except Problem as problem:
        print(f"tertulia: {problem}", file=sys.stderr)  # noqa: T201
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error, but Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    finally:
        close_store()


def close_store() -> None:
    """Close the posts store if the command opened it: DuckDB complains of one still open at the very end."""
    posts = sys.modules.get("tertulia.posts.api")
    if posts is not None:
        posts.close_store()
