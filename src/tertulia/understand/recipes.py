"""Which tasks each model reads, and the sets each task is trained on. One model reads one group of
languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertulia.posts.schema import OFFENSES, SENTIMENTS
from tertulia.understand.corpora import ACTS, FEELINGS


@dataclass(frozen=True)
class Recipe:
    """A task of a model. `main` sets are cross-validated and calibrate it; `extra` sets only help (set:
    weight).

    `exclusive`: a text has exactly one of the labels; else each label is a question of its own.
    """

    model: str
    task: str
    labels: tuple[str, ...]
    main: tuple[str, ...]
    languages: tuple[str, ...]
    exclusive: bool = False
    skewed: bool = False  # labels so uneven that the rare ones need lower thresholds
    floor: float = 0.15  # least probability from which a label that is no class of its own is given
    pictures: tuple[str, ...] = ()  # sets whose emoji alone are learned from, whatever their language
    extra: Mapping[str, float] = field(default_factory=dict)


_TWEETS = ("umsab-es", "umsab-en", "umsab-pt", "umsab-fr", "umsab-it", "umsab-de", "semeval2017-en")
_FEELINGS = ("brighter-es", "brighter-en", "brighter-pt", "brighter-de", "goemotions-en")
_OTHERS = ("umsab-pt", "umsab-fr", "umsab-it", "umsab-de")


def _except(sets: tuple[str, ...], *own: str) -> tuple[str, ...]:
    """Emoji of texts that are held out in cross-validation must not be learned from."""
    return tuple(name for name in sets if name not in own)


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "es",
        "sentiment",
        SENTIMENTS,
        ("umsab-es",),
        ("es",),
        exclusive=True,
        extra={"feelings-es": 0.5},
        pictures=_except(_TWEETS + _FEELINGS, "umsab-es"),
    ),
    Recipe(
        "es",
        "emotion",
        FEELINGS,
        ("brighter-es",),
        ("es",),
        extra={"xed-es": 0.2, "feelings-es": 0.5},
        pictures=("brighter-pt", "brighter-de", "goemotions-en"),
    ),
    Recipe("es", "offensive", OFFENSES, ("offendes-es",), ("es",), exclusive=True, skewed=True),
    Recipe(
        "en",
        "sentiment",
        SENTIMENTS,
        ("umsab-en",),
        ("en",),
        exclusive=True,
        extra={"semeval2017-en": 0.5},
        pictures=_except(_TWEETS + _FEELINGS, "umsab-en", "semeval2017-en"),
    ),
    Recipe(
        "en",
        "emotion",
        FEELINGS,
        ("goemotions-en",),
        ("en",),
        pictures=_except(_FEELINGS, "goemotions-en", "brighter-en"),
    ),
    Recipe("en", "irony", ("irony",), ("isarcasm-en",), ("en",), floor=0.5),
    Recipe("en", "acts", ACTS, ("tweetacts-en",), ("en",)),
    Recipe(
        "other",
        "sentiment",
        SENTIMENTS,
        _OTHERS,
        ("pt", "fr", "it", "de"),
        exclusive=True,
        extra={"umsab-es": 0.5, "umsab-en": 0.5},
        pictures=_except(_TWEETS + _FEELINGS, "umsab-es", "umsab-en", *_OTHERS),
    ),
    Recipe(
        "other",
        "emotion",
        FEELINGS,
        ("brighter-pt", "brighter-de"),
        ("pt", "de"),
        extra={"xed-pt": 0.3},
        pictures=("brighter-es", "goemotions-en"),
    ),
)
# The model that reads what has no words: emoji alone.
WORDLESS_MODEL = "es"
WORD_WEIGHT = 0.8  # what the words of a text weigh against its characters
PICTURE_WEIGHT = 0.3  # what a text of emoji weighs against a text of the main sets
