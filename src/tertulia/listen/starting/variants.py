"""The ways in which people write the name of an organisation, as terms of a search.

Case and accents fold in searches already; a term without accents finds both spellings, so that is how names
are written here (ñ stays: it is a letter of its own). A word also finds the hashtag and handle of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlsplit

from tertulia.i18n import Text
from tertulia.listen.query.api import parse
from tertulia.posts.folding import fold

MOST_WORDS = 10
_WORDS = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_CAMEL = re.compile(r"(?<=[a-zñáéíóúü])(?=[A-ZÑÁÉÍÓÚÜ])")
_LEGAL = re.compile(
    r"[\s,]+(?:s\.?\s?l\.?\s?u?\.?|s\.?\s?a\.?\s?u?\.?|s\.?\s?coop\.?|s\.?\s?l\.?\s?l\.?|inc\.?|ltd\.?|llc|gmbh|plc)$",
    re.IGNORECASE,
)
# Words that join others: they make no initial.
SMALL = frozenset(
    (
        "a",
        "al",
        "and",
        "d",
        "da",
        "das",
        "de",
        "del",
        "do",
        "dos",
        "e",
        "el",
        "en",
        "for",
        "i",
        "in",
        "l",
        "la",
        "las",
        "lo",
        "los",
        "o",
        "of",
        "para",
        "por",
        "the",
        "u",
        "un",
        "una",
        "y",
    )
)
ARTICLES = frozenset(("el", "la", "los", "las", "lo", "a", "o", "os", "as", "els", "les", "the"))
# What people write for the long word at the head of a name.
SHORT = {
    "ayuntamiento": ("ayto",),
    "ajuntament": ("ajt", "ayuntamiento"),
    "concello": ("ayuntamiento",),
    "universidad": ("univ", "uni"),
    "universitat": ("univ", "uni"),
    "asociacion": ("asoc",),
    "associacio": ("assoc",),
    "fundacion": ("fund",),
    "diputacion": ("dipu",),
    "university": ("univ", "uni"),
    "association": ("assoc",),
    "foundation": ("fdn",),
}
# Ends of addresses that are words as well, in Spanish, English or a language of Spain.
WORDS_TOO = frozenset(
    [
        *("al", "am", "as", "at", "be", "cat", "de", "do", "es", "in", "info", "is", "it", "la", "me"),
        *("mi", "net", "no", "pro", "se", "si", "so", "to", "tu", "us"),
    ]
)
_MIDDLE = {"&": ("", "y", "and", "e"), "+": ("", "y", "plus")}


@dataclass(frozen=True)
class Variant:
    """A term of a search and why it is there; one that is not `sure` may find others' posts too."""

    term: str
    why: Text
    sure: bool = True


def variants(name: str, site: str = "", handles: Iterable[str] = ()) -> list[Variant]:
    """Every way to name the organisation, the plainest first; none twice. [] for a name without letters."""
    found: dict[str, Variant] = {}
    for variant in (*_of_name(name), *_of_site(site), *_of_handles(handles)):
        found.setdefault(variant.term, variant)
    return list(found.values())


def search_of(found: Sequence[Variant]) -> str:
    """The search for all that are sure; "" where there are none."""
    return " OR ".join(variant.term for variant in found if variant.sure)


def words_search(words: str) -> str:
    """The search for any of some words or phrases, parted by commas or lines: of the sector, of a topic.

    >>> words_search("café de especialidad, tostador*")
    '"cafe de especialidad" OR tostador*'
    """
    terms = [_term(re.findall(r"#?\w+\*?", fold(part))[:MOST_WORDS]) for part in re.split(r"[,;\n]", words)]
    return " OR ".join(dict.fromkeys(term for term in terms if term and parse(term).tree is not None))


def host_of(site: str) -> str:
    """The host of an address as people say it, without www; "" for what is no address."""
    given = site.strip() if "//" in site else f"//{site.strip()}"
    try:
        host = urlsplit(given).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def _of_name(name: str) -> Iterator[Variant]:
    plain = _LEGAL.sub("", " ".join(name.split()))
    for words in _spellings(plain):
        yield Variant(_term(words), Text("the name as it is written, with or without accents"))
    words = next(iter(_spellings(plain)), [])
    yield from _shortened(words)
    if len(words) > 1:
        yield from _joined(words)
        yield from _without_enye(words)
        yield from _initials(plain)
        yield from _without_article(words)


def _spellings(name: str) -> Iterator[list[str]]:
    """The words of the name; once more where capitals part a joined one, and for each way to say “&”."""
    for spaced in dict.fromkeys((name, _CAMEL.sub(" ", name))):
        parts = [_MIDDLE.get(part, (part,)) for part in re.split(r"\s*([&+])\s*", spaced)]
        for chosen in product(*parts):
            words = _WORDS.findall(fold(" ".join(chosen)))[:MOST_WORDS]
            if words:
                yield words


def _term(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f'"{" ".join(words)}"' if words else ""


def _shortened(words: list[str]) -> Iterator[Variant]:
    if len(words) < 2:
        return
    why = Text("“{long}” as people shorten it", long=words[0])
    own = [word for word in words[1:] if word not in SMALL]
    for short in SHORT.get(words[0], ()):
        yield Variant(_term([short, *words[1:]]), why)
        if own:
            yield Variant("".join([short, *own]), why)


def _joined(words: list[str]) -> Iterator[Variant]:
    """As hashtags and handles are written."""
    why = Text("in one word, as in hashtags and handles")
    yield Variant("".join(words), why)
    own = [word for word in words if word not in SMALL]
    if len(own) > 1:
        yield Variant("".join(own), why)
    if len(words) <= 3:
        yield Variant("_".join(words), why)


def _without_enye(words: list[str]) -> Iterator[Variant]:
    if any("ñ" in word for word in words):
        why = Text("without ñ, as keyboards and handles have it")
        plain = [word.replace("ñ", "n") for word in words]
        yield Variant(_term(plain), why)
        yield Variant("".join(plain), why)


def _initials(name: str) -> Iterator[Variant]:
    words = [word for word in _WORDS.findall(name) if fold(word) not in SMALL]
    letters = "".join(fold(word)[0] for word in words).upper()
    if 3 <= len(letters) <= 6:
        yield Variant(f"{{{letters}}}", Text("its initials, in capitals; others may share them"), sure=False)


def _without_article(words: list[str]) -> Iterator[Variant]:
    if words[0] in ARTICLES:
        why = Text("without the article; it may be an ordinary word")
        yield Variant(_term(words[1:]), why, sure=False)


def _of_site(site: str) -> Iterator[Variant]:
    """Posts that show the address; only after www or https where it ends in a word: “zaragoza es”."""
    words = re.findall(r"\w+", host_of(site).lower())
    if not words or words[-1].isdecimal():
        return
    why = Text("the address of the site")
    for lead in ("www", "https") if words[-1] in WORDS_TOO else ("",):
        yield Variant(_term([lead, *words] if lead else words), why)


def _of_handles(handles: Iterable[str]) -> Iterator[Variant]:
    for handle in handles:
        name = handle.strip().lstrip("@").lower()
        if re.fullmatch(r"[\w.@-]+", name):
            yield Variant(f"@{name}", Text("its account"))
