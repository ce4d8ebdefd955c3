"""What posts are about, taken from their words: things named, accounts addressed, hashtags, sites.

A word counts as a thing where people put articles, possessives or "of" before it, as one does before nouns in
Spanish and English alike; words that only say how something is liked are no subjects.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal
from unicodedata import normalize

from tertulia.posts.folding import fold
from tertulia.understand.themes.words import singular, stop_words

Kind = Literal["term", "name", "hashtag", "account", "theme", "site"]
KINDS: tuple[Kind, ...] = ("term", "name", "hashtag", "account", "theme", "site")
LEAST_NOUN = 0.3  # share of a word's uses that stand behind a word of _BEFORE
LEAST_CAPITAL = 0.6  # share of a name's uses in the middle of a sentence that are written large
_LEAST_USES = 3
_FIXED = 0.5
_DETERMINERS = (
    "el la los las un una unos unas del al este esta estos estas ese esa esos esas mi mis tu tus su sus "
    "nuestro nuestra nuestros nuestras vuestro vuestra the a an this these those my your his her our their "
    "its"
)
_ARTICLES = frozenset(_DETERMINERS.split())
_BEFORE = _ARTICLES | {"de", "con", "sin", "of", "with", "without", "in", "some", "any", "every", "each"}
_ENDINGS = (
    "ar",
    "er",
    "ir",
    "arse",
    "erse",
    "irse",
    "arlo",
    "ando",
    "iendo",
    "ing",
)  # of verbs, after "de" too
_LINKS = frozenset({"de", "del", "of"})
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#][\w.\-]+|&[a-z]+;")
_TOKEN = re.compile(r"[^\W\d_]+|[.!?:\n¡¿\"“«]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Subject:
    """Something that posts are about: `key` compares, `label` is how people write it."""

    kind: Kind
    key: str
    label: str


@dataclass(frozen=True)
class Told:
    """What the subjects of a post are taken from; `addressed` are handles it answers or names, without @."""

    text: str
    hashtags: Sequence[str] = ()
    addressed: Sequence[str] = ()
    sites: Sequence[str] = ()
    theme: str | None = None


@cache
def opinions() -> frozenset[str]:
    """The list beside this file."""
    lines = (Path(__file__).parent / "opinions.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def subjects_of(told: Sequence[Told], opinionated: frozenset[str] = frozenset()) -> list[set[Subject]]:
    """The subjects of each post. `opinionated` are more words that say only how something is liked."""
    tokens = [_TOKEN.findall(_NOISE.sub(" . ", normalize("NFC", post.text))) for post in told]
    folded = [[fold(token) for token in text] for text in tokens]
    lexicon = Lexicon(tokens, folded, opinions() | opinionated)
    spelled = _spellings(told)
    return [{*lexicon.things(number), *_marked(post, spelled)} for number, post in enumerate(told)]


def words_alone(told: Sequence[Told]) -> list[str]:
    """The words of the posts, as written, that may be things: to be asked of the sentiment model alone."""
    uses = Counter(word.lower() for post in told for word in set(_WORD.findall(_NOISE.sub(" ", post.text))))
    return sorted(word for word, times in uses.items() if times >= _LEAST_USES and len(word) > 2)


class Lexicon:
    """How the words of some posts are used: which are things, which are names, which stand together."""

    def __init__(self, tokens: list[list[str]], folded: list[list[str]], opinionated: frozenset[str]) -> None:
        self._tokens, self._folded, self._opinions = tokens, folded, opinionated
        self._uses: Counter[str] = Counter()
        self._noun: Counter[str] = Counter()
        self._middle: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._pairs_seen: Counter[tuple[str, str]] = Counter()
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        for text, plain in zip(tokens, folded, strict=True):
            self._count(text, plain)
        self._things = {word for word in self._uses if self._is_thing(word)}
        self._names = {word for word in self._uses if self._is_name(word)}
        self._known = self._things | self._names

    def _count(self, text: list[str], plain: list[str]) -> None:
        self._pairs_seen.update(pairwise(plain))
        before = "."
        loud = sum(token.isupper() for token in text if len(token) > 2) * 2 > len(text)
        for token, word in zip(text, plain, strict=True):
            self._uses[word] += 1
            self._noun[word] += before in (_ARTICLES if word.endswith(_ENDINGS) else _BEFORE)
            if before.isalpha() and not loud:
                self._middle[word] += 1
                self._large[word] += token[0].isupper()
            self._written[word][token] += 1
            before = word

    def _is_thing(self, word: str) -> bool:
        return self._says(word) and self._noun[word] >= LEAST_NOUN * self._uses[word]

    def _says(self, word: str) -> bool:
        return (
            len(word) > 2
            and self._uses[word] >= _LEAST_USES
            and word not in stop_words()
            and word not in self._opinions
            and singular(word, self._uses) not in self._opinions
        )

    def _is_name(self, word: str) -> bool:
        return (
            self._says(word)
            and self._middle[word] >= _LEAST_USES
            and self._large[word] >= LEAST_CAPITAL * self._middle[word]
        )

    def things(self, number: int) -> Iterator[Subject]:
        """The terms, pairs of them, and names in a text."""
        plain = self._folded[number]
        for word in set(plain):
            if word in self._names:
                yield Subject("name", word, self._spelling(word))
            elif word in self._things:
                key = singular(word, self._uses)
                yield Subject("term", key, self._spelling(key).lower())
        yield from self._pairs(plain)

    def _pairs(self, plain: list[str]) -> Iterator[Subject]:
        """Two words side by side, or joined by "de" or "of", of which the first is a thing."""
        joined = zip(plain, plain[1:], plain[2:], strict=False)
        found = {(one, two): f" {link} " for one, link, two in joined if link in _LINKS}
        found |= {pair: " " for pair in pairwise(plain) if self._stands_together(*pair)}
        for (one, two), link in found.items():
            if one != two and self._says(one) and self._says(two) and one in self._known:
                small = not {one, two} <= self._names
                label = f"{self._spelling(one)}{link}{self._spelling(two)}"
                kind: Kind = "term" if small else "name"
                yield Subject(kind, f"{one}{link}{two}", label.lower() if small else label)

    def _stands_together(self, one: str, two: str) -> bool:
        """Whether the second is a thing too, or hardly stands elsewhere ("aire acondicionado")."""
        return two in self._known or (
            one in self._things and self._pairs_seen[one, two] >= _FIXED * self._uses[two]
        )

    def _spelling(self, word: str) -> str:
        written = self._written.get(word)
        return max(written, key=lambda form: (written[form], form)) if written else word


def _spellings(told: Iterable[Told]) -> dict[str, str]:
    """How each hashtag is mostly written, by its folded form."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for post in told:
        for tag in post.hashtags:
            written[fold(tag)][tag] += 1
    return {
        key: max(forms, key=lambda form: (forms[form], form.swapcase())) for key, forms in written.items()
    }


def _marked(post: Told, spelled: dict[str, str]) -> Iterator[Subject]:
    """What a post marks by itself: hashtags, accounts, sites, and its theme."""
    for tag in {fold(tag) for tag in post.hashtags}:
        yield Subject("hashtag", tag, f"#{spelled[tag]}")
    for handle in {handle.lower() for handle in post.addressed}:
        yield Subject("account", handle, f"@{handle}")
    for site in set(post.sites):
        yield Subject("site", site, site)
    if post.theme:
        yield Subject("theme", post.theme, post.theme)
