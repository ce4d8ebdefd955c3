"""The words that stand most beside what a search finds, against the posts that it does not find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tertulia.listen.explorer.measures.words import lexicon
from tertulia.listen.explorer.statistics import log_odds
from tertulia.listen.matcher.naive import token_matches
from tertulia.listen.monitors.highlight import named
from tertulia.listen.query.ast import Node, Phrase
from tertulia.listen.tokens import TextToken

SHOWN = 12
LEAST_POSTS = 3
BEYOND_CHANCE = 1.96


@dataclass(frozen=True)
class Keyword:
    """A word, its z-score (log-odds with an informative Dirichlet prior) and how many of the hits have it."""

    word: str
    z: float
    posts: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"z": round(self.z, 2)}


def keywords(hits: Sequence[str], others: Iterable[str], tree: Node) -> list[Keyword]:
    """The words that mark the hits, strongest first, but those that the search itself names."""
    here, there = lexicon((text, None) for text in hits), lexicon((text, None) for text in others)
    scores = log_odds(here.words, there.words)
    posts, _ = here.uses({word for word in scores if scores[word] > BEYOND_CHANCE})
    own = [token for node in named(tree) for token in (node.tokens if isinstance(node, Phrase) else (node,))]
    marking = [word for word in posts if posts[word] >= LEAST_POSTS and not _is_own(word, own)]
    marking.sort(key=lambda word: (-scores[word], word))
    return [Keyword(here.spelling(word), scores[word], posts[word]) for word in marking[:SHOWN]]


def _is_own(word: str, own: Sequence[Node]) -> bool:
    token = TextToken("word", word, 0)
    return any(token_matches(each, token) for each in own)
