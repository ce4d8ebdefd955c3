"""Intents of a batch: what patterns find and what the model of speech acts adds, with probabilities."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.folding import fold_array
from tertulia.posts.schema import INTENTS
from tertulia.understand.rules.intents import LANGUAGES, rules

LEAST = 0.5  # an intent is given from this probability
OTHER = len(INTENTS) - 1
ACTS_TRUST = (
    0.9  # share of the speech acts model's probability that counts: it saw few requests and suggestions
)


def intents_of(
    texts: pa.Array, languages: pa.Array, acts: dict[str, npt.NDArray[np.float32]]
) -> npt.NDArray[np.float32]:
    """(texts, len(INTENTS)) probabilities; rows in other languages are zero. `acts` gives an intent's
    probability by the model for each text (0 where it has none)."""
    found = np.zeros((len(texts), len(INTENTS)), np.float32)
    for language in LANGUAGES:
        rows = np.flatnonzero(
            pc.fill_null(pc.equal(languages, language), False).to_numpy(zero_copy_only=False)
        )
        if len(rows):
            folded = pc.replace_substring(fold_array(texts.take(pa.array(rows))), "’", "'")
            for intent, hits, probability in _matches(folded, language):
                column = INTENTS.index(intent)
                found[rows[hits], column] = np.maximum(found[rows[hits], column], probability)
    for intent, modelled in acts.items():
        column = INTENTS.index(intent)
        found[:, column] = 1 - (1 - found[:, column]) * (1 - ACTS_TRUST * modelled)
    return _rest(found, languages)


def _matches(folded: pa.Array, language: str) -> Iterator[tuple[str, npt.NDArray[np.int64], float]]:
    for rule in rules(language):
        hit = pc.match_substring_regex(folded, rule.pattern)
        if rule.unless:
            hit = pc.and_not(hit, pc.match_substring_regex(folded, rule.unless))
        yield rule.intent, np.flatnonzero(hit.to_numpy(zero_copy_only=False)), rule.probability


def _rest(found: npt.NDArray[np.float32], languages: pa.Array) -> npt.NDArray[np.float32]:
    """A text after nothing else is "other", as surely as nothing else was found."""
    ours = pc.fill_null(pc.is_in(languages, pa.array(LANGUAGES)), False).to_numpy(zero_copy_only=False)
    found[:, OTHER] = np.where(ours, 1 - found[:, :-1].max(axis=1), 0)
    return found


def as_lists(found: npt.NDArray[np.float32], known: npt.NDArray[np.bool_]) -> tuple[pa.Array, pa.Array]:
    """The intents that reach LEAST, the likeliest first, or else "other", with their probabilities; null
    where the language is not ours."""
    names: list[list[str] | None] = []
    values: list[list[float] | None] = []
    for row, ours in zip(found, known, strict=True):
        if not ours:
            names.append(None)
            values.append(None)
            continue
        chosen = [k for k in np.argsort(-row[:-1], kind="stable") if row[k] >= LEAST] or [OTHER]
        names.append([INTENTS[k] for k in chosen])
        values.append([float(row[k]) for k in chosen])
    return pa.array(names, pa.list_(pa.string())), pa.array(values, pa.list_(pa.float32()))
