"""How each person writes: accents or none, opening marks or none, abbreviations, capitals, emoji, slips."""

from __future__ import annotations

import re
from random import Random

_KEPT = re.compile(r"(https?://\S+|[@#][\w.\-@]+)")
_FIRST = re.compile(r"^[¿¡«]?\w")
_BARE = str.maketrans("áéíóúüàèòÁÉÍÓÚ", "aeiouuaeoAEIOU")
_SHORT = {
    "que": "q",
    "porque": "xq",
    "también": "tb",
    "por qué": "xq",
    "para": "pa",
    "muy": "mu",
    "bien": "bn",
    "quiero": "kiero",
    "mucho": "mxo",
    "favor": "fa",
    "fin de semana": "finde",
    "estáis": "estais",
    "de verdad": "dvd",
}
_SHORT_PATTERN = re.compile(r"\b(" + "|".join(_SHORT) + r")\b")
_JOY = ("😍", "❤️", "👏", "🔥", "🥹", "💛", "✨", "🎶", "😊", "🙌", "🤩", "💃")
_ANGER = ("😡", "😤", "🙄", "🤦‍♀️", "🤬", "👎", "😒", "🤷")
_ASK = ("🙏", "🤔", "❓", "👀", "🙂")
_ENDINGS = ("", "", "", "", "!", "!!", "...", " jajaja", " jeje", "…", " 😅")
_LEADS = (
    "",
    "",
    "",
    "",
    "",
    "A ver, ",
    "Pues ",
    "Oye, ",
    "Mira, ",
    "Nada, que ",
    "Uf, ",
    "En fin, ",
    "Buah, ",
    "Bueno, ",
)
_NEIGHBOURS = {"a": "s", "e": "r", "o": "p", "i": "u", "n": "m", "s": "d", "t": "r", "l": "k", "c": "v"}
MOODS = {"joy": _JOY, "anger": _ANGER, "ask": _ASK}


def write(text: str, manner: str, mood: str, random: Random) -> str:
    """`text` as a person of that manner would type it; links, handles and tags stay whole."""
    text = _FIRST.sub(lambda match: match[0].upper(), text, count=1)
    if manner == "neat":
        return text
    if manner == "formal":
        return text if text.endswith((".", "?", "!", "…")) else f"{text}."
    if mood != "ask" and len(text) > 40 and random.random() < 0.25:
        text = _lead(text, random.choice(_LEADS))
    pieces = _KEPT.split(text)
    pieces[::2] = [_type(piece, manner, random) for piece in pieces[::2]]
    return _end("".join(pieces), manner, mood, random)


def _lead(text: str, lead: str) -> str:
    if not lead or text[:1] in '@#¿¡"«' or text[1:2].isupper():
        return text
    return lead + text[:1].lower() + text[1:]


def _type(piece: str, manner: str, random: Random) -> str:
    piece = piece.replace("¿", "").replace("¡", "")
    if manner == "lazy":
        piece = _SHORT_PATTERN.sub(lambda m: _SHORT[m[0]] if random.random() < 0.45 else m[0], piece)
        piece = piece.translate(_BARE).lower().replace(". ", random.choice((" ", ", ", ". ")))
        return _slip(piece, random) if random.random() < 0.25 else piece
    if manner == "loud" and random.random() < 0.45:
        return piece.upper()
    if manner == "plain" and random.random() < 0.12:
        return _slip(piece, random)
    return piece


def _slip(piece: str, random: Random) -> str:
    """One typing error: a neighbour key, a doubled or a missing letter."""
    spots = [index for index, char in enumerate(piece) if char in _NEIGHBOURS and 3 < index < len(piece) - 2]
    if not spots:
        return piece
    spot = random.choice(spots)
    wrong = random.choice((_NEIGHBOURS[piece[spot]], piece[spot] * 2, ""))
    return piece[:spot] + wrong + piece[spot + 1 :]


def _end(text: str, manner: str, mood: str, random: Random) -> str:
    if manner == "emoji" or random.random() < 0.1:
        count = random.choice((1, 1, 2, 3))
        return f"{text} {''.join(random.choices(MOODS.get(mood, _JOY), k=count))}"
    if (
        mood == "ask"
        or text.endswith(("?", "!", "…", "."))
        or "http" in text[-60:]
        or _KEPT.search(text, max(0, len(text) - 25))
    ):
        return text
    return text + random.choice(_ENDINGS)
