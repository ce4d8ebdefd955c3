"""What a theme is called: the words that tell its posts from those of the others, and posts that show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertulia.understand.themes.model import NONE, Assigned
from tertulia.understand.themes.words import Words

NAMED_BY = 3
EXAMPLES = 3
_TELLING = 6  # words from which a text shows what a theme is about; fewer are less of an example


def names(words: Words, assigned: Assigned, themes: int) -> list[tuple[str, ...]]:
    """For each theme its most distinctive words as people write them, by c-TF-IDF (Grootendorst 2022): how
    often a word stands in the theme, times the log of how seldom in all themes."""
    text = np.repeat(assigned.theme, np.diff(words.starts))
    size = len(words.folded)
    inside = np.zeros((themes, size))
    for theme in range(themes):
        inside[theme] = np.bincount(words.of[text == theme], minlength=size)
    mean = inside.sum() / max(themes, 1)
    weight = np.log1p(mean / np.maximum(inside.sum(axis=0), 1))
    share = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
    return [_top(words, row) for row in share * weight]


def _top(words: Words, row: np.ndarray) -> tuple[str, ...]:
    order = np.argsort(-row, kind="stable")[:NAMED_BY]
    return tuple(words.written[number] for number in order if row[number] > 0)


def examples(
    words: Words, assigned: Assigned, theme: int, people: Sequence[object], alike: Sequence[int]
) -> list[int]:
    """The texts that are most the theme's, each by another person and none the near-duplicate of another
    (`alike`: each text's group)."""
    mine = np.flatnonzero(assigned.theme == theme) if theme != NONE else np.zeros(0, np.int64)
    worth = assigned.strength[mine] * np.minimum(np.diff(words.starts)[mine], _TELLING)
    chosen: list[int] = []
    seen: set[object] = set()
    for text in mine[np.argsort(-worth, kind="stable")].tolist():
        marks = {("person", people[text]), ("text", int(alike[text]))}
        if not marks & seen:
            chosen.append(text)
            seen |= marks
        if len(chosen) == EXAMPLES:
            break
    return chosen
