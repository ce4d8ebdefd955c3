"""Which tasks each model reads, and the sets each task is trained on. One model reads one group of languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertulia.posts.schema import OFFENSES, SENTIMENTS
from tertulia.understand.corpora import ACTS, FEELINGS


@dataclass(frozen=True)
class Recipe:
    """A task of a model. `main` sets are cross-validated and calibrate it; `extra` sets only help (set: weight).

    `exclusive`: a text has exactly one of the labels; else each label is a question of its own.
    `strength` is the inverse of the L2 penalty; `words` what words weigh against characters.
    """

    model: str
    task: str
    labels: tuple[str, ...]
    main: tuple[str, ...]
    languages: tuple[str, ...]
    exclusive: bool = False
    extra: Mapping[str, float] = field(default_factory=dict)
    balanced: bool = False
    strength: float = 4.0


RECIPES: tuple[Recipe, ...] = (
    Recipe("es", "sentiment", SENTIMENTS, ("umsab-es",), ("es",), exclusive=True),
    Recipe("es", "emotion", FEELINGS, ("brighter-es",), ("es",), extra={"xed-es": 0.3}),
    Recipe("es", "offensive", OFFENSES, ("offendes-es",), ("es",), exclusive=True, balanced=True),
    Recipe(
        "en", "sentiment", SENTIMENTS, ("umsab-en",), ("en",), exclusive=True, extra={"semeval2017-en": 0.5}
    ),
    Recipe("en", "emotion", FEELINGS, ("goemotions-en",), ("en",)),
    Recipe("en", "irony", ("irony",), ("isarcasm-en",), ("en",)),
    Recipe("en", "acts", ACTS, ("tweetacts-en",), ("en",)),
    Recipe(
        "other",
        "sentiment",
        SENTIMENTS,
        ("umsab-pt", "umsab-fr", "umsab-it", "umsab-de"),
        ("pt", "fr", "it", "de"),
        exclusive=True,
        extra={"umsab-es": 0.5, "umsab-en": 0.5},
    ),
    Recipe("other", "emotion", FEELINGS, ("brighter-pt", "brighter-de"), ("pt", "de")),
)
WORD_WEIGHT = 1.0
