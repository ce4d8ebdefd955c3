"""The words of a post that say what is asked: stems, and the things they name in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from unicodedata import normalize

from tertulia.posts.folding import fold
from tertulia.understand.themes.words import stop_words as theme_stop_words

LEAST = 3  # letters of a word that says something
_NOISE = re.compile(r"https?://\S+|www\.\S+|@[\w.\-]+|&[a-z]+;")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
# Endings of Spanish and English together: which language a short post is in is not sure enough.
_ENDINGS = (
    "s es as os a o e ar er ir ando iendo ado ada ados adas ido ida idos idas an en on amos emos imos is "
    "ais eis aba aban ia ian ara aran aste asteis are arme arse arlo erme ction cion ciones mente ing ed ers "
    "ly y ies"
)
_LONGEST_FIRST = tuple(sorted(_ENDINGS.split(), key=lambda ending: (-len(ending), ending)))
_STEM = 4  # letters that are left at least
_PHRASE = 4  # words at most
LESS = 0.4  # what a word of time or manner tells, against a thing


@dataclass(frozen=True)
class Things:
    """The things of words.txt by number: of words, of stems, of phrases; and those that tell less."""

    words: dict[str, tuple[int, ...]]
    stems: dict[str, tuple[int, ...]]
    phrases: dict[tuple[str, ...], int]
    less: frozenset[int]

    def of(self, word: str) -> tuple[int, ...]:
        """The things that a folded word may name, none where it is not listed."""
        return self.words.get(word) or self.stems.get(stem(word), ())


def tokens(text: str) -> list[str]:
    """The words, folded, without addresses and handles."""
    plain = _NOISE.sub(" ", normalize("NFC", text).lower()).replace("'", "").replace("’", "")
    return [_folded(word) for word in _WORD.findall(plain)]


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return word if word.isascii() else fold(word)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What is left without its longest ending."""
    for ending in _LONGEST_FIRST:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@cache
def stop_words() -> frozenset[str]:
    """The list beside this file and that of themes."""
    own = chain.from_iterable(line.split() for line in _lines("stop_words.txt"))
    return theme_stop_words() | frozenset(own)


@cache
def things() -> Things:
    """The list beside this file, read."""
    words: dict[str, list[int]] = {}
    stems: dict[str, list[int]] = {}
    phrases: dict[tuple[str, ...], int] = {}
    less = set()
    for number, line in enumerate(_lines("words.txt")):
        if line.startswith("~"):
            less.add(number)
        for word in map(fold, line.lstrip("~ ").split()):
            if "_" in word:
                phrases[tuple(word.split("_"))] = number
                continue
            for table, key in ((words, word), (stems, stem(word))):
                if number not in table.setdefault(key, []):
                    table[key].append(number)
    return Things(_frozen(words), _frozen(stems), phrases, frozenset(less))


def phrases_in(words: list[str]) -> Iterator[int]:
    """The things that phrases name, the longest at each place."""
    known = things().phrases
    for at in range(len(words)):
        for length in range(min(_PHRASE, len(words) - at), 1, -1):
            if (number := known.get(tuple(words[at : at + length]))) is not None:
                yield number
                break


def _frozen(table: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(numbers) for key, numbers in table.items()}


def _lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
