"""`tertulia monitor`: check, add, list, show, preview, measure, delete saved searches."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text

DONE, ANSWER_IS_NO, MISUSE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = _part(parts, "check", Text("say what is wrong or doubtful in a search; exit 1 on an error"))
    _add_query(check)
    add = _part(parts, "add", Text("save a search and match it with all stored posts"))
    _add_query(add)
    add.add_argument("--name", required=True, help=str(Text("what people call it")))
    add.add_argument(
        "--role", default="topic", help=str(Text("brand, competitor, sector, topic, campaign or crisis"))
    )
    add.add_argument("--folder", default="", help=str(Text("a folder's name; made if there is none")))
    _part(parts, "list", Text("list the monitors with what they find"))
    show = _part(parts, "show", Text("show a monitor with its versions"))
    _add_monitor(show)
    preview = _part(parts, "preview", Text("show what a search would find, without saving it"))
    _add_query(preview)
    preview.add_argument(
        "--days", type=int, default=30, metavar="N", help=str(Text("look at the last N days (30)"))
    )
    measure = _part(parts, "measure", Text("show how good a search is; draw a sample where there is none"))
    _add_monitor(measure)
    measure.add_argument("--again", action="store_true", help=str(Text("draw a new sample")))
    measure.add_argument(
        "--seed", type=int, metavar="N", help=str(Text("the same seed draws the same sample again"))
    )
    measure.add_argument(
        "--label",
        action="append",
        default=[],
        metavar="POST=VERDICT",
        help=str(Text("say of a post of the sample: yes, no or undecided; may be repeated")),
    )
    delete = _part(parts, "delete", Text("delete a monitor"))
    _add_monitor(delete)


def _part(parts: Any, name: str, help_: Text) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=str(help_), description=str(help_))
    part.add_argument("--json", action="store_true", help=str(Text("answer in JSON")))
    return part


def _add_query(part: argparse.ArgumentParser) -> None:
    part.add_argument(
        "query", nargs="?", metavar="QUERY", help=str(Text("the search; read from stdin if absent"))
    )
    part.add_argument("--file", type=Path, metavar="FILE", help=str(Text("a file that holds the search")))


def _add_monitor(part: argparse.ArgumentParser) -> None:
    part.add_argument("monitor", metavar="MONITOR", help=str(Text("its number or its name")))


def run(arguments: argparse.Namespace) -> int:
    acts: dict[str, Callable[[argparse.Namespace], int]] = {
        "check": _check,
        "add": _add,
        "list": _list,
        "show": _show,
        "preview": _preview,
        "measure": _measure,
        "delete": _delete,
    }
    return acts[arguments.act](arguments)


def _query(arguments: argparse.Namespace) -> str:
    """The search from the command line, a file or stdin. Raises `Problem` (unreadable-file, two-searches)."""
    if arguments.file and arguments.query is not None:
        raise Problem(
            "two-searches",
            Text("A search was given both on the command line and in a file."),
            Text("Give it once."),
        )
    if arguments.query is not None:
        return str(arguments.query)
    if arguments.file is None:
        return sys.stdin.read().removesuffix("\n")
    try:
        return str(arguments.file.read_text(encoding="utf-8")).removesuffix("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(
            "unreadable-file",
            Text("The file cannot be read."),
            Text("Check its path; it must be text in UTF-8."),
            str(arguments.file),
        ) from fault


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _check(arguments: argparse.Namespace) -> int:
    from tertulia.listen.query.api import check

    text = _query(arguments)
    findings = check(text)
    if arguments.json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=2))
    else:
        _print_findings(text)
    return ANSWER_IS_NO if any(finding.severity == "error" for finding in findings) else DONE


def _print_findings(text: str) -> None:
    from tertulia.listen.query.api import check
    from tertulia.listen.query.pointing import point

    findings = check(text)
    for finding in findings:
        kind = Text("error") if finding.severity == "error" else Text("warning")
        print(f"{finding.line}:{finding.column} {kind} [{finding.code}]")
        print("    " + point(text, finding).replace("\n", "\n    "))
        print(f"    {finding.cause} {finding.remedy}\n")
    if not findings:
        print(Text("Nothing to object."))


def _add(arguments: argparse.Namespace) -> int:
    from tertulia.listen.monitors import backfill, service

    text = _query(arguments)
    draft = service.Draft(arguments.name, text, arguments.role, arguments.folder)
    try:
        monitor = service.create(draft, None, fill=backfill.now)
    except Problem as problem:
        if problem.code != "bad-query" or arguments.json:
            raise
        _print_findings(text)
        return ANSWER_IS_NO
    found = _figures().get(monitor.pk)
    if arguments.json:
        _print_json(_summary(monitor, found))
    else:
        print(
            Text(
                "Monitor {number} is saved; it finds {count} stored posts.",
                number=monitor.pk,
                count=found.total if found else 0,
            )
        )
    return DONE


def _figures() -> dict[int, Any]:
    from tertulia.listen.monitors.figures import figures
    from tertulia.posts.api import store

    return figures(store())


def _summary(monitor: Any, found: Any) -> dict[str, Any]:
    return {
        "id": monitor.pk,
        "name": monitor.name,
        "role": monitor.role,
        "folder": monitor.folder.name if monitor.folder else "",
        "owner": monitor.owner.shown_name if monitor.owner else "",
        "active": monitor.active,
        "query": monitor.query,
        "last_30_days": found.recent if found else 0,
        "mentions": found.total if found else 0,
        "newest": found.newest.isoformat() if found else None,
    }


def _list(arguments: argparse.Namespace) -> int:
    from tertulia.listen.monitors.models import Monitor

    found = _figures()
    monitors = Monitor.objects.filter(deleted_at=None).select_related("folder", "owner")
    rows = [_summary(monitor, found.get(monitor.pk)) for monitor in monitors]
    if arguments.json:
        _print_json(rows)
        return DONE
    heads = [Text("No."), Text("Name"), Text("Role"), Text("Folder"), Text("30 days"), Text("In all")]
    names = ("id", "name", "role", "folder", "last_30_days", "mentions")
    _print_table([[str(head) for head in heads], *([str(row[name]) for name in names] for row in rows)])
    return DONE


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _monitor(arguments: argparse.Namespace) -> Any:
    """The monitor with that number or name. Raises `Problem` (no-such-monitor)."""
    from tertulia.listen.monitors.models import Monitor

    wanted = arguments.monitor
    alive = Monitor.objects.filter(deleted_at=None).select_related("folder", "owner")
    found = alive.filter(name=wanted).first()
    if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        found = alive.filter(pk=int(wanted)).first()
    if found is None:
        raise Problem(
            "no-such-monitor",
            Text("There is no monitor “{name}”.", name=wanted),
            Text("See `tertulia monitor list`."),
        )
    return found


def _show(arguments: argparse.Namespace) -> int:
    monitor = _monitor(arguments)
    summary = _summary(monitor, _figures().get(monitor.pk))
    versions = [
        {
            "at": version.at.isoformat(),
            "by": version.by.shown_name if version.by else "",
            "query": version.query,
        }
        for version in monitor.versions.select_related("by")
    ]
    if arguments.json:
        _print_json(summary | {"versions": versions})
        return DONE
    for key, value in summary.items():
        print(f"{key:<14}{'' if value is None else value}")
    for version in versions:
        print(f"\n{version['at'][:19]}Z  {version['by']}\n    {version['query']}")
    return DONE


def _preview(arguments: argparse.Namespace) -> int:
    from tertulia.listen.monitors.preview import preview
    from tertulia.listen.query.api import parse
    from tertulia.posts.api import store

    text = _query(arguments)
    tree = parse(text).tree
    if tree is None:
        if arguments.json:
            return _check(arguments)
        _print_findings(text)
        return ANSWER_IS_NO
    found = preview(tree, store(), days=max(1, min(arguments.days, 36_500)))
    if arguments.json:
        _print_json(found.as_dict())
        return DONE
    if found.exact:
        print(
            Text(
                "{hits} of the {posts} posts of the last {days} days.",
                hits=found.hits,
                posts=found.posts,
                days=found.days,
            )
        )
    else:
        print(
            Text(
                "About {hits} ({low} to {high}) of the {posts} posts of the last {days} days; {read} read.",
                **{k: getattr(found, k) for k in ("hits", "low", "high", "posts", "days", "read")},
            )
        )
    _print_more(found)
    for hit in found.sample:
        _print_hit(hit)
    return DONE


def _print_more(found: Any) -> None:
    """What a week is going to bring, the words beside the hits, what each branch brings."""
    if found.volume:
        values = {"value": f"{found.volume.value:.0f}", "low": found.volume.low, "high": found.volume.high}
        print(Text("A week brings about {value}, between {low} and {high} in 95 weeks of 100.", **values))
    if found.words:
        print(Text("Words beside them: {words}.", words=", ".join(word.word for word in found.words)))
    for group in found.branches:
        print()
        heads = [str(head) for head in (Text("Branch"), Text("Posts"), Text("Only by it"))]
        _print_table([heads, *([share.text[:60], str(share.hits), str(share.alone)] for share in group)])


def _print_hit(hit: Any) -> None:
    text = "".join(f"«{piece.text}»" if piece.marked else piece.text for piece in [*hit.title, *hit.text])
    print(f"\n{hit.created_at:%Y-%m-%d %H:%M}  {hit.network}  {hit.author}\n    {' '.join(text.split())}")


def _measure(arguments: argparse.Namespace) -> int:
    from tertulia.listen.measuring import results, service
    from tertulia.listen.measuring.advice import advise
    from tertulia.posts.api import store

    monitor = _monitor(arguments)
    measurement = results.latest(monitor.pk)
    if measurement is None or arguments.again:
        measurement = service.begin(monitor, None, arguments.seed)
    if arguments.label:
        service.label(monitor, dict(map(_verdict, arguments.label)), None)
    found = results.result(measurement, store())
    advice = advise(monitor, monitor.query, store())
    if arguments.json:
        told = advice.as_dict() if advice else {"exclusions": [], "additions": []}
        _print_json(found.as_dict() | {"sampled": _sampled(found)} | {"suggestions": told})
        return DONE
    _print_result(found)
    for each in (*advice.exclusions, *advice.additions) if advice else ():
        values = {"gained": len(each.gained), "of": each.of_gained, "lost": len(each.lost)}
        text = Text("Exclude {term}: {gained} of {of} rightly, {lost} wrongly.", term=each.text, **values)
        if each.kind == "include":
            text = Text("Add {term}: {gained} of {of} rightly, {lost} wrongly.", term=each.text, **values)
        print(text)
    _print_waiting(found)
    return DONE


def _verdict(given: str) -> tuple[int, str]:
    """The post and the word on it. Raises `Problem` (bad-label)."""
    post, _, verdict = given.partition("=")
    if not (post.isascii() and post.isdigit() and len(post) < 19):
        cause = Text("“{given}” is not a label.", given=given[:60])
        raise Problem("bad-label", cause, Text("Write it as 123=yes, 123=no or 123=undecided."))
    return int(post), verdict


def _sampled(found: Any) -> list[dict[str, Any]]:
    """The posts of the sample with their texts."""
    from tertulia.listen.monitors.looking import look_at
    from tertulia.posts.api import store

    seen = look_at(store(), [turn.post for turn in found.turns])
    every = range(len(seen.posts))
    columns = (seen.values(name, every) for name in ("post", "title", "text"))
    texts = {post: f"{title or ''}\n{text}".strip() for post, title, text in zip(*columns, strict=True)}
    return [vars(turn) | {"text": texts[turn.post]} for turn in found.turns]


def _print_result(found: Any) -> None:
    from tertulia.listen.measuring.words import in_words

    values = {"decided": found.found.decided, "hits": found.measurement.hits}
    precision = in_words(found.precision)
    print(Text("Precision: {share}, from {decided} of {hits} posts.", share=precision, **values))
    recall = in_words(found.recall.share if found.recall else None)
    values = {"decided": found.probe.decided, "missed": found.measurement.missed}
    print(Text("Recall: {share}, from {decided} of {missed} posts beyond.", share=recall, **values))
    if found.measurement.relaxed:
        print(Text("Relative to the wider search: {relaxed}", relaxed=found.measurement.relaxed))


def _print_waiting(found: Any) -> None:
    """The posts that nobody labelled yet, with what to type."""
    waiting = [each for each in _sampled(found) if not each["verdict"]]
    if waiting:
        print(Text("Not labelled yet: {count}. Say of each: --label POST=yes", count=len(waiting)))
    for each in waiting:
        print(f"\n{each['post']}  {each['network']}\n    {' '.join(each['text'].split())}")


def _delete(arguments: argparse.Namespace) -> int:
    from tertulia.listen.monitors import service

    monitor = _monitor(arguments)
    service.delete(monitor, None)
    if arguments.json:
        _print_json({"deleted": monitor.pk})
    else:
        print(Text("Monitor {number} is deleted.", number=monitor.pk))
    return DONE
