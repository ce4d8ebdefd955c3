"""The words of posts as numbers: links, handles and words that say nothing left out, plurals with their
singular."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from tertulia.posts.folding import fold

Ints = npt.NDArray[np.int64]
_NOISE = re.compile(r"https?://\S+|www\.\S+|@[\w.\-]+|&[a-z]+;|\S+…$")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Words:
    """The words of texts: `of[starts[i]:starts[i + 1]]` are the numbers of text i's words in their order;
    `folded[number]` is the word, `written[number]` how people mostly write it."""

    of: Ints
    starts: Ints
    folded: tuple[str, ...]
    written: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, number: int) -> Ints:
        """The words of a text."""
        return self.of[self.starts[number] : self.starts[number + 1]]


@cache
def stop_words() -> frozenset[str]:
    """The list beside this file."""
    lines = (Path(__file__).parent / "stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(chain.from_iterable(line.split() for line in lines if not line.startswith("#")))


def words_of(texts: Sequence[str]) -> Words:
    """The words of the texts, in their order."""
    told = [_WORD.findall(_NOISE.sub(" ", normalize("NFC", text).lower())) for text in texts]
    forms = Counter(chain.from_iterable(told))
    numbers, folded, written = _numbered(forms)
    of = np.fromiter((number for words in told for word in words if (number := numbers[word]) >= 0), np.int64)
    lengths = [sum(1 for word in words if numbers[word] >= 0) for words in told]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return Words(of, starts, tuple(folded), tuple(written))


def _numbered(forms: Counter[str]) -> tuple[dict[str, int], list[str], list[str]]:
    """Each form's number (-1: says nothing), the folded word of each number, and its commonest form."""
    folds = {form: form if form.isascii() else fold(form) for form in forms}
    uses: Counter[str] = Counter()
    for form, times in forms.items():
        uses[folds[form]] += times
    numbers: dict[str, int] = {}
    of_fold: dict[str, int] = {}
    folded: list[str] = []
    written: list[str] = []
    for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0])):
        word = singular(folds[form], uses)
        if folds[form] in stop_words() or word in stop_words():
            numbers[form] = -1
            continue
        if word not in of_fold:
            of_fold[word] = len(folded)
            folded.append(word)
            written.append(form)
        numbers[form] = of_fold[word]
    return numbers, folded, written


def singular(word: str, uses: Counter[str]) -> str:
    """The singular of a plural in -s or -es, if these texts have it too: no dictionary, whatever the
    language."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    for stem in (word[:-1], word[:-2] if word.endswith("es") else ""):
        if len(stem) > 2 and uses.get(stem, 0) * 5 >= uses[word]:
            return stem
    return word
