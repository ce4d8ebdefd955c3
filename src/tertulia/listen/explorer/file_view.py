"""What is kept of a post, in the words and drawings of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import COUNTERS, card, is_web, local
from tertulia.listen.explorer.posts import PostFile

_TASKS = {
    "sentiment": (Text("Sentiment"), labels.SENTIMENTS, ("negative", "neutral", "positive")),
    "emotion": (
        Text("Emotion"),
        labels.EMOTIONS,
        ("anger", "disgust", "fear", "joy", "sadness", "surprise", "none"),
    ),
    "offensive": (Text("Offence"), labels.OFFENSES, ("none", "mild", "person", "group")),
    "intents": (Text("Intents"), labels.INTENTS, tuple(labels.INTENTS)),
    "needs_reply": (Text("Reply"), labels.NEEDS_REPLY, ("true", "false")),
}


@dataclass(frozen=True)
class Judgement:
    """One task of the reading: what counts, what the model said with which probability, who corrected it
    and when;
    and the values that a person may choose, with those that count ticked."""

    task: str
    label: str
    value: str
    model: str
    corrected: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Counter:
    """A counter: its newest value, and its course as the points of a small line ("" where it was seen
    once)."""

    label: str
    value: str
    course: SafeString
    seen: str


def file_context(file: PostFile, zone: str, monitors: Mapping[int, str]) -> dict[str, Any]:
    """What the page of a post shows, its thread apart."""
    post = file.post
    return {
        "card": card(post, zone),
        "post": post,
        "address": post["url"] if is_web(post["url"]) else "",
        "counters": [
            _counter(file, key, text, zone) for key, text in COUNTERS.items() if post[key] is not None
        ],
        "judgements": [_judgement(file, task, zone) for task in _TASKS],
        "language": labels.language(post["lang"]) if post["lang"] else "",
        "model": file.readings[0]["model"] if file.readings else "",
        "earlier": [
            (labels.moment(local(row["until"].replace(tzinfo=UTC), zone)), row["title"] or "", row["text"])
            for row in file.earlier
        ],
        "subjects": [_subject(row, monitors) for row in file.said if row["monitor"] in monitors],
        "monitors": [(number, monitors[number]) for number in file.monitors if number in monitors],
        "followers": labels.number(post["followers"]) if post["followers"] is not None else "",
    }


@dataclass(frozen=True)
class Subject:
    """What the post says of a monitor's subject: the sentiment ("" where not sure) with its word, and what
    the model said."""

    name: str
    sentiment: str
    value: str
    model: str


def _subject(row: Mapping[str, Any], monitors: Mapping[int, str]) -> Subject:
    sentiment = row["sentiment"] or ""
    word = str(labels.SENTIMENTS[sentiment]) if sentiment else str(Text("Not sure"))
    return Subject(monitors[row["monitor"]], sentiment, word, _likely(row, "sentiment"))


def _judgement(file: PostFile, task: str, zone: str) -> Judgement:
    label, texts, options = _TASKS[task]
    ticked = _ticked(file.post[task])
    words = ", ".join(str(texts[value]) for value in options if value in ticked)
    if not words:
        words = str(Text("None")) if file.post[task] is not None else str(Text("Not read"))
    return Judgement(
        task,
        str(label),
        words,
        _said(file, task),
        _corrected(file, task, zone),
        [(value, str(texts[value]), value in ticked) for value in options],
    )


def _ticked(present: Any) -> set[str | None]:
    """The value, or values, that count."""
    if isinstance(present, bool):
        return {str(present).lower()}
    return set(present) if isinstance(present, list) else {present}


def _said(file: PostFile, task: str) -> str:
    """What the model said: each class with its probability, the likeliest first."""
    if not file.readings:
        return ""
    reading = file.readings[0]
    if task == "intents":
        found = list(zip(reading["intents"] or [], reading["intents_p"] or [], strict=False))
    elif task == "offensive":
        return _share_of(Text("any offence"), reading["offensive_p"])
    elif task == "needs_reply":
        return _share_of(labels.NEEDS_REPLY["true"], reading["needs_reply_p"])
    else:
        return _likely(reading, task)
    return _listed(found, task)


def _likely(reading: Mapping[str, Any], task: str) -> str:
    return _listed([(name, reading.get(f"{name}_p")) for name in _TASKS[task][2]], task)


def _listed(found: list[tuple[str, float | None]], task: str) -> str:
    texts = _TASKS[task][1]
    likely = sorted(((p, name) for name, p in found if p is not None and name in texts), reverse=True)
    return " · ".join(f"{texts[name]} {labels.share(p, 0)}" for p, name in likely[:3])


def _share_of(text: Text, probability: float | None) -> str:
    return "" if probability is None else f"{text} {labels.share(probability, 0)}"


def _corrected(file: PostFile, task: str, zone: str) -> str:
    row = next((row for row in file.corrections if row["task"] == task), None)
    if row is None:
        return ""
    when = labels.moment(local(row["corrected_at"].replace(tzinfo=UTC), zone))
    return str(Text("Corrected by {person}, {when}", person=row["by_person"], when=when))


def _counter(file: PostFile, key: str, text: Text, zone: str) -> Counter:
    seen = [(row["observed_at"], row[key]) for row in file.observations if row[key] is not None]
    last = labels.moment(local(seen[-1][0].replace(tzinfo=UTC), zone)) if seen else ""
    return Counter(str(text), labels.number(file.post[key]), _spark(seen), last)


def _spark(seen: list[tuple[Any, int]]) -> SafeString:
    """The course of a counter from zero, in a box of 100 by 24."""
    if len(seen) < 2:
        return mark_safe("")
    first, last, most = seen[0][0], seen[-1][0], max(value for _, value in seen) or 1
    length = (last - first).total_seconds() or 1.0
    points = (
        f"{100 * (at - first).total_seconds() / length:.1f},{23 - 22 * value / most:.1f}"
        for at, value in seen
    )
    return mark_safe(" ".join(points))  # noqa: S308  (numbers only)
