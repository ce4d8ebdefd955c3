"""Model cards: what each model of a task learned from, how good it is, and where it must not be trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertulia.understand.fitting import Fitted
    from tertulia.understand.recipes import Recipe

PARTS = {"main": "learned from and measured on", "extra": "helps", "emoji": "its emoji alone"}
CARDS = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class Source:
    """A set that a model learned from."""

    name: str
    origin: str
    licence: str
    cite: str
    lang: str
    part: str  # "main": cross-validated; "extra": helps; "emoji": only its emoji are learned from


@dataclass(frozen=True)
class Card:
    """A task of a model: figures come from cross-validation over the main sets, intervals are 95 %
    bootstrap."""

    model: str
    task: str
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    sources: tuple[Source, ...]
    texts: int
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    accuracy: float
    calibration_error: float
    sure: float  # share of texts that get a label
    f1: dict[str, float]
    thresholds: dict[str, float]


@cache
def cards() -> tuple[Card, ...]:
    """The cards of the shipped models."""
    return tuple(_read(path) for path in sorted(CARDS.glob("*.json")))


def _read(path: Path) -> Card:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    content["sources"] = tuple(Source(**source) for source in content["sources"])
    for name in ("languages", "labels"):
        content[name] = tuple(content[name])
    return Card(**content)


def write_cards(folder: Path, fitted: list[Fitted], docs: Path | None) -> None:
    """Write each task's card as JSON, and as a page under `docs`."""
    from dataclasses import asdict

    folder.mkdir(parents=True, exist_ok=True)
    for task in fitted:
        card = card_of(task)
        name = f"{card.model}-{card.task}"
        (folder / f"{name}.json").write_text(
            json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        if docs:
            docs.mkdir(parents=True, exist_ok=True)
            (docs / f"{name}.md").write_text(as_markdown(card), "utf-8")


def card_of(fitted: Fitted) -> Card:
    """Figures of a fitted task from its held-out probabilities."""
    import numpy as np

    from tertulia.understand import figures
    from tertulia.understand.corpora import CORPORA
    from tertulia.understand.decisions import decide, one_hot

    recipe, truth = fitted.recipe, fitted.truth
    said = decide(fitted.held_out, fitted.thresholds, recipe.exclusive)
    low, high = figures.interval(figures.macro_f1, truth, said)
    truths, sayings = (one_hot(labels, len(recipe.labels)) for labels in (truth, said))
    occurs: list[bool] = np.any(truths, axis=0).tolist()
    present = [label for label, there in zip(recipe.labels, occurs, strict=True) if there]
    sources = [CORPORA[name] for name in dict.fromkeys((*recipe.main, *recipe.extra, *recipe.pictures))]
    return Card(
        recipe.model,
        recipe.task,
        recipe.languages,
        recipe.labels,
        tuple(Source(c.name, c.origin, c.licence, c.cite, c.lang, _part(recipe, c.name)) for c in sources),
        len(truth),
        _round(figures.macro_f1(truth, said)),
        _round(low),
        _round(high),
        _round(figures.accuracy(truth, said)),
        _round(_ece(fitted)),
        _round(float((fitted.held_out.max(axis=1) >= fitted.least).mean()) if recipe.exclusive else 1.0),
        {
            label: _round(float(f1))
            for label, f1 in zip(present, figures.f1_by_label(truths, sayings), strict=True)
        },
        {label: _round(float(cut)) for label, cut in zip(recipe.labels, fitted.thresholds, strict=True)},
    )


def _part(recipe: Recipe, name: str) -> str:
    if name in recipe.main:
        return "main"
    return "extra" if name in recipe.extra else "emoji"


def _ece(fitted: Fitted) -> float:
    from tertulia.understand.figures import calibration_error

    if fitted.recipe.exclusive:
        return calibration_error(fitted.held_out.max(axis=1), fitted.held_out.argmax(axis=1) == fitted.truth)
    columns = range(fitted.truth.shape[1])
    errors = [calibration_error(fitted.held_out[:, k], fitted.truth[:, k] == 1) for k in columns]
    return sum(errors) / len(errors)


def _round(value: float) -> float:
    return round(value, 4)


def as_markdown(card: Card) -> str:
    """The card as a page."""
    sets = "\n".join(
        f"| {s.name} | {s.origin} | {s.licence} | {PARTS[s.part]} | {s.cite} |" for s in card.sources
    )
    labels = "\n".join(f"| {label} | {100 * f1:.1f} |" for label, f1 in card.f1.items())
    return f"""# {card.model}: {card.task}

Languages: {", ".join(card.languages)}. Labels: {", ".join(card.labels)}.

{_figures(card)}

| label | F1 |
|---|---|
{labels}

## What it learned from
| set | content | licence | part | cite |
|---|---|---|---|---|
{sets}

## Limits
Logistic regression on hashed words and characters: it reads what words say, not what is meant. Texts unlike
those above (another trade, another country, much longer) are read worse; check it on your own posts before
you lean on it.
"""


def _figures(card: Card) -> str:
    low, high = 100 * card.macro_f1_low, 100 * card.macro_f1_high
    error = 100 * card.calibration_error
    return f"""Macro-F1 **{100 * card.macro_f1:.1f}** (95 % interval {low:.1f} to {high:.1f}), accuracy
{100 * card.accuracy:.1f}, expected calibration error {error:.1f} %, from {card.texts:,} texts
that the model had not seen (cross-validation). Calibration and thresholds were fitted on the same held-out
scores, which flatters the figures a little. A label is given to {100 * card.sure:.0f} % of the texts; for the
rest the answer is "not sure"."""
