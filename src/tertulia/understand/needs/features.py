"""Posts as numbers whose products say how alike what they ask is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tertulia.understand.needs.vectors import Floats, vectors
from tertulia.understand.needs.words import LEAST, LESS, phrases_in, stem, stop_words, things, tokens

MEANING = 0.15  # of the likeness, what the words' directions give; the rest is words in common
RARE, RAREST, COMMON = 2.5, 4.5, 0.5  # the weight of a word that few posts have, at most: of a few hundred
# posts, and of the largest sets, where few posts are fewer; of one that all have, at least
_GRAM, _GRAMS = 4, 0.35  # letters in a row, and what they weigh against their word: for slips of the pen
UNLISTED = 0.7  # what a word that is not in words.txt tells, against one that is
ENOUGH = 1.5  # what a post must tell to be taken at its word: one or two common words make nothing alike
_PHRASE = 1.3  # a phrase is surer than a word
_MOST = 1.5  # of one thing, however often it is said
_USUAL, _STEP, _USUAL_LEAST = 2.5, 3.0, 0.3  # words of everyday talk tell less


@dataclass(frozen=True)
class Features:
    """`words` (posts, words) sparse and `meaning` (posts, dimensions), scaled so that the sum of their
    products is the likeness of two posts, 0 to 1."""

    words: Any
    meaning: Floats

    def __len__(self) -> int:
        return int(self.words.shape[0])


def features(texts: Sequence[str]) -> Features:
    """What the posts ask; a post of which no word tells anything is like no other."""
    said = [tokens(text) for text in texts]
    stops = stop_words()
    stems = [[stem(word) for word in words if len(word) >= LEAST and word not in stops] for words in said]
    known = vectors()
    meaning = np.stack([known.direction(each) for each in stems]) if stems else np.zeros((0, 1), np.float32)
    rows = [told(words) for words in said]
    lengths = np.array([sum(value**2 for value in row.values()) ** 0.5 for row in rows], np.float32)
    sure = np.minimum(lengths / ENOUGH, 1)
    return Features(_matrix(rows, sure), meaning * sure[:, None] * np.float32(MEANING**0.5))


def told(words: list[str]) -> dict[str, float]:
    """What the words name and how much each tells: things, else stems and their letters."""
    found: Counter[str] = Counter()
    listed, stops = things(), stop_words()
    for number in phrases_in(words):
        _add_thing(found, number, _PHRASE)
    for word in words:
        if word in stops or len(word) < LEAST:
            continue
        if numbers := listed.of(word):
            for number in numbers:
                _add_thing(found, number, 1 / len(numbers))
        else:
            _add_word(found, word)
    return {name: min(value, _MOST) for name, value in found.items()}


def _add_thing(found: Counter[str], number: int, weight: float) -> None:
    found[f"thing {number}"] += weight * (LESS if number in things().less else 1.0)  # type: ignore[assignment]


def _add_word(found: Counter[str], word: str) -> None:
    known = vectors()
    row = known.rows.get(stem(word))
    usual = 1.0 if row is None else min(max((known.rarity[row] - _USUAL) / _STEP, _USUAL_LEAST), 1.0)
    found[f"stem {stem(word)}"] += UNLISTED * float(usual)  # type: ignore[assignment]
    framed = f"<{word}>"
    grams = [framed[at : at + _GRAM] for at in range(len(framed) - _GRAM + 1)] if len(word) > _GRAM else []
    for gram in grams:
        found[f"gram {gram}"] += UNLISTED * _GRAMS / len(grams) ** 0.5


def _matrix(rows: list[dict[str, float]], sure: Floats) -> Any:
    """(posts, words), each row as long as its share of the likeness asks for, times how sure it is."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    columns: dict[str, int] = {}
    numbers = [[columns.setdefault(name, len(columns)) for name in row] for row in rows]
    values = np.array([value for row in rows for value in row.values()], np.float32)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    places = np.array([number for row in numbers for number in row], np.int64)
    uses = np.bincount(places, minlength=len(columns))
    most = min(max(np.log(len(rows) + 1) / 2, RARE), RAREST)
    rarity = np.clip(np.log((len(rows) + 1) / (uses + 0.5)), COMMON, most).astype(np.float32)
    values = values * rarity[places]
    of_row = np.repeat(np.arange(len(rows)), np.diff(starts))
    lengths = np.sqrt(np.bincount(of_row, values**2, len(rows)))
    values = values / np.maximum(lengths[of_row], 1e-9) * sure[of_row] * (1 - MEANING) ** 0.5
    shape = (len(rows), max(len(columns), 1))
    return csr_matrix((values.astype(np.float32), places, starts), shape)
