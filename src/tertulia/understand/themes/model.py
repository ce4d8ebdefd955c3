"""A set of themes as it is kept, and which theme a post belongs to. NumPy is all that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertulia.understand.themes.words import Ints, Words

NONE = -1
LEAST_STRENGTH = 0.08  # likeness (cosine) below which a post has too little of any theme
LEAST_SHARE = 0.3  # of its likeness to all themes that the closest must have
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Themes:
    """`terms[i]` are the folded words of theme i with their weights (their squares add up to 1); `rarity` is
    how much a word tells (the log of how few posts have it), of all words that the themes were found in."""

    terms: tuple[Mapping[str, float], ...]
    rarity: Mapping[str, float]

    def __len__(self) -> int:
        return len(self.terms)


@dataclass(frozen=True)
class Assigned:
    """For each text its theme (NONE: none of them clearly), and its likeness to it (cosine, 0 to 1)."""

    theme: Ints
    strength: Floats


def assign(words: Words, themes: Themes) -> Assigned:
    """The theme of each text, by the cosine of its words, weighted by rarity, with the themes'."""
    if not len(themes):
        return Assigned(np.full(len(words), NONE), np.zeros(len(words), np.float32))
    likeness = likenesses(words, themes)
    best = likeness.argmax(axis=1)
    strength = likeness[np.arange(len(words)), best]
    share = strength / np.maximum(likeness.sum(axis=1), 1e-9)
    told = (strength >= LEAST_STRENGTH) & (share >= LEAST_SHARE)
    return Assigned(np.where(told, best, NONE), strength.astype(np.float32))


def likenesses(words: Words, themes: Themes) -> Floats:
    """(texts, themes): the cosine of each text with each theme."""
    known = [_known(word, themes.rarity) for word in words.folded]
    rarity = np.array([themes.rarity.get(word, 0.0) for word in known], np.float32)
    text, word = _once(words)
    length = np.sqrt(np.bincount(text, rarity[word] ** 2, len(words)))
    found = np.zeros((len(words), len(themes)), np.float32)
    for number, terms in enumerate(themes.terms):
        weight = rarity * np.array([terms.get(name, 0.0) for name in known], np.float32)
        found[:, number] = np.bincount(text, weight[word], len(words))
    return np.asarray(found / np.maximum(length, 1e-9)[:, None], np.float32)


def _once(words: Words) -> tuple[Ints, Ints]:
    """Each word of each text once: the texts, and their words."""
    text = np.repeat(np.arange(len(words)), np.diff(words.starts))
    return np.divmod(np.unique(text * len(words.folded) + words.of), max(len(words.folded), 1))


def _known(word: str, rarity: Mapping[str, float]) -> str:
    """The word as the themes know it: its singular where they have only that."""
    if word in rarity or not word.endswith("s"):
        return word
    return next((stem for stem in (word[:-1], word[:-2]) if stem in rarity), word)


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike the words of two themes are, 0 to 1."""
    return float(sum(weight * other.get(word, 0.0) for word, weight in one.items()))


def counts(assigned: Assigned, themes: int, people: Sequence[object]) -> list[tuple[int, int]]:
    """(posts, distinct people) of each theme."""
    writers: list[set[object]] = [set() for _ in range(themes)]
    for theme, person in zip(assigned.theme.tolist(), people, strict=True):
        if theme != NONE:
            writers[theme].add(person)
    posts = np.bincount(assigned.theme[assigned.theme != NONE], minlength=themes)
    return [(int(number), len(found)) for number, found in zip(posts, writers, strict=True)]
