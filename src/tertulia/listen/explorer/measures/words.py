"""The words that mark a selection: log-odds against its background, from a uniform sample of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import common_notes
from tertulia.listen.explorer.panel import Column, Panel, Row
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.explorer.statistics import log_odds
from tertulia.posts.folding import fold

SAMPLE = 4_000  # texts of the selection, and as many of its background
SHOWN = 30
LEAST_POSTS = 5  # a word of fewer posts, or of fewer than 3 accounts, is an accident
LEAST_PEOPLE = 3
_NOISE = re.compile(r"https?://\S+|@\w+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEPS = 1_048_576  # the sample's threshold counts in these, as the SQL does


@dataclass
class Lexicon:
    """Counts of folded words: occurrences, posts, accounts; and how each is mostly written."""

    texts: int = 0
    words: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    people: dict[str, set[object]] = field(default_factory=dict)
    written: dict[str, Counter[str]] = field(default_factory=dict)


def lexicon(texts: Iterable[tuple[str, object]]) -> Lexicon:
    """Count the words of (text, author) pairs; links and handles are not words."""
    found = Lexicon()
    folds: dict[str, str] = {}
    for text, author in texts:
        found.texts += 1
        written = _WORD.findall(_NOISE.sub(" ", text.lower()))
        for word in written:
            folded = folds.get(word) or folds.setdefault(word, fold(word))
            found.words[folded] += 1
            found.written.setdefault(folded, Counter())[word] += 1
        for folded in {folds[word] for word in written}:
            found.posts[folded] += 1
            found.people.setdefault(folded, set()).add(author)
    return found


def sample(question: Question) -> tuple[Lexicon, int]:
    """The lexicon of a uniform sample of the selection's texts (reposts left out), and how many it was
    drawn from."""
    size = int(question.ask("words_size")[0]["posts"])
    threshold = _STEPS if size <= SAMPLE else max(1, round(_STEPS * SAMPLE / size))
    found = question.ask("words", threshold=threshold, limit=2 * SAMPLE)
    return lexicon((row["text"], row["author_key"]) for row in found), size


def background(selection: Selection) -> Selection | None:
    """What a selection is told apart from: all posts of the same days, or for all posts those of the days
    before."""
    if selection.is_filtered:
        return selection.unfiltered()
    return selection.on(selection.days.before()) if selection.days else None


def words(question: Question) -> Panel:
    """The words with the highest z-score in the selection."""
    here, size = sample(question)
    behind = background(question.selection)
    there, _ = sample(question.of(behind)) if behind else (Lexicon(), 0)
    scores = log_odds(here.words, there.words)
    marking = [word for word in scores if scores[word] > 1.96 and _is_common(here, word)]
    marking.sort(key=lambda word: (-scores[word], word))
    return Panel(
        "words",
        Text("Words that mark this selection"),
        "words",
        (
            Column("label", Text("Word"), "text"),
            Column("z", Text("z-score"), "score"),
            Column("posts", Text("Posts of the sample")),
            Column("people", Text("Accounts")),
        ),
        tuple(_row(question, here, word, scores[word]) for word in marking[:SHOWN]),
        here.texts,
        size,
        Text(
            "Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) "
            "against {background}; "
            "words with z above 1.96, at least {posts} posts and {people} accounts.",
            background=_background_name(question.selection),
            posts=LEAST_POSTS,
            people=LEAST_PEOPLE,
        ),
        (
            Text(
                "From a uniform sample of {sample}, against one of {other} of the background; reposts "
                "are left out.",
                sample=labels.posts(here.texts),
                other=labels.posts(there.texts),
            ),
            *common_notes(question),
        ),
        question.gaps,
        question.selection,
    )


def _background_name(selection: Selection) -> Text:
    if selection.is_filtered:
        return Text("all posts of the same days")
    return Text("the days before, as many")


def _is_common(found: Lexicon, word: str) -> bool:
    return found.posts[word] >= LEAST_POSTS and len(found.people[word]) >= LEAST_PEOPLE


def _row(question: Question, found: Lexicon, word: str, score: float) -> Row:
    written = found.written[word].most_common(1)[0][0]
    return Row(
        (written, score, found.posts[word], len(found.people[word])), with_word(question.selection, word)
    )


def with_word(selection: Selection, word: str) -> Selection:
    """The posts of the selection with a word."""
    from dataclasses import replace

    return replace(selection, words=f"{selection.words} {word}".strip())
