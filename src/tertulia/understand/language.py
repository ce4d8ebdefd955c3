"""Which language a text is in: py3langid's naive Bayes over byte sequences, run in batches by compiled code.

The automaton and its likelihoods are py3langid's (automaton.py). Ours are the list of languages, closed
around those that communities here speak, a prior on each, and what a network declares of a post, taken as one
more piece of evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.unicode_tables import text_buffers
from tertulia.understand.automaton import automaton
from tertulia.understand.language_kernel import score

HOME_LANGUAGES = ("es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de")
# Recognised so as not to be taken for one of ours; each is this much less likely before a word is read.
# fmt: off
FOREIGN_LANGUAGES = (
    "nl", "pl", "ro", "tr", "sv", "da", "no", "fi", "cs", "hu", "id", "vi", "ru", "uk",
    "bg", "sr", "el", "ar", "fa", "he", "hi", "bn", "ur", "th", "ja", "zh", "ko",
)
# fmt: on
FOREIGN_PRIOR = 0.02
PRIORS = {"es": 1.5, "en": 0.7, "gl": 0.5, "eu": 0.5}
LEAST = 0.3  # below it a language is not named: fewer than half of such texts were told right
UNKNOWN, WORDLESS = -1, -2
DECLARED_WEIGHT = 8.0  # how many times likelier the language that the network declares
LANGUAGES = HOME_LANGUAGES + FOREIGN_LANGUAGES
NOISE = r"https?://\S+|www\.\S+|[@#][\pL\pN_.]+|&\w+;"


@dataclass(frozen=True)
class Languages:
    """For each text the index in `names` of its language, UNKNOWN or WORDLESS (emoji without any letter),
    and the probability of it."""

    names: tuple[str, ...]
    best: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float32]

    def as_array(self) -> pa.Array:
        return pa.array(self.names).take(pa.array(self.best, mask=self.best < 0))


def languages_of(texts: pa.Array, declared: pa.Array | None = None) -> Languages:
    """The language of each text; `declared` are ISO 639 codes (region ignored) or null."""
    cleaned = pc.replace_substring_regex(texts.cast(pa.large_string()).fill_null(""), NOISE, " ")
    cleaned = pc.if_else(pc.utf8_is_upper(cleaned), pc.utf8_lower(cleaned), cleaned)
    data, offsets = text_buffers(pc.utf8_normalize(cleaned, "NFC"))
    scores, known = score(data, offsets, *automaton().arrays)
    lettered = pc.match_substring_regex(cleaned, r"\pL").to_numpy(zero_copy_only=False)
    said = _columns_of(declared, LANGUAGES, len(texts))
    scores += np.log(_prior(LANGUAGES))
    scores[said >= 0, said[said >= 0]] += np.log(DECLARED_WEIGHT)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = np.where(known & lettered, powers.argmax(axis=1), said)
    probability = np.take_along_axis(powers, best[:, None], axis=1)[:, 0] / powers.sum(axis=1)
    best = np.where(probability < LEAST, UNKNOWN, best)
    best = np.where(lettered | (said >= 0), best, np.where(_pictured(cleaned), WORDLESS, UNKNOWN))
    return Languages(LANGUAGES, best, probability.astype(np.float32))


def _pictured(texts: pa.Array) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(texts, r"\p{So}|[:;=]['-]?[()D]|<3")
    return np.asarray(found.to_numpy(zero_copy_only=False))


def _prior(languages: tuple[str, ...]) -> npt.NDArray[np.float32]:
    weights = [PRIORS.get(name, 1.0 if name in HOME_LANGUAGES else FOREIGN_PRIOR) for name in languages]
    return np.array(weights, np.float32)


def _columns_of(declared: pa.Array | None, languages: tuple[str, ...], texts: int) -> npt.NDArray[np.int64]:
    """The column of each declared language, -1 where there is none or not one of ours."""
    if declared is None or declared.null_count == texts:
        return np.full(texts, -1)
    codes = pc.utf8_slice_codeunits(pc.utf8_lower(declared.cast(pa.large_string())), 0, 2)
    found = pc.index_in(codes, pa.array(languages, pa.large_string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), np.int64)
