"""`tertulia health`: how everything that is read fares; exit 1 where a person should look."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from tertulia.i18n import Text
from tertulia.listen.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from tertulia.listen.collect.health import Health, SourceHealth

DONE, ANSWER_IS_NO = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=str(Text("answer in JSON")))
    parser.add_argument(
        "--metrics", action="store_true", help=str(Text("answer in the text format of Prometheus"))
    )


def run(arguments: argparse.Namespace) -> int:
    from tertulia.listen.collect.health import health
    from tertulia.listen.collect.telling import in_full, metrics

    told = health()
    if arguments.metrics:
        sys.stdout.write(metrics(told, None).decode())
    elif arguments.json:
        print_json(in_full(told))
    else:
        _print(told)
    return DONE if told.is_well else ANSWER_IS_NO


def _print(told: Health) -> None:
    if told.collector:
        since = f"{told.collector.since:%Y-%m-%d %H:%M}"
        print(Text("Collecting since {since} UTC (process {pid}).", since=since, pid=told.collector.pid))
    else:
        print(Text("Nobody collects: start `tertulia up` or `tertulia collect`."))
    if not told.sources:
        print(Text("No source is followed yet: see `tertulia source add --help`."))
        return
    heads = (Text("No."), Text("State"), Text("Name"), Text("Last read"), Text("Last post"), Text("24 h"))
    rows = [[*map(str, heads), str(Text("usual")), str(Text("next"))]]
    print_table([*rows, *(_row(source, told.at) for source in told.sources)])
    for source in told.sources:
        _print_trouble(source)
    for host in told.hosts:
        print(Text("{host} rests until {until} UTC.", host=host.host, until=f"{host.until:%H:%M}"))


def _row(source: SourceHealth, now: datetime) -> list[str]:
    from tertulia.listen.collect.health import STATE_WORDS

    usual = f"{source.usual.low:.0f}–{source.usual.high:.0f}" if source.usual else ""
    times = (_ago(at, now) for at in (source.last_success, source.last_item))
    following = str(Text("now")) if source.running else _until(source.next_try, now)
    return [
        str(source.id),
        str(STATE_WORDS[source.state]),
        source.title[:40],
        *times,
        str(source.today),
        usual,
        following,
    ]


def _print_trouble(source: SourceHealth) -> None:
    from tertulia.listen.explorer.labels import gap as reason_of
    from tertulia.listen.sources.problems import in_words

    problem = in_words(source.problem)
    lines = [f"{problem['cause']} {problem['remedy']}".strip()] if problem else []
    if source.silent_since:
        lines.append(
            str(Text("quieter than its habit since {at} UTC", at=f"{source.silent_since:%Y-%m-%d %H:%M}"))
        )
    for gap in source.gaps:
        at = f"{gap.since:%Y-%m-%d %H:%M}"
        lines.append(str(Text("not read since {at} UTC: {reason}", at=at, reason=reason_of(gap.reason))))
    for line in lines:
        print(f"  {source.id}  {line}")


def _ago(at: datetime | None, now: datetime) -> str:
    return _span((now - at).total_seconds()) if at else "–"


def _until(at: datetime | None, now: datetime) -> str:
    return _span(max(0.0, (at - now).total_seconds())) if at else "–"


def _span(seconds: float) -> str:
    """A time in its largest unit: 40 s, 12 min, 3 h, 5 d."""
    for unit, size, most in (("s", 1, 90), ("min", 60, 5400), ("h", 3600, 172_800)):
        if seconds < most:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"
