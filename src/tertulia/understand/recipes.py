"""Which tasks each model reads, and the sets each task is trained on. One model reads one group of
languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertulia.posts.schema import OFFENSES, SENTIMENTS
from tertulia.understand.corpora import FEELINGS
from tertulia.understand.labelled import ASKED


@dataclass(frozen=True)
class Adviser:
    """A model of other sets, and mostly of other labels, whose scores a task's judge weighs (judging.py)."""

    sets: tuple[str, ...]
    labels: int
    skewed: bool = False  # as in Recipe


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
    ceiling: float = 0.7  # greatest one that is tried
    pictures: tuple[str, ...] = ()  # sets whose emoji alone are learned from, whatever their language
    extra: Mapping[str, float] = field(default_factory=dict)
    akin: tuple[str, ...] = ()  # sets that are learned from like the main ones, and not measured on
    advisers: tuple[Adviser, ...] = ()
    evidence: bool = False  # whether patterns and marks are weighed too (evidence.py)
    firmness: float = 0.02  # how far the judge may go (judging.appoint)
    rest: int | None = None  # the label given where none before it is; those after it stand by themselves
    parts: tuple[str, ...] = ()  # sets on which it is measured besides: of the main ones, or of none
    enough: int = 1  # a label that fewer posts have does not count in macro-F1

    @property
    def counted(self) -> int:
        """How many of the labels, from the first on, count in macro-F1."""
        return len(self.labels) if self.rest is None else self.rest + 1

    @property
    def sources(self) -> tuple[str, ...]:
        """All sets that it learns from."""
        advising = [name for adviser in self.advisers for name in adviser.sets]
        return tuple(dict.fromkeys((*self.main, *self.extra, *self.akin, *advising, *self.pictures)))


# No text of the Spanish set is without feeling: what announcements and plain questions are must be told.
PLAIN_WEIGHT = 0.3
_TWEETS = ("umsab-es", "umsab-en", "umsab-pt", "umsab-fr", "umsab-it", "umsab-de", "semeval2017-en")
_FEELINGS = ("brighter-es", "brighter-en", "brighter-pt", "brighter-de", "goemotions-en")
_OTHERS = ("umsab-pt", "umsab-fr", "umsab-it", "umsab-de")


def _except(sets: tuple[str, ...], *own: str) -> tuple[str, ...]:
    """Emoji of texts that are held out in cross-validation must not be learned from."""
    return tuple(name for name in sets if name not in own)


_TRANSLATED_TWEETS = Adviser(("semeval2017-en>es",), 3)
_TRANSLATED_TONES = Adviser(("semeval2017-en>es", "goemotions-toned-en>es"), 3)
_TRANSLATED_EMOTIONS = Adviser(("goemotions27-en>es",), 28)
_ENGLISH_TWEETS = Adviser(("semeval2017-en",), 3)
_ENGLISH_EMOTIONS = Adviser(("goemotions27-en",), 28)


def _intents(lang: str, other: str, advisers: tuple[Adviser, ...]) -> Recipe:
    return Recipe(
        lang,
        "intents",
        ASKED,
        (f"intents-{lang}",),
        (lang,),
        extra={f"said-{lang}": 2.0},
        akin=(f"intents-{other}>{lang}",),
        advisers=advisers,
        evidence=True,
        floor=0.2,
        ceiling=0.45,
        rest=ASKED.index("other"),
        parts=(f"intents-{lang}-random", f"intents-{lang}-elsewhere", f"intents-{lang}-clean"),
        enough=10,
    )


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "es",
        "sentiment",
        SENTIMENTS,
        ("umsab-es",),
        ("es",),
        exclusive=True,
        extra={"feelings-es": 0.5, "said-felt-es": 1.0},
        pictures=_except(_TWEETS + _FEELINGS, "umsab-es"),
        advisers=(_TRANSLATED_TONES,),
    ),
    Recipe(
        "es",
        "emotion",
        FEELINGS,
        ("brighter-es",),
        ("es",),
        extra={
            "xed-es": 0.2,
            "feelings-es": 0.5,
            "said-felt-es": 1.0,
            "plain-es": PLAIN_WEIGHT,
            "plain-en>es": PLAIN_WEIGHT,
        },
        pictures=("brighter-pt", "brighter-de", "goemotions-en"),
    ),
    Recipe("es", "offensive", OFFENSES, ("offendes-es",), ("es",), exclusive=True, skewed=True),
    _intents(
        "es",
        "en",
        (
            _TRANSLATED_TWEETS,
            _TRANSLATED_EMOTIONS,
            Adviser(("umsab-es",), 3),
            Adviser(("brighter-es",), 6),
            Adviser(("tweetacts-en>es",), 3),
            Adviser(("offendes-es",), len(OFFENSES), skewed=True),
        ),
    ),
    Recipe(
        "en",
        "sentiment",
        SENTIMENTS,
        ("umsab-en",),
        ("en",),
        exclusive=True,
        extra={"semeval2017-en": 0.5, "said-felt-en": 1.0},
        pictures=_except(_TWEETS + _FEELINGS, "umsab-en", "semeval2017-en"),
    ),
    Recipe(
        "en",
        "emotion",
        FEELINGS,
        ("goemotions-felt-en",),
        ("en",),
        extra={"plain-en": 1.0, "plain-es>en": 1.0, "said-felt-en": 1.0},
        pictures=_except(_FEELINGS, "goemotions-en", "brighter-en"),
    ),
    _intents(
        "en",
        "es",
        (
            _ENGLISH_TWEETS,
            _ENGLISH_EMOTIONS,
            Adviser(("umsab-en",), 3),
            Adviser(("brighter-en",), 6),
            Adviser(("tweetacts-en",), 3),
            Adviser(("isarcasm-en",), 1),
        ),
    ),
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
WORD_WEIGHT = 1.0  # what the words of a text weigh against its characters: models read with the same
PICTURE_WEIGHT = 0.3  # what a text of emoji weighs against a text of the main sets
