"""The one vectoriser of all tasks: texts in, sparse binary features out, each a slot of one hashed space.

The features of a text are its words and pairs of words (with marks for hashtags, for words under a negation
and for shouting) and the two to five characters in a row within its words. Training and reading call the same
function.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertulia.posts.unicode_tables import text_buffers
from tertulia.understand.alphabet import alphabet
from tertulia.understand.vectoriser_kernel import hash_chars, vectorise_buffers

NEGATIONS = (
    "no not nunca jamas nadie ni sin tampoco never nobody nor without cannot cant dont doesnt didnt isnt "
    "wasnt wont aint nao nem non pas jamais rien ne nicht kein keine nie mai"
)


@dataclass(frozen=True)
class Features:
    """The slots of each text: words and marks in `slots[starts[i]:middles[i]]`, characters to `starts[i +
    1]`.

    A slot stands at most once in a text.
    """

    slots: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    middles: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.middles)


def vectorise(texts: pa.Array | pa.ChunkedArray) -> Features:
    """The features of each text; null and empty texts have none."""
    data, bounds = text_buffers(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts)
    tables = alphabet()
    return Features(*vectorise_buffers(data, bounds, tables.folded, tables.kind, tables.upper, negations()))


@cache
def negations() -> npt.NDArray[np.uint64]:
    """The hashes of the words that negate, sorted."""
    words = [np.array([ord(c) for c in word], dtype=np.int32) for word in NEGATIONS.split()]
    return np.sort(np.array([hash_chars(word, 0, len(word)) for word in words], dtype=np.uint64))


def as_matrix(features: Features, words: float, columns: npt.NDArray[np.int32], width: int) -> Any:
    """The features as a SciPy CSR matrix of `width` columns for training: `columns[slot]` is a slot's column,
    -1 to leave it out.

    A text's words weigh `words` together (Euclidean norm), its characters 1, whatever its length.
    """
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    texts = len(features)
    owner = np.repeat(np.arange(texts), np.diff(features.starts))
    place = np.arange(len(features.slots))
    is_word = place < features.middles[owner]
    word_count = features.middles - features.starts[:-1]
    weights = np.where(
        is_word,
        words / np.sqrt(np.maximum(word_count, 1))[owner],
        1 / np.sqrt(np.maximum(features.starts[1:] - features.middles, 1))[owner],
    )
    column = columns[features.slots]
    kept = column >= 0
    return csr_matrix((weights[kept].astype(np.float32), (owner[kept], column[kept])), shape=(texts, width))
