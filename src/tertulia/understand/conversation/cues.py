"""How a post is written: what words and signs tell of its tone, by the lists beside this file."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tertulia.posts.folding import fold
from tertulia.understand.conversation.said import Said

ADDRESS = ("tu", "usted", "vosotros", "ustedes")
LANGUAGES = ("es", "en")
LONG = 200  # characters from which a post is long, without links and handles
_LEAST_LETTERS = 12  # of which a post in capitals has most large
_LARGE = 0.7
_NOISE = re.compile(r"https?://\S+|www\.\S+|@[\w.\-]+|#\w+")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff]")
_LAUGHING = re.compile("[\U0001f602\U0001f923\U0001f606\U0001f639]")
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_OF_INTENT = {
    "question": ("question", "seeks_recommendation"),
    "complaint": ("complaint",),
    "praise": ("praise",),
    "suggestion": ("suggestion", "recommends"),
}


@cache
def cues(name: str) -> dict[str, re.Pattern[str]]:
    """The patterns of a list by what they tell. Raises ValueError where a line stands before any name."""
    found: dict[str, list[str]] = defaultdict(list)
    part = ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif line and not line.startswith("#"):
            if not part:
                raise ValueError(f"{name}.txt: a pattern before any [name]")
            found[part].append(line[2:] if line.startswith("~ ") else rf"(?<!\w)(?:{line})(?!\w)")
    return {part: re.compile("|".join(lines)) for part, lines in found.items()}


def plain(text: str) -> str:
    """The words of a post folded, without links, handles and hashtags."""
    return fold(_NOISE.sub(" ", text).translate(_APOSTROPHES))


def marks(post: Said) -> frozenset[str]:
    """All that marks how the post is written. Words are looked at in Spanish and English posts alone."""
    words = plain(post.text)
    lists = cues(post.lang) if post.lang in LANGUAGES else {}
    found = {name for name, pattern in lists.items() if pattern.search(words)}
    if _LAUGHING.search(post.text):
        found.add("humour")
    told = {
        "irony": bool(post.irony),
        "emoji": bool(_EMOJI.search(post.text)),
        "capitals": _is_loud(post.text),
        "hashtag": bool(post.hashtags),
        "link": post.links > 0 or "http" in post.text,
        "media": post.media,
        "coarse": post.offensive not in (None, "none"),
        "long": length(post.text) >= LONG,
        "naming": bool(post.mentions),
        "answering": post.answering,
        "question": bool(post.intents & set(_OF_INTENT["question"])) and "?" in post.text,
    }
    told |= {
        name: bool(post.intents & set(which)) for name, which in _OF_INTENT.items() if name != "question"
    }
    return frozenset(found | {name for name, is_so in told.items() if is_so})


def length(text: str) -> int:
    """Characters of a post without links and handles."""
    return len(" ".join(_NOISE.sub(" ", text).split()))


def _is_loud(text: str) -> bool:
    letters = [char for char in _NOISE.sub(" ", text) if char.isalpha()]
    return len(letters) >= _LEAST_LETTERS and sum(map(str.isupper, letters)) >= _LARGE * len(letters)


def sounds_like_service(text: str) -> bool:
    """Whether the post speaks as organisations do to people who write to them."""
    return bool(cues("service")["service"].search(plain(text)))
