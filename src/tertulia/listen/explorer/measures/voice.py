"""Share of voice: how much of the talk about us and our competitors is about each."""

from __future__ import annotations

from collections.abc import Sequence

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.asking import Named, Question
from tertulia.listen.explorer.measures.notes import SAMPLE_NOTE, common_notes, estimated
from tertulia.listen.explorer.panel import Column, Panel, Row, columns_of
from tertulia.listen.explorer.statistics import wilson


def compared(question: Question) -> Sequence[Named]:
    """The monitors held against each other: those selected if two or more, else our brand and its
    competitors."""
    chosen = question.selection.monitors
    if len(chosen) > 1:
        return [monitor for monitor in question.monitors if monitor.id in chosen]
    rivals = [monitor for monitor in question.monitors if monitor.role in ("brand", "competitor")]
    return rivals or list(question.monitors)


def voice(question: Question) -> Panel:
    """The share of each monitor in the distinct posts that any of them finds. Other filters hold; the
    monitor's does not."""
    monitors = compared(question)
    asked = question.of(question.selection.without("monitors"))
    numbers = [monitor.id for monitor in monitors]
    found = {row["monitor"]: row for row in asked.ask("voice", monitors=numbers)} if numbers else {}
    union = found.get(None, {"posts": 0, "shared": 0})
    rows = [_row(question, monitor, found.get(monitor.id), union["posts"]) for monitor in monitors]
    rows.sort(key=lambda row: (-int(str(row.values[1])), str(row.values[0])))
    return Panel(
        "voice",
        Text("Share of voice"),
        "bars",
        columns_of(
            Column("label", Text("Monitor"), "text"),
            Column("posts", Text("Posts")),
            Column("people", Text("Accounts")),
            Column("share", Text("Share"), "share", low="share_low", high="share_high"),
        ),
        tuple(rows),
        union["posts"],
        union["posts"],
        Text("Posts that the monitor finds ÷ distinct posts that any of the monitors compared finds."),
        (*_overlap(union["shared"]), *_care(), *estimated(asked), *common_notes(question)),
        question.gaps,
        question.selection,
        warnings=tuple(_unlike(monitors)),
    )


def _unlike(monitors: Sequence[Named]) -> list[Text | str]:
    """That the searches compared are of unlike quality, or of quality unknown."""
    if len(monitors) < 2:
        return []
    unknown = [monitor.name for monitor in monitors if monitor.precision is None]
    found: list[Text | str] = []
    if unknown:
        names = ", ".join(unknown)
        found.append(
            Text("Not measured: {names}. A difference may come from the searches alone.", names=names)
        )
    known = [(monitor, monitor.precision) for monitor in monitors if monitor.precision is not None]
    worst = min(known, key=lambda pair: pair[1].high, default=None)
    best = max(known, key=lambda pair: pair[1].low, default=None)
    if worst and best and worst[1].high < best[1].low:
        values = {"worst": worst[0].name, "best": best[0].name}
        low = labels.share_range(worst[1].low, worst[1].high)
        high = labels.share_range(best[1].low, best[1].high)
        found.append(
            Text(
                "Searches of unlike quality: of what “{worst}” finds {low} is relevant, of what “{best}” "
                "finds {high}. Part of the difference is theirs.",
                **values,
                low=low,
                high=high,
            )
        )
    return found


def _overlap(shared: int) -> list[Text | str]:
    if not shared:
        return [Text("No post is found by two of them: the shares add up to 100%.")]
    return [
        Text(
            "{posts} found by more than one count for each: the shares add up to more than 100% and "
            "are not summed.",
            posts=labels.posts(shared),
        )
    ]


def _care() -> list[Text | str]:
    return [Text("The narrower search loses: compare searches made with the same care."), SAMPLE_NOTE]


def _row(question: Question, monitor: Named, found: dict[str, int] | None, whole: int) -> Row:
    posts, people = (found["posts"], found["people"]) if found else (0, 0)
    interval = wilson(posts, whole)
    shares = (interval.value, interval.low, interval.high) if interval else (None, None, None)
    return Row(
        (monitor.name, posts, people, *shares),
        question.narrowed("monitors", monitor.id),
        f"series-{monitor.color % 8 + 1}",
    )
