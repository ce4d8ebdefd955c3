"""What patterns and marks say of a text, beside its words: a judge of intents weighs it (judging.py).

Evidence is one column for each intent with patterns (the probability of the surest that matches), one for
each mark (0 or 1), and, for what is no matter of weighing, one for each intent whose patterns match only
where it is refused ("thanks for nothing").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.folding import fold_array
from tertulia.posts.schema import INTENTS
from tertulia.understand.rules.intents import LANGUAGES, rules

PATTERNED = INTENTS[:-2]  # all but "information" and "other"
# Marks on folded text, as RE2.
MARKS = {
    "to an account": r"^\s*@",
    "names an account": r"@\w",
    "names three accounts": r"(?:@\w+\W*){3,}",
    "link": r"https?:|t\.co/",
    "ends in a link": r"https?:\S*\s*$",
    "asks": r"\?",
    "ends asking": r"\?\s*(?:https?:\S*\s*|[@#]\w+\s*)*$",
    "exclaims": "!",
    "hashtag": r"#\w",
    "retweet": r"^rt\b",
    "number": r"\d",
    "picture": r"[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}]",
}
LENGTHS = (40, 80, 140, 280)  # characters: shorter than each
WEIGHED = (*PATTERNED, *MARKS, *(f"shorter than {length}" for length in LENGTHS))
REFUSED = tuple(f"refuses {intent}" for intent in PATTERNED)
COLUMNS = (*WEIGHED, *REFUSED)


def evidence_of(texts: pa.Array, language: str) -> npt.NDArray[np.float32]:
    """(texts, COLUMNS) of texts in a language; all zero in one that has no patterns."""
    found = np.zeros((len(texts), len(COLUMNS)), np.float32)
    if language not in LANGUAGES:
        return found
    folded = pc.replace_substring(fold_array(texts), "’", "'")
    _patterns(folded, language, found)
    for column, pattern in enumerate(MARKS.values(), len(PATTERNED)):
        found[:, column] = pc.match_substring_regex(folded, pattern).to_numpy(zero_copy_only=False)
    size = pc.utf8_length(folded).to_numpy(zero_copy_only=False)
    for column, length in enumerate(LENGTHS, len(PATTERNED) + len(MARKS)):
        found[:, column] = size <= length
    return found


def _patterns(folded: pa.Array, language: str, found: npt.NDArray[np.float32]) -> None:
    for rule in rules(language):
        column = PATTERNED.index(rule.intent)
        hit = pc.match_substring_regex(folded, rule.pattern).to_numpy(zero_copy_only=False)
        if rule.unless:
            unless = pc.match_substring_regex(folded, rule.unless).to_numpy(zero_copy_only=False)
            found[hit & unless, len(WEIGHED) + column] = 1
            hit = hit & ~unless
        found[hit, column] = np.maximum(found[hit, column], rule.probability)
    found[:, len(WEIGHED) :] *= found[:, : len(PATTERNED)] == 0
