"""Prints how good the shipped models are, beside what others published: `python -m
tertulia.understand.evaluate`.

Ours come from cross-validation over the training and development splits; the others' from official
test splits, so that only differences well beyond the interval mean anything.
"""

from __future__ import annotations

import argparse

from tertulia.understand.cards import Card, cards

# (model, task): what others reached, in points of macro-F1, on the test split of the same set.
PUBLISHED: dict[tuple[str, str], str] = {
    ("es", "sentiment"): "UMSAB test: FastText 50.1, XLM-R 65.9, XLM-T 68.5",
    ("en", "sentiment"): "UMSAB test: FastText 50.9, XLM-R 68.2, XLM-T 70.6",
    (
        "other",
        "sentiment",
    ): "UMSAB test, XLM-T: pt 76.0, fr 71.2, it 70.9, de 77.3; FastText: 55.1, 54.8, 54.7, 59.6",
    ("en", "emotion"): "GoEmotions, Ekman grouping, test: BERT 64 (Demszky et al.)",
}


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args(words)
    print(table(cards()))  # noqa: T201
    return 0


def table(all_cards: tuple[Card, ...]) -> str:
    """A Markdown table of the cards."""
    head = "| model | task | texts | macro-F1 | 95 % interval | accuracy | calibration error | published |\n"
    return head + "|---|---|---|---|---|---|---|---|\n" + "\n".join(map(_row, all_cards))


def _row(card: Card) -> str:
    figures = f"{100 * card.macro_f1:.1f} | {100 * card.macro_f1_low:.1f}-{100 * card.macro_f1_high:.1f}"
    return (
        f"| {card.model} | {card.task} | {card.texts:,} | {figures} | {100 * card.accuracy:.1f} "
        f"| {100 * card.calibration_error:.1f} | {PUBLISHED.get((card.model, card.task), '')} |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
