"""Terms that tell bad hits from good ones, and missed posts from the rest: what to exclude, what to add.

Words, pairs of words, hashtags, authors, sites and languages of the labelled posts are ranked by log-odds
with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008); what is proposed is a piece of a
search, and its evidence is what the matcher says that piece finds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from tertulia.listen.explorer.statistics import log_odds
from tertulia.listen.matcher.fields import domains, main_language
from tertulia.listen.matcher.naive import token_matches
from tertulia.listen.monitors.highlight import named
from tertulia.listen.query.ast import And, Field, Node, Phrase, Tag, Word
from tertulia.listen.query.printing import to_text
from tertulia.listen.tokens import TextToken, tokens
from tertulia.posts.folding import fold

LEAST = 2  # labelled posts that a term must rightly remove or bring
TOLERATED = 4  # bad posts removed for each good one lost, at least
_TRIED = 40  # terms that the matcher is asked about
_ANCHORS = 4
_NOISE = re.compile(r"https?://\S+")
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/:?#]+)", re.IGNORECASE)
Kind = Literal["exclude", "include"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Term:
    """A piece of a search with its z-score: how strongly it marks the one side against the other. `anchored`:
    it holds a word of the relaxed form, and so cannot stray far from what the search is about."""

    node: Node
    z: float
    anchored: bool = False

    @property
    def text(self) -> str:
        return f"({to_text(self.node)})" if isinstance(self.node, And) else to_text(self.node)


@dataclass(frozen=True)
class Suggestion:
    """A term to exclude or to add. `gained` are the labelled posts that it rightly removes or brings, `lost`
    those that it wrongly does, `of_gained` and `of_lost` how many there are of each; `others` is how many
    posts without a label it would remove or bring, of those that were looked at."""

    kind: Kind
    text: str
    z: float
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    of_gained: int
    of_lost: int
    others: int = 0


def terms(here: Sequence[Row], there: Sequence[Row], tree: Node, kind: Kind) -> list[Term]:
    """What marks the posts `here` against those `there`, strongest first; nothing that the search itself
    names. Rows have text, title, author, url, lang and hashtags."""
    nodes = {to_text(node): node for row in here for node in _terms_of(row, kind)}
    mine, theirs = _counts(here, kind), _counts(there, kind)
    scores = log_odds(mine, theirs) if theirs else {text: float(count) for text, count in mine.items()}
    own = list(named(tree))
    kept = [text for text in scores if scores[text] > 0 and not _is_named(nodes[text], own)]
    kept.sort(key=lambda text: (-scores[text], -mine[text], text))
    return [Term(nodes[text], scores[text]) for text in kept[:_TRIED]]


def anchored(missed: Sequence[Row], marking: Sequence[Term], relaxed: Node) -> list[Term]:
    """The words by which the relaxed form found the missed posts, as they are written there; and each of them
    together with the terms that mark these posts."""
    own = list(named(relaxed))
    singles = [token for node in own for token in (node.tokens if isinstance(node, Phrase) else (node,))]
    written = Counter(
        fold(token.text)
        for row in missed
        for token in tokens(f"{row.get('title') or ''}\n{row['text']}")
        if token.kind != "emoji" and any(token_matches(each, token) for each in singles)
    )
    words: list[Node] = [Word(word) for word, _ in written.most_common(_ANCHORS)]
    alone = [Term(word, 0.0, True) for word in words]
    return alone + [
        Term(And((word, term.node)), term.z, True)
        for word in words
        for term in marking[: _TRIED // _ANCHORS]
        if term.node != word
    ]


def _counts(rows: Iterable[Row], kind: Kind) -> Counter[str]:
    """In how many of the posts each term stands, by its text."""
    return Counter(to_text(node) for row in rows for node in set(_terms_of(row, kind)))


def _terms_of(row: Row, kind: Kind) -> Iterable[Node]:
    found = tokens(_NOISE.sub(" ", f"{row.get('title') or ''}\n{row['text']}"))
    words = [token for token in found if token.kind in ("word", "tag")]
    yield from (Word(fold(t.text)) for t in words if t.kind == "word" and _tells(t))
    yield from (
        Phrase((Word(fold(a.text)), Word(fold(b.text))))
        for a, b in pairwise(words)
        if b.position == a.position + 1 and a.kind == b.kind == "word" and _tell(a, b)
    )
    yield from (Tag(fold(t.text)) for t in words if t.kind == "tag")
    if row.get("author"):
        yield Field("author", (fold(row["author"].removeprefix("@")),))
    if found_host := _HOST.match(row.get("url") or ""):
        yield Field("site", (domains(found_host[1])[0],))
    if row.get("lang") and kind == "exclude":
        yield Field("lang", (main_language(row["lang"]),))


def _tells(token: TextToken) -> bool:
    """Whether a word is long enough to say something; numbers are not."""
    return len(token.text) > 2 and token.text.isalpha()


def _tell(first: TextToken, second: TextToken) -> bool:
    """Whether a pair says more than two small words do."""
    return first.text.isalpha() and second.text.isalpha() and max(len(first.text), len(second.text)) > 4


def _is_named(node: Node, own: list[Node]) -> bool:
    """Whether the search names the word by itself: excluding it would exclude everything."""
    words = node.tokens if isinstance(node, Phrase) else (node,)
    written = [
        TextToken("tag" if isinstance(word, Tag) else "word", word.text, 0)
        for word in words
        if isinstance(word, Word | Tag)
    ]
    singles = [each for each in own if not isinstance(each, Phrase)]
    return any(token_matches(each, token) for each in singles for token in written)


def chosen(
    kind: Kind, tried: Sequence[Term], finds: Sequence[set[int]], right: set[int], wrong: set[int]
) -> list[Suggestion]:
    """The terms worth proposing: those that find several of the `right` posts and hardly any of the `wrong`
    ones. `finds` are the labelled posts that each term finds. Of terms that find the same, one stands."""
    found = [
        Suggestion(
            kind, term.text, term.z, _sorted(rows & right), _sorted(rows & wrong), len(right), len(wrong)
        )
        for term, rows in zip(tried, finds, strict=True)
    ]
    sure = {term.text for term in tried if term.anchored and isinstance(term.node, Word)}
    worth = [
        each
        for each in found
        if len(each.gained) >= max(1 if each.text in sure else LEAST, TOLERATED * len(each.lost))
    ]
    worth.sort(
        key=lambda each: (
            -(len(each.gained) - TOLERATED * len(each.lost)),
            each.text not in sure,
            -each.z,
            len(each.text),
        )
    )
    once: dict[tuple[tuple[int, ...], tuple[int, ...]], Suggestion] = {}
    for each in worth:
        once.setdefault((each.gained, each.lost), each)
    return list(once.values())


def _sorted(posts: set[int]) -> tuple[int, ...]:
    return tuple(sorted(posts))
