"""Model cards: what each model of a task learned from, how good it is, and where it must not be trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertulia.understand.figures import Floats, Ints
    from tertulia.understand.fitting import Fitted
    from tertulia.understand.recipes import Recipe

HEADINGS = {
    "random": "Of these, the posts drawn at random",
    "elsewhere": "Posts to airlines, town halls and a help desk, from which nothing was learned",
    "clean": "Others of the same five sets, measured once, after all was settled",
}
PARTS = {
    "main": "learned from and measured on",
    "akin": "learned from",
    "extra": "helps",
    "adviser": "advises",
    "emoji": "its emoji alone",
}
CARDS = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class Source:
    """A set that a model learned from."""

    name: str
    origin: str
    licence: str
    cite: str
    lang: str
    part: str  # "main": cross-validated; "akin": learned from like those; "extra": helps; "adviser": a model
    # of it is heard; "emoji": only its emoji are learned from


@dataclass(frozen=True)
class Part:
    """Figures on a set by itself: labels that too few of its texts have are in `f1`, not in `macro_f1`."""

    name: str  # of HEADINGS
    texts: int
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    calibration_error: float
    f1: dict[str, float]
    having: dict[str, int]  # texts with each label


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
    parts: tuple[Part, ...]  # measured besides
    rare: tuple[str, ...]  # labels that too few texts have to count in macro-F1


@cache
def cards() -> tuple[Card, ...]:
    """The cards of the shipped models."""
    return tuple(_read(path) for path in sorted(CARDS.glob("*.json")))


def _read(path: Path) -> Card:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    content["sources"] = tuple(Source(**source) for source in content["sources"])
    content["parts"] = tuple(Part(**part) for part in content["parts"])
    for name in ("languages", "labels", "rare"):
        content[name] = tuple(content[name])
    return Card(**content)


def write_cards(folder: Path, fitted: list[Fitted], parts: list[list[Part]], docs: Path | None) -> None:
    """Write each task's card as JSON, and as a page under `docs`."""
    from dataclasses import asdict

    folder.mkdir(parents=True, exist_ok=True)
    for task, measured in zip(fitted, parts, strict=True):
        card = card_of(task, measured)
        name = f"{card.model}-{card.task}"
        (folder / f"{name}.json").write_text(
            json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        if docs:
            docs.mkdir(parents=True, exist_ok=True)
            (docs / f"{name}.md").write_text(as_markdown(card), "utf-8")


def card_of(fitted: Fitted, parts: list[Part]) -> Card:
    """Figures of a fitted task from its held-out probabilities."""
    import numpy as np

    from tertulia.understand import figures
    from tertulia.understand.corpora import CORPORA
    from tertulia.understand.decisions import decide

    recipe, truth = fitted.recipe, fitted.truth
    said = decide(fitted.held_out, fitted.thresholds, recipe.exclusive, recipe.rest)
    whole = part_of(fitted, "", truth, fitted.held_out)
    sources = [CORPORA[name] for name in recipe.sources]
    counted = slice(0, recipe.counted)
    shown = (truth, said) if recipe.exclusive else (truth[:, counted], said[:, counted])
    sure = np.mean(fitted.held_out.max(axis=1) >= fitted.least) if recipe.exclusive else 1.0
    return Card(
        recipe.model,
        recipe.task,
        recipe.languages,
        recipe.labels,
        tuple(Source(c.name, c.origin, c.licence, c.cite, c.lang, _part(recipe, c.name)) for c in sources),
        len(truth),
        whole.macro_f1,
        whole.macro_f1_low,
        whole.macro_f1_high,
        _round(figures.accuracy(*shown)),
        whole.calibration_error,
        _round(float(sure)),
        whole.f1,
        {label: _round(float(cut)) for label, cut in zip(recipe.labels, fitted.thresholds, strict=True)},
        tuple(parts),
        tuple(label for label, count in whole.having.items() if 0 < count < recipe.enough),
    )


def part_of(fitted: Fitted, name: str, truth: Ints, probability: Floats) -> Part:
    """Figures from the probabilities of texts with known labels."""
    from tertulia.understand import figures
    from tertulia.understand.decisions import decide, one_hot

    recipe = fitted.recipe
    said = decide(probability, fitted.thresholds, recipe.exclusive, recipe.rest)
    truths, sayings = (one_hot(labels, len(recipe.labels)) for labels in (truth, said))
    having = dict(zip(recipe.labels, truths.sum(axis=0).tolist(), strict=True))
    counted = [k for k, label in enumerate(recipe.labels[: recipe.counted]) if having[label] >= recipe.enough]
    low, high = figures.interval(figures.macro_f1, truths[:, counted], sayings[:, counted])
    present = [label for label in recipe.labels if having[label]]
    f1 = zip(present, figures.f1_by_label(truths, sayings), strict=True)
    return Part(
        name,
        len(truth),
        _round(figures.macro_f1(truths[:, counted], sayings[:, counted])),
        _round(low),
        _round(high),
        _round(_ece(recipe, truth, probability)),
        {label: _round(float(value)) for label, value in f1},
        having,
    )


def _part(recipe: Recipe, name: str) -> str:
    if name in recipe.main:
        return "main"
    if name in recipe.akin:
        return "akin"
    if any(name in adviser.sets for adviser in recipe.advisers):
        return "adviser"
    return "extra" if name in recipe.extra else "emoji"


def _ece(recipe: Recipe, truth: Ints, probability: Floats) -> float:
    from tertulia.understand.figures import calibration_error

    if recipe.exclusive:
        return calibration_error(probability.max(axis=1), probability.argmax(axis=1) == truth)
    errors = [calibration_error(probability[:, k], truth[:, k] == 1) for k in range(truth.shape[1])]
    return sum(errors) / len(errors)


def _round(value: float) -> float:
    return round(value, 4)


def as_markdown(card: Card) -> str:
    """The card as a page."""
    sets = "\n".join(
        f"| {s.name} | {s.origin} | {s.licence} | {PARTS[s.part]} | {s.cite} |" for s in card.sources
    )
    labels = "\n".join(f"| {label} | {100 * f1:.1f} |" for label, f1 in card.f1.items())
    parts = "".join(map(_part_as_markdown, card.parts))
    return f"""# {card.model}: {card.task}

Languages: {", ".join(card.languages)}. Labels: {", ".join(card.labels)}.

{_figures(card)}

| label | F1 |
|---|---|
{labels}
{_of_rare(card)}{parts}
## What it learned from
| set | content | licence | part | cite |
|---|---|---|---|---|
{sets}

## Limits
Logistic regression on hashed words and characters: it reads what words say, not what is meant. Texts unlike
those above (another trade, another country, much longer) are read worse; check it on your own posts before
you lean on it.
"""


def _of_rare(card: Card) -> str:
    return f"\nToo rare to count in macro-F1: {', '.join(card.rare)}.\n" if card.rare else ""


def _part_as_markdown(part: Part) -> str:
    rows = "\n".join(f"| {label} | {part.having[label]} | {100 * f1:.1f} |" for label, f1 in part.f1.items())
    low, high = 100 * part.macro_f1_low, 100 * part.macro_f1_high
    return f"""
## {HEADINGS[part.name]}
{part.texts:,} texts, macro-F1 **{100 * part.macro_f1:.1f}** (95 % interval {low:.1f} to {high:.1f}) over
the labels that at least ten of them have, expected calibration error {100 * part.calibration_error:.1f} %.

| label | texts | F1 |
|---|---|---|
{rows}
"""


def _figures(card: Card) -> str:
    low, high = 100 * card.macro_f1_low, 100 * card.macro_f1_high
    error = 100 * card.calibration_error
    return f"""Macro-F1 **{100 * card.macro_f1:.1f}** (95 % interval {low:.1f} to {high:.1f}), accuracy
{100 * card.accuracy:.1f}, expected calibration error {error:.1f} %, from {card.texts:,} texts
that the model had not seen (cross-validation). Calibration and thresholds were fitted on the same held-out
scores, which flatters the figures a little. A label is given to {100 * card.sure:.0f} % of the texts; for the
rest the answer is "not sure"."""
