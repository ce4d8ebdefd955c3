"""The page of the models: what each learned from, how good it is, where not to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.posts.api import store
from tertulia.understand import words
from tertulia.understand.adapting.api import Lesson, active
from tertulia.understand.api import model_version
from tertulia.understand.cards import Card, Part, cards
from tertulia.understand.corrected import Corrected, corrected
from tertulia.understand.showing import Change, changes_of

_WITH = {"intents": ("needs_reply",)}  # corrected by itself, read with the others


@dataclass(frozen=True)
class Percent:
    """A label and a figure of it, in percent."""

    label: Text
    value: float


@dataclass(frozen=True)
class ShownPart:
    """A set that a task was measured on by itself: figures in percent."""

    name: Text
    texts: int
    macro_f1: float
    low: float
    high: float
    calibration_error: float
    labels: list[Percent]


@dataclass(frozen=True)
class Shown:
    """A card as the page shows it: figures in percent."""

    card: Card
    languages: list[Text]
    macro_f1: float
    low: float
    high: float
    accuracy: float
    calibration_error: float
    sure: float
    labels: list[Percent]
    parts: list[ShownPart]


@dataclass(frozen=True)
class ShownHere:
    """What people of the workspace said of a task's readings, and what a lesson made of it: per group of
    languages its macro-F1 before and after, in percent."""

    name: Text
    words: int
    confirmed: int
    changes: list[Change]
    taught: list[tuple[str, float, float]]


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The cards, task by task."""
    ordered = sorted(cards(), key=lambda card: list(words.LANGUAGES).index(card.languages[0]))
    here, lesson = corrected(store()), active(Home.of().models)
    tasks = [
        (
            words.TASKS[task],
            words.LIMITS[task],
            [_shown(card) for card in ordered if card.task == task],
            [_here(here[name], lesson) for name in (task, *_WITH.get(task, ())) if name in here],
        )
        for task in words.TASKS
    ]
    context = {"tasks": tasks, "version": model_version(), "lesson": lesson}
    return render(request, "understand/models.html", context)


def _here(given: Corrected, lesson: Lesson | None) -> ShownHere:
    taught = [
        (words.GROUPS[each.lang], 100 * each.before.macro_f1.value, 100 * each.after.macro_f1.value)
        for each in (lesson.tasks if lesson else ())
        if each.task == given.task and each.kept and each.before and each.after
    ]
    named = [(str(group), before, after) for group, before, after in taught]
    name = words.TASKS_CORRECTED[given.task]
    return ShownHere(name, given.words, given.confirmed, changes_of(given), named)


def _shown(card: Card) -> Shown:
    return Shown(
        card,
        [words.LANGUAGES[code] for code in card.languages],
        100 * card.macro_f1,
        100 * card.macro_f1_low,
        100 * card.macro_f1_high,
        100 * card.accuracy,
        100 * card.calibration_error,
        100 * card.sure,
        _percents(card.f1),
        [_shown_part(part) for part in card.parts],
    )


def _shown_part(part: Part) -> ShownPart:
    return ShownPart(
        words.PARTS[part.name],
        part.texts,
        100 * part.macro_f1,
        100 * part.macro_f1_low,
        100 * part.macro_f1_high,
        100 * part.calibration_error,
        _percents(part.f1),
    )


def _percents(f1: dict[str, float]) -> list[Percent]:
    return [Percent(words.LABELS[label], 100 * value) for label, value in f1.items()]
