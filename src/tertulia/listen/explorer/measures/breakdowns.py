"""Measures that part the selection: networks, kinds, languages, intents, hashtags, sites, links, authors,
hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels, paints
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import (
    SAMPLE_NOTE,
    common_notes,
    estimated,
    sampled,
    told_apart,
    uncounted,
    unread,
)
from tertulia.listen.explorer.panel import Column, Panel, Row, columns_of
from tertulia.listen.explorer.statistics import wilson

_SHARE = Column("share", Text("Share"), "share", low="share_low", high="share_high")


@dataclass(frozen=True)
class Part:
    """How one breakdown is asked for and shown; `filter` is what a click on a bar adds."""

    name: str
    filter: str
    title: Text
    label: Text
    formula: Text
    notes: tuple[Text, ...] = ()


READ = ("sentiments", "emotions", "intents")
LISTED = ("themes", "hashtags", "domains", "links")  # from a sample where posts are many
PARTS = (
    Part(
        "sentiments",
        "sentiments",
        Text("Sentiment"),
        Text("Sentiment"),
        Text("Posts of the sentiment ÷ posts with a reading of sentiment."),
    ),
    Part(
        "emotions",
        "emotions",
        Text("Emotion"),
        Text("Emotion"),
        Text("Posts whose strongest emotion it is ÷ posts read for emotion, those without any included."),
    ),
    Part(
        "networks",
        "networks",
        Text("Networks"),
        Text("Network"),
        Text("Posts of the network ÷ posts of the selection."),
        (Text("Says how much is read of a network, not how large it is."),),
    ),
    Part("kinds", "kinds", Text("Kinds"), Text("Kind"), Text("Posts of the kind ÷ posts of the selection.")),
    Part(
        "languages",
        "languages",
        Text("Languages"),
        Text("Language"),
        Text("Posts read as the language ÷ posts of the selection."),
        (Text("Texts of a word or two cannot be told; the 15 most frequent are shown."),),
    ),
    Part(
        "intents",
        "intents",
        Text("Intents"),
        Text("Intent"),
        Text("Posts with the intent ÷ posts read for intent."),
        (Text("A post may have several intents: the shares add up to more than 100%."),),
    ),
    Part(
        "themes",
        "themes",
        Text("Themes"),
        Text("Theme"),
        Text("Posts filed under the theme ÷ posts of the selection; the 15 most frequent."),
        (Text("A post stands under one theme, the closest to its words, or under none."),),
    ),
    Part(
        "hashtags",
        "hashtags",
        Text("Hashtags"),
        Text("Hashtag"),
        Text("Posts with the hashtag ÷ posts of the selection; the 15 most frequent."),
    ),
    Part(
        "domains",
        "domains",
        Text("Sites linked to"),
        Text("Site"),
        Text("Posts with a link to the site ÷ posts of the selection; the 15 most frequent."),
        (Text("Link shorteners hide the site behind them."),),
    ),
    Part(
        "links",
        "links",
        Text("Pages linked to"),
        Text("Page"),
        Text("Posts with the link ÷ posts of the selection; the 15 most frequent."),
    ),
)


def measure(part: Part) -> Callable[[Question], Panel]:
    """The measure of one part."""

    def panel(question: Question) -> Panel:
        one_in = question.one_in if part.name in LISTED else 1
        found = question.ask(part.name)
        whole = _whole(question, part, one_in)
        missing = unread(whole, question.total) if one_in == 1 else sampled(question)
        with_people = part.name in LISTED and one_in == 1
        return Panel(
            part.name,
            part.title,
            "bars",
            _columns(part, one_in),
            tuple(_row(question, part, row, whole, one_in) for row in found),
            whole,
            question.total,
            part.formula,
            (
                *missing,
                *(told_apart(question) if part.name == "sentiments" else ()),
                *part.notes,
                *(estimated(question) if with_people else ()),
                SAMPLE_NOTE,
                *common_notes(question),
            ),
            question.gaps,
            question.selection,
        )

    return panel


def _whole(question: Question, part: Part, one_in: int) -> int:
    """The denominator: posts read, posts drawn, or all."""
    if part.name in READ:
        return int(question.ask("read")[0][part.name])
    return int(question.ask("total_drawn")[0]["posts"]) if one_in > 1 else question.total


def _columns(part: Part, one_in: int) -> tuple[Column, ...]:
    """Accounts for lists, where they were all counted; else, in files, from one in how many posts it is
    estimated."""
    extra = [Column("people", Text("Accounts"))] * (part.name in LISTED)
    if one_in > 1:
        extra = [Column("one_in", Text("Estimated from 1 in"), hidden=True)]
    posts = Column("posts", Text("Posts"), estimated=one_in > 1)
    return columns_of(Column("label", part.label, "text"), posts, *extra, _SHARE)


def _row(question: Question, part: Part, found: dict[str, object], whole: int, one_in: int) -> Row:
    value, posts = str(found["label"]), int(str(found["posts"]))
    shown = f"#{value}" if part.name == "hashtags" else labels.label(part.filter, value)
    interval = wilson(min(posts, whole), whole)
    bounds = (interval.value, interval.low, interval.high) if interval else (None, None, None)
    extra = (one_in,) if one_in > 1 else (found["people"],) if part.name in LISTED else ()
    select = question.narrowed(part.filter, int(value) if part.name == "themes" else value)
    return Row((shown, posts * one_in, *extra, *bounds), select, _paint(part, value))


def _paint(part: Part, value: str) -> str:
    if part.name == "networks":
        return paints.of_networks([value])[value]
    return {"sentiments": paints.SENTIMENTS, "emotions": paints.EMOTIONS}.get(part.name, {}).get(
        value, "series-1"
    )


def authors(question: Question) -> Panel:
    """The accounts with most posts."""
    found = question.ask("authors")
    return Panel(
        "authors",
        Text("Who speaks most"),
        "bars",
        (
            Column("label", Text("Account"), "text"),
            Column("network", Text("Network"), "text"),
            Column("posts", Text("Posts")),
            Column("interactions", Text("Interactions")),
            Column("followers", Text("Followers")),
        ),
        tuple(
            Row(
                (
                    f"@{row['author']}",
                    labels.network(row["network"]),
                    row["posts"],
                    row["interactions"],
                    row["followers"],
                ),
                question.narrowed("authors", f"{row['network']}:{row['author'].lower()}"),
                "series-1",
            )
            for row in found
        ),
        sum(row["posts"] for row in found),
        question.total,
        Text(
            "Posts of the account in the selection; interactions are likes, reposts, replies and "
            "quotes as last "
            "observed; the 15 with most posts."
        ),
        (
            Text("Most posts is not most heard, and followers are the size of an audience, not influence."),
            *_chosen(question),
            *uncounted(question),
            *common_notes(question),
        ),
        question.gaps,
        question.selection,
    )


def _chosen(question: Question) -> list[Text | str]:
    """That the accounts were looked for in a sample."""
    if question.one_in == 1:
        return []
    number = question.one_in
    return [
        Text(
            "The accounts were chosen in a sample of 1 in {number} posts; their figures are exact.",
            number=number,
        )
    ]


def hours(question: Question) -> Panel:
    """Posts by day and hour of the week."""
    counts = {(row["day"], row["hour"]): row["posts"] for row in question.ask("hours")}
    rows = tuple(
        Row(
            (str(labels.WEEKDAYS[day]), hour, counts.get((day, hour), 0)),
            question.narrowed("hours", day * 24 + hour),
        )
        for day in range(7)
        for hour in range(24)
    )
    total = sum(counts.values())
    notes: list[Text | str] = []
    if question.weeks < 4:
        weeks = labels.number(question.weeks, 1)
        notes.append(Text("Only {weeks} weeks: a loud day looks like a habit.", weeks=weeks))
    return Panel(
        "hours",
        Text("Hours of the week"),
        "heat",
        (
            Column("day", Text("Day"), "text"),
            Column("hour", Text("Hour"), "hour"),
            Column("posts", Text("Posts")),
        ),
        rows,
        total,
        total,
        Text(
            "Posts of the selection in each hour of the week, on the clock of {zone}.",
            zone=question.selection.zone,
        ),
        (*notes, *common_notes(question)),
        question.gaps,
        question.selection,
    )
