"""Measures along time: volume, sentiment, net sentiment and passion, emotion."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from tertulia.i18n import Text
from tertulia.listen.explorer import labels, paints
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import FEW, common_notes, told_apart, too_few, unread
from tertulia.listen.explorer.panel import Column, Panel, Row, Value, columns_of
from tertulia.listen.explorer.periods import Bucket, bucket_starts, days_of_bucket
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.explorer.statistics import net_sentiment, passion, wilson
from tertulia.posts.schema import EMOTIONS, SENTIMENTS

Counts = dict[datetime, dict[str, int]]
MAX_LINES = 8
REST = "rest"


def timeline(question: Question) -> Panel:
    """Posts a bucket, by network, sentiment, monitor, or all in one line."""
    counts = _volume(question)
    split = question.selection.split
    names = _strongest(counts) or ["posts"]
    columns = [Column("time", _grain(question.bucket), "time")]
    paint = _paints(question, names)
    columns += [Column(name, _series_label(question, name), paint=paint[name]) for name in names]
    rows = tuple(
        Row(
            (start, *(series.get(name, 0) for name in names)), _bucket_posts(question, start, question.bucket)
        )
        for start, series in counts.items()
    )
    total = sum(sum(series.values()) for series in counts.values())
    notes: list[Text | str] = []
    if split == "monitor":
        notes.append(Text("A post that two monitors find counts in both lines: the lines do not add up."))
    return Panel(
        "timeline",
        Text("Posts over time"),
        "lines",
        tuple(columns),
        rows,
        total,
        total,
        Text("Posts of the selection in each {bucket}.", bucket=_grain(question.bucket)),
        (*notes, *common_notes(question)),
        question.gaps,
        question.selection,
        question.bucket,
    )


def _volume(question: Question) -> Counts:
    split = question.selection.split
    if split == "monitor":
        numbers = list(question.selection.monitors) or [monitor.id for monitor in question.monitors]
        return _counts(question, "timeline_by_monitor", question.bucket, monitors=numbers)
    series = {"network": "network", "sentiment": "coalesce(sentiment::VARCHAR, 'unread')", "all": "'posts'"}
    return _counts(question, "timeline", question.bucket, formats={"series": series[split]})


def _counts(question: Question, measure: str, grain: Bucket, **more: object) -> Counts:
    """Series counts of every bucket of the days, empty ones too, in order."""
    counts: Counts = {start: {} for start in bucket_starts(question.days, grain)}
    for row in question.ask(measure, bucket=grain, **more):  # type: ignore[arg-type]
        at = row["bucket"]
        start = at if isinstance(at, datetime) else datetime.combine(at, datetime.min.time())
        counts.setdefault(start.replace(tzinfo=None), {})[row["series"]] = row["posts"]
    return counts


def _strongest(counts: Counts) -> list[str]:
    """The series by size; beyond the eighth they are one, so that lines can be told apart."""
    totals: dict[str, int] = defaultdict(int)
    for series in counts.values():
        for name, posts in series.items():
            totals[name] += posts
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    if len(ordered) <= MAX_LINES:
        return ordered
    rest = ordered[MAX_LINES - 1 :]
    for series in counts.values():
        series[REST] = sum(series.pop(name, 0) for name in rest)
    return [*ordered[: MAX_LINES - 1], REST]


def _series_label(question: Question, name: str) -> str:
    if name == REST:
        return str(Text("The others"))
    if name == "posts":
        return str(Text("Posts"))
    if question.selection.split == "monitor":
        return next((m.name for m in question.monitors if str(m.id) == name), name)
    return labels.label("sentiments" if question.selection.split == "sentiment" else "networks", name)


def _paints(question: Question, names: list[str]) -> dict[str, str]:
    split = question.selection.split
    if split == "network":
        return {**paints.of_networks(name for name in names if name != REST), REST: "series-8"}
    if split == "monitor":
        colours = {str(monitor.id): f"series-{monitor.color % 8 + 1}" for monitor in question.monitors}
        return {name: colours.get(name, "series-8") for name in names}
    return {name: paints.SENTIMENTS.get(name, "series-1") for name in names}


def _grain(bucket: Bucket) -> Text:
    return {"hour": Text("hour"), "day": Text("day"), "week": Text("week"), "month": Text("month")}[bucket]


def _bucket_posts(question: Question, start: datetime, grain: Bucket) -> Selection:
    """The posts of a bucket; an hour is asked for as its day and hour of the week."""
    selection = question.selection.on(days_of_bucket(start, grain, question.days))
    if grain == "hour":
        return selection.with_filter("hours", start.weekday() * 24 + start.hour)
    return selection


def sentiment(question: Question) -> Panel:
    """The share of each sentiment in the posts read, over time."""
    return _shares(
        question,
        "sentiment",
        Text("Sentiment over time"),
        [(name, labels.SENTIMENTS[name]) for name in SENTIMENTS],
        Text(
            "Posts of the sentiment ÷ posts with a reading of sentiment, in each {bucket}.",
            bucket=_grain(question.share_bucket),
        ),
    )


def emotion(question: Question) -> Panel:
    """The share of each emotion in the posts read for emotion, over time; "none" stays in the denominator
    only."""
    return _shares(
        question,
        "emotion",
        Text("Emotion over time"),
        [(name, labels.EMOTIONS[name]) for name in EMOTIONS if name != "none"],
        Text(
            "Posts whose strongest emotion it is ÷ posts read for emotion (those without any "
            "included), in each {bucket}.",
            bucket=_grain(question.share_bucket),
        ),
    )


def _shares(
    question: Question, measure: str, title: Text, series: list[tuple[str, Text]], formula: Text
) -> Panel:
    counts = _counts(question, measure, question.share_bucket)
    colours = {"sentiment": paints.SENTIMENTS, "emotion": paints.EMOTIONS}[measure]
    columns = [Column("time", _grain(question.share_bucket), "time")]
    columns += [
        Column(name, text, "share", paint=colours[name], low=f"{name}_low", high=f"{name}_high")
        for name, text in series
    ]
    columns.append(Column("read", Text("Posts read")))
    rows = [
        Row(
            _share_row(start, found, [name for name, _ in series]),
            _bucket_posts(question, start, question.share_bucket),
        )
        for start, found in counts.items()
    ]
    read = sum(sum(found.values()) for found in counts.values())
    total = question.total
    return Panel(
        measure,
        title,
        "lines",
        columns_of(*columns),
        tuple(rows),
        read,
        total,
        formula,
        (
            *unread(read, total),
            *(told_apart(question) if measure == "sentiment" else ()),
            *too_few(sum(found.values()) for found in counts.values()),
            *common_notes(question),
        ),
        question.gaps,
        question.selection,
        question.share_bucket,
    )


def _share_row(start: datetime, counts: dict[str, int], names: list[str]) -> tuple[Value, ...]:
    """The shares, the number read, then the bounds; nothing but the number where too few were read."""
    read = sum(counts.values())
    intervals = [wilson(counts.get(name, 0), read) if read >= FEW else None for name in names]
    bounds = [bound for i in intervals for bound in ((i.low, i.high) if i else (None, None))]
    return (start, *(i.value if i else None for i in intervals), read, *bounds)


def net(question: Question) -> Panel:
    """Net sentiment with its interval, and passion, over time."""
    counts = _counts(question, "sentiment", question.share_bucket)
    columns = columns_of(
        Column("time", _grain(question.share_bucket), "time"),
        Column("net", Text("Net sentiment"), "points", "series-1", low="net_low", high="net_high"),
        Column("passion", Text("Passion"), "points", "series-2"),
        Column("read", Text("Posts read")),
    )
    rows = tuple(
        Row(_net_row(start, found), _bucket_posts(question, start, question.share_bucket))
        for start, found in counts.items()
    )
    read = sum(sum(found.values()) for found in counts.values())
    return Panel(
        "net",
        Text("Net sentiment and passion"),
        "lines",
        columns,
        rows,
        read,
        question.total,
        Text(
            "Net sentiment: (positive − negative) ÷ posts read × 100, neutral ones in the denominator. "
            "Passion: (positive + negative) ÷ posts read × 100; it shows love and hate that a net of "
            "zero hides."
        ),
        (
            *unread(read, question.total),
            *told_apart(question),
            *too_few(sum(found.values()) for found in counts.values()),
            *common_notes(question),
        ),
        question.gaps,
        question.selection,
        question.share_bucket,
    )


def _net_row(start: datetime, counts: dict[str, int]) -> tuple[Value, ...]:
    read, positive, negative = sum(counts.values()), counts.get("positive", 0), counts.get("negative", 0)
    interval = net_sentiment(positive, negative, read) if read >= FEW else None
    if interval is None:
        return (start, None, None, read, None, None)
    sides = passion(positive, negative, read) or 0.0
    return (start, interval.value, 100 * sides, read, interval.low, interval.high)
