"""The page of the models: what each learned from, how good it is, where not to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tertulia.i18n import Text
from tertulia.understand import words
from tertulia.understand.cards import Card, Part, cards
from tertulia.understand.models import model_version


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


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The cards, task by task."""
    ordered = sorted(cards(), key=lambda card: list(words.LANGUAGES).index(card.languages[0]))
    tasks = [
        (words.TASKS[task], words.LIMITS[task], [_shown(card) for card in ordered if card.task == task])
        for task in words.TASKS
    ]
    return render(request, "understand/models.html", {"tasks": tasks, "version": model_version()})


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
