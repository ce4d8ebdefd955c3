"""`tertulia source`: follow accounts, feeds, hashtags, searches; list, pause, resume, delete, read now."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tertulia.i18n import Text
from tertulia.listen.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from tertulia.listen.sources.models import Source

DONE = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = _part(parts, "add", Text("follow something; it is read from now on"))
    add.add_argument("network", metavar="NETWORK", help=str(Text("bluesky, mastodon, rss, wordpress …")))
    add.add_argument(
        "kind",
        metavar="KIND",
        help=str(
            Text("search, hashtag, account, timeline, feed, site, thread, mentions, messages or stream")
        ),
    )
    add.add_argument(
        "target", nargs="?", default="", metavar="TARGET", help=str(Text("the query, handle, tag or address"))
    )
    add.add_argument("--server", default="", metavar="ADDRESS", help=str(Text("which server to ask")))
    add.add_argument(
        "--channel", type=int, metavar="CHANNEL", help=str(Text("the number of the account to read with"))
    )
    add.add_argument("--title", default="", help=str(Text("what people call it")))
    add.add_argument("--folder", default="", help=str(Text("a folder's name; made if there is none")))
    add.add_argument(
        "--role", default="", help=str(Text("brand, competitor, sector, topic, campaign or crisis"))
    )
    add.add_argument("--own", action="store_true", help=str(Text("the posts are ours")))
    add.add_argument("--matched", action="store_true", help=str(Text("keep only what a monitor matches")))
    _part(parts, "list", Text("list the sources"))
    for name, help_ in _ACTS.items():
        part = _part(parts, name, help_)
        part.add_argument("source", type=int, metavar="SOURCE", help=str(Text("its number")))


_ACTS = {
    "pause": Text("stop reading a source for now"),
    "resume": Text("go on reading a paused source"),
    "delete": Text("stop following a source; what it brought stays"),
    "now": Text("have a source read at once"),
}


def _part(parts: Any, name: str, help_: Text) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=str(help_), description=str(help_))
    part.add_argument("--json", action="store_true", help=str(Text("answer in JSON")))
    return part


def run(arguments: argparse.Namespace) -> int:
    acts: dict[str, Callable[[argparse.Namespace], int]] = {"add": _add, "list": _list}
    return acts.get(arguments.act, _act)(arguments)


def _add(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources import channels, service
    from tertulia.listen.sources.models import Keep

    draft = service.SourceDraft(
        arguments.network,
        arguments.kind,
        arguments.target,
        title=arguments.title,
        options={"server": arguments.server} if arguments.server else {},
        channel=channels.find(arguments.channel) if arguments.channel else None,
        role=arguments.role,
        folder=arguments.folder,
        keep=Keep.MATCHED if arguments.matched else Keep.ALL,
        own=arguments.own,
    )
    source = service.follow(draft, None)
    if arguments.json:
        print_json(_summary(source))
    else:
        print(Text("Source {number} is followed: {title}.", number=source.pk, title=source))
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources.models import Source

    found = [_summary(source) for source in Source.objects.filter(deleted_at=None).select_related("folder")]
    if arguments.json:
        print_json(found)
        return DONE
    heads = [Text("No."), Text("Network"), Text("Kind"), Text("Name"), Text("Folder"), Text("Active")]
    names = ("id", "network", "kind", "title", "folder")
    rows = [
        [*(str(row[name]) for name in names), str(Text("yes") if row["active"] else Text("no"))]
        for row in found
    ]
    print_table([[str(head) for head in heads], *rows])
    return DONE


def _act(arguments: argparse.Namespace) -> int:
    from tertulia.listen.sources import service

    source = service.find(arguments.source)
    if arguments.act == "now":
        service.read_now(source)
    else:
        acts = {"pause": service.pause, "resume": service.resume, "delete": service.delete}
        acts[arguments.act](source, None)
    done = {
        "pause": Text("Source {number} is paused.", number=source.pk),
        "resume": Text("Source {number} is read again.", number=source.pk),
        "delete": Text("Source {number} is no longer followed.", number=source.pk),
        "now": Text("Source {number} is read as soon as the collector can.", number=source.pk),
    }
    if arguments.json:
        print_json(_summary(source))
    else:
        print(done[arguments.act])
    return DONE


def _summary(source: Source) -> dict[str, Any]:
    return {
        "id": source.pk,
        "key": source.key,
        "network": source.network,
        "kind": source.kind,
        "target": source.target,
        "title": str(source),
        "folder": source.folder.name if source.folder else "",
        "role": source.role,
        "own": source.own,
        "keep": source.keep,
        "active": source.active,
    }
