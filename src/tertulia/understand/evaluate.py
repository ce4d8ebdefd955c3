"""Prints how good the shipped models are, beside what others published: `python -m
tertulia.understand.evaluate`.

Ours come from cross-validation over the training and development splits; the others' from official
test splits, so that only differences well beyond the interval mean anything.
"""

from __future__ import annotations

import argparse

import numpy as np

from tertulia.understand.agreement import alpha
from tertulia.understand.cards import Card, Part, cards
from tertulia.understand.labelled import ASKED, Labelled, labelled

# (model, task): what others reached, in points of macro-F1, on the test split of the same set.
PUBLISHED: dict[tuple[str, str], str] = {
    ("es", "sentiment"): "UMSAB test: FastText 50.1, XLM-R 65.9, XLM-T 68.5",
    ("en", "sentiment"): "UMSAB test: FastText 50.9, XLM-R 68.2, XLM-T 70.6",
    (
        "other",
        "sentiment",
    ): "UMSAB test, XLM-T: pt 76.0, fr 71.2, it 70.9, de 77.3; FastText: 55.1, 54.8, 54.7, 59.6",
}


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args(words)
    print(table(cards()))  # noqa: T201
    print(f"\n{agreement()}")  # noqa: T201
    return 0


def table(all_cards: tuple[Card, ...]) -> str:
    """A Markdown table of the cards."""
    head = "| model | task | texts | macro-F1 | 95 % interval | accuracy | calibration error | published |\n"
    return (
        head
        + "|---|---|---|---|---|---|---|---|\n"
        + "\n".join(line for card in all_cards for line in _rows(card))
    )


def agreement() -> str:
    """A Markdown table: how many posts have each intent, and how far the two passes agree on it."""
    posts = labelled()
    ways = ("random", "enriched", "clean")
    groups = [posts, *([post for post in posts if post.how == how] for how in ways)]
    head = "| intent | posts | Spanish | alpha | of the random | of the enriched | of the clean |\n"
    rule = "|---|---|---|---|---|---|---|\n"
    return head + rule + "\n".join(_agreement(groups, k) for k in range(len(ASKED)))


def _agreement(groups: list[list[Labelled]], k: int) -> str:
    having = [post for post in groups[0] if post.final[k]]
    spanish = sum(post.lang == "es" for post in having)
    figures = (alpha(np.array([[p.first[k], p.second[k]] for p in some])) for some in groups)
    shown = " | ".join("-" if np.isnan(figure) else f"{figure:.2f}" for figure in figures)
    return f"| {ASKED[k]} | {len(having)} | {spanish} | {shown} |"


def _rows(card: Card) -> list[str]:
    return [_row(card), *(_part_row(card, part) for part in card.parts)]


def _part_row(card: Card, part: Part) -> str:
    figures = f"{100 * part.macro_f1:.1f} | {100 * part.macro_f1_low:.1f}-{100 * part.macro_f1_high:.1f}"
    return (
        f"| {card.model} | {card.task}: {part.name} | {part.texts:,} | {figures} | "
        f"| {100 * part.calibration_error:.1f} |  |"
    )


def _row(card: Card) -> str:
    figures = f"{100 * card.macro_f1:.1f} | {100 * card.macro_f1_low:.1f}-{100 * card.macro_f1_high:.1f}"
    return (
        f"| {card.model} | {card.task} | {card.texts:,} | {figures} | {100 * card.accuracy:.1f} "
        f"| {100 * card.calibration_error:.1f} | {PUBLISHED.get((card.model, card.task), '')} |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
