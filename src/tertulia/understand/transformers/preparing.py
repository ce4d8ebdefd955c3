"""Texts as a model saw them when it learned: handles, addresses, emoji and laughter written its way.

`tweets` is what XLM-T asks for (Barbieri, Espinosa Anke and Camacho-Collados 2022); `pysentimiento` what the
models of that library ask for (Pérez et al. 2021; its `preprocess_tweet`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

STYLES = ("plain", "tweets", "pysentimiento")
_USER = re.compile(r"@\w+")
_ADDRESS = re.compile(r"https?://\S+")
_HASHTAG = re.compile(r"\B#(\w*[^\W\d_]\w*)")
_CAPITALS = re.compile(r"([A-Z]+)")
_REPEATED = re.compile(r"(.)\1{3,}")
_DROPPED = dict.fromkeys(map(ord, "~£¥©°´¶·º×–—‘’•…™●"))
_CHANGED = {ord(quote): '"' for quote in "¨«»“”"} | {ord("‼"): "!", ord("€"): "$"}
_LAUGHTER = {"es": (re.compile("[ja][ja]+aj[ja]+"), "jaja"), "en": (re.compile("[ha][ha]+ah[ha]+"), "haha")}
_MARKS = {"es": ("@usuario", "url"), "en": ("@USER", "HTTPURL")}


def preparer(style: str, lang: str) -> Callable[[str], str]:
    """The function that writes a text in the style; `lang` is that of the model, "" for several."""
    if style == "tweets":
        return _as_tweet
    if style == "pysentimiento":
        return lambda text: _as_pysentimiento(text, lang if lang in _MARKS else "en")
    return str


def style_of(words: Callable[[str], int | None]) -> str:
    """The style that a vocabulary shows by its marks; `words` gives a word's number, None if unknown."""
    if any(words(mark) is not None for mark in ("@usuario", "HTTPURL")):
        return "pysentimiento"
    return "tweets"


def _as_tweet(text: str) -> str:
    return _ADDRESS.sub("http", _USER.sub("@user", text))


def _as_pysentimiento(text: str, lang: str) -> str:
    from emoji import demojize

    user, address = _MARKS[lang]
    text = _ADDRESS.sub(address, _USER.sub(user, _HASHTAG.sub(_spelled, text)))
    text = _REPEATED.sub(r"\1\1\1", text.translate(_DROPPED | _CHANGED))
    text = re.sub(r"\|([^|]+)\|", _worded, demojize(text, language=lang, delimiters=("|", "|")))
    laughter, laugh = _LAUGHTER[lang]
    return laughter.sub(laugh, text).strip()


def _spelled(match: re.Match[str]) -> str:
    """ "#FeriaDeAbril" as "hashtag feria de abril"."""
    words = _CAPITALS.sub(r" \1", match[1]).strip().lower()
    return f"hashtag {words}"


def _worded(match: re.Match[str]) -> str:
    """An emoji by its name, between marks."""
    return f" emoji {match[1].replace('_', ' ')} emoji "
