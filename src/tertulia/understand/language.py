"""Which language a text is in: py3langid's naive Bayes over byte sequences, run in batches by compiled code.

The automaton and its table are py3langid's (BSD-3-Clause). Ours are the list of languages, closed around those that
communities here speak, a prior on each, and what a network declares of a post, taken as one more piece of evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from tertulia.understand.vectoriser import utf8

HOME_LANGUAGES = ("es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de")
# Recognised so as not to be taken for one of ours; each is this much less likely before a word is read.
FOREIGN_LANGUAGES = tuple(
    "nl pl ro tr sv da no fi cs hu id vi ru uk bg sr el ar fa he hi bn ur th ja zh ko".split()
)
FOREIGN_PRIOR = 0.02
PRIORS = {"es": 2.0, "en": 2.0, "gl": 0.5, "eu": 0.5}
DECLARED_WEIGHT = 8.0  # how many times likelier the language that the network declares
LONGEST = 2_000  # bytes read of one text
NOISE = r"https?://\S+|www\.\S+|[@#][\pL\pN_.]+|&\w+;"


@dataclass(frozen=True)
class Automaton:
    """`moves[rows[state] * 256 + byte]` is the next state, `output[state]` the feature it completes or -1."""

    moves: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.int64]
    output: npt.NDArray[np.int32]
    table: npt.NDArray[np.float32]  # (features, languages): log-likelihoods
    prior: npt.NDArray[np.float32]
    languages: tuple[str, ...]


@cache
def automaton() -> Automaton:
    """py3langid's model, cut down to our languages; read once in a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    languages = HOME_LANGUAGES + FOREIGN_LANGUAGES
    columns = [model.nb_classes.index(language) for language in languages]
    return Automaton(
        np.frombuffer(model.tk_nextmove, f"u{model.tk_nextmove.itemsize}").astype(np.uint32),
        np.frombuffer(model.tk_row, f"u{model.tk_row.itemsize}").astype(np.int64),
        np.array(model.tk_output, np.int32),
        np.ascontiguousarray(model.nb_ptc[:, columns]).astype(np.float32),
        model.nb_pc[columns].astype(np.float32),
        languages,
    )


@dataclass(frozen=True)
class Languages:
    """For each text the index in `names` of its language (-1: it has no words) and the probability of it."""

    names: tuple[str, ...]
    best: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float32]

    def as_array(self) -> pa.Array:
        return pa.array(self.names).take(pa.array(self.best, mask=self.best < 0))


def languages_of(texts: pa.Array, declared: pa.Array | None = None) -> Languages:
    """The language of each text; `declared` are ISO 639 codes (region ignored) or null."""
    model = automaton()
    cleaned = pc.replace_substring_regex(texts.cast(pa.large_string()).fill_null(""), NOISE, " ")
    cleaned = pc.if_else(pc.utf8_is_upper(cleaned), pc.utf8_lower(cleaned), cleaned)
    data, offsets = utf8(pc.utf8_normalize(cleaned, "NFC"))
    scores, seen = _score(data, offsets, model.moves, model.rows, model.output, model.table, model.prior)
    scores += _log_prior(model.languages, declared, len(texts))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = powers.argmax(axis=1)
    probability = powers.max(axis=1) / powers.sum(axis=1)
    return Languages(model.languages, np.where(seen, best, -1), probability.astype(np.float32))


def _log_prior(languages: tuple[str, ...], declared: pa.Array | None, texts: int) -> npt.NDArray[np.float32]:
    base = [PRIORS.get(name, 1.0 if name in HOME_LANGUAGES else FOREIGN_PRIOR) for name in languages]
    prior = np.tile(np.log(np.array(base, np.float32)), (texts, 1))
    if declared is not None and declared.null_count < texts:
        codes = pc.utf8_slice_codeunits(pc.utf8_lower(declared.cast(pa.large_string())), 0, 2)
        column = pc.fill_null(pc.index_in(codes, pa.array(languages, pa.large_string())), -1).to_numpy(
            zero_copy_only=False
        )
        rows = np.flatnonzero(column >= 0)
        prior[rows, column[rows]] += np.log(DECLARED_WEIGHT)
    return prior


@njit(cache=True)
def _score(data, offsets, moves, rows, output, table, prior):  # type: ignore[no-untyped-def]
    """Scores of each language, divided by the root of the length as py3langid does, and whether a feature was seen."""
    texts, languages = len(offsets) - 1, len(prior)
    scores, seen = np.zeros((texts, languages), np.float32), np.zeros(texts, np.bool_)
    counts, found = np.zeros(len(table), np.int32), np.empty(LONGEST, np.int32)
    for text in range(texts):
        start = offsets[text]
        end = min(offsets[text + 1], start + LONGEST)
        state, distinct = 0, 0
        for at in range(start, end):
            state = moves[(rows[state] << 8) + data[at]]
            feature = output[state]
            if feature >= 0:
                if counts[feature] == 0:
                    found[distinct] = feature
                    distinct += 1
                counts[feature] += 1
        if distinct:
            seen[text] = True
            for i in range(distinct):
                weight = np.float32(np.log1p(np.float32(counts[found[i]])))
                counts[found[i]] = 0
                for language in range(languages):
                    scores[text, language] += weight * table[found[i], language]
            sharpness = np.float32(1 / np.sqrt(max(end - start, 1)))
            for language in range(languages):
                scores[text, language] = (scores[text, language] + prior[language]) * sharpness
    return scores, seen
