"""`tertulia channel`: connect accounts of ours, list them, test them. Secrets never stand on the command
line."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from tertulia.listen.sources.models import Channel
    from tertulia.networks.base import Manifest, Setting

DONE, ANSWER_IS_NO = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = _part(
        parts, "add", Text("test an account's credentials, keep them sealed, begin to read with them")
    )
    add.add_argument("network", metavar="NETWORK", help=str(Text("bluesky, mastodon, wordpress …")))
    add.add_argument(
        "--setting",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help=str(Text("a setting that is no secret; the others are asked for")),
    )
    add.add_argument(
        "--secret-from",
        type=Path,
        metavar="FILE",
        help=str(Text("a file with the secret, or with a line NAME=VALUE for each")),
    )
    _part(parts, "list", Text("list the channels"))
    test = _part(
        parts, "test", Text("ask each network, or one channel's, who the channel is; exit 1 if refused")
    )
    test.add_argument("channel", nargs="?", type=int, metavar="CHANNEL", help=str(Text("its number")))


def _part(parts: Any, name: str, help_: Text) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=str(help_), description=str(help_))
    part.add_argument("--json", action="store_true", help=str(Text("answer in JSON")))
    return part


def run(arguments: argparse.Namespace) -> int:
    acts: dict[str, Callable[[argparse.Namespace], int]] = {"add": _add, "list": _list, "test": _test}
    return acts[arguments.act](arguments)


def _add(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources import channels
    from tertulia.networks.base import live

    manifest, _live = live(arguments.network)
    channel = channels.connect(arguments.network, _answers(manifest, arguments), None)
    if arguments.json:
        print_json(_summary(channel))
    else:
        print(Text("Channel {number} is connected: {name}.", number=channel.pk, name=channel))
    return DONE


def _answers(manifest: Manifest, arguments: argparse.Namespace) -> dict[str, str]:
    """The settings from the command line, the secrets from a file, stdin or the keyboard."""
    given = dict(_pair(word) for word in arguments.setting)
    secret = {setting.name for setting in manifest.settings if setting.kind == "secret"}
    _refuse(given, {setting.name for setting in manifest.settings}, secret)
    if arguments.secret_from:
        given |= _secrets_in(_text_of(arguments.secret_from), secret)
    elif not sys.stdin.isatty():
        given |= _secrets_in(sys.stdin.read(), secret)
    for setting in manifest.settings:
        if setting.name not in given and sys.stdin.isatty():
            given[setting.name] = _asked(setting)
    return given


def _refuse(given: dict[str, str], known: set[str], secret: set[str]) -> None:
    """Raises `Problem`: secret-in-arguments, unknown-setting."""
    for name in given:
        if name in secret:
            raise Problem(
                "secret-in-arguments",
                Text("“{name}” is a secret: on the command line others could read it.", name=name),
                Text("Leave it away to be asked for it, or use --secret-from FILE."),
            )
        if name not in known:
            raise Problem(
                "unknown-setting",
                Text("There is no setting “{name}”.", name=name),
                Text("It has these: {names}.", names=", ".join(sorted(known))),
            )


def _pair(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign:
        raise Problem(
            "bad_option",
            Text("“{word}” has no equals sign.", word=word),
            Text("Write it as {option} NAME=VALUE.", option="--setting"),
        )
    return name, value


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(
            "unreadable-file",
            Text("The file cannot be read."),
            Text("Check its path; it must be text in UTF-8."),
            str(path),
        ) from fault


def _secrets_in(text: str, names: set[str]) -> dict[str, str]:
    """Lines NAME=VALUE; or the whole text, where there is but one secret."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = dict(line.split("=", 1) for line in lines if line.split("=", 1)[0] in names and "=" in line)
    if not named and len(names) == 1 and len(lines) == 1:
        return {next(iter(names)): lines[0]}
    return named


def _asked(setting: Setting) -> str:
    ask = getpass.getpass if setting.kind == "secret" else input
    default = f" [{setting.default}]" if setting.default else ""
    print(setting.why, file=sys.stderr)
    return ask(f"{setting.label}{default}: ").strip()


def _list(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources.models import Channel

    found = [_summary(channel) for channel in Channel.objects.filter(deleted_at=None)]
    if arguments.json:
        print_json(found)
        return DONE
    heads = [Text("No."), Text("Network"), Text("Account"), Text("Tested"), Text("Problem")]
    table = [
        [
            str(row["id"]),
            row["network"],
            row["handle"],
            (row["tested_at"] or "")[:16],
            row["problem"].get("cause", ""),
        ]
        for row in found
    ]
    print_table([[str(head) for head in heads], *table])
    return DONE


def _test(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources import channels
    from tertulia.listen.sources.models import Channel

    chosen = (
        [channels.find(arguments.channel)] if arguments.channel else Channel.objects.filter(deleted_at=None)
    )
    for channel in chosen:
        channels.test(channel)
    found = [_summary(channel) for channel in chosen]
    if arguments.json:
        print_json(found)
    else:
        for row in found:
            said = row["problem"].get("cause") or Text("it is accepted")
            remedy = row["problem"].get("remedy", "")
            print(f"{row['id']}  {row['handle']} ({row['network']}): {said} {remedy}".rstrip())
    return ANSWER_IS_NO if any(row["problem"] for row in found) else DONE


def _summary(channel: Channel) -> dict[str, Any]:
    from tertulia.listen.sources.problems import in_words

    figure = channel.figures.first()
    return {
        "id": channel.pk,
        "network": channel.network,
        "handle": channel.handle,
        "name": channel.name,
        "url": channel.url,
        "tested_at": channel.tested_at.isoformat() if channel.tested_at else None,
        "followers": figure.followers if figure else None,
        "problem": in_words(channel.problem),
    }
