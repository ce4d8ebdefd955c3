"""The words that mark a selection: log-odds against its background, from a uniform sample of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.conditions import STEPS
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


@dataclass
class Lexicon:
    """The words of some texts: each text's author and words; how often each form is written, what it is
    folded to, and how often each folded word occurs."""

    texts: list[tuple[object, list[str]]]
    written: Counter[str]
    folded: dict[str, str]
    words: Counter[str]

    def uses(self, wanted: set[str]) -> tuple[Counter[str], dict[str, set[object]]]:
        """For each of these folded words the number of texts, and the accounts that wrote it."""
        forms = {form: folded for form, folded in self.folded.items() if folded in wanted}
        posts: Counter[str] = Counter()
        people: dict[str, set[object]] = {word: set() for word in wanted}
        for author, words in self.texts:
            for folded in {forms[word] for word in forms.keys() & words}:
                posts[folded] += 1
                people[folded].add(author)
        return posts, people

    def spelling(self, folded: str) -> str:
        """How the word is mostly written."""
        return max(
            (form for form in self.folded if self.folded[form] == folded), key=self.written.__getitem__
        )


def lexicon(texts: Iterable[tuple[str, object]]) -> Lexicon:
    """Count the words of (text, author) pairs; links and handles are not words."""
    told = [(author, _WORD.findall(_NOISE.sub(" ", text.lower()))) for text, author in texts]
    written = Counter(chain.from_iterable(words for _, words in told))
    folded = {form: form if form.isascii() else fold(form) for form in written}
    words: Counter[str] = Counter()
    for form, times in written.items():
        words[folded[form]] += times
    return Lexicon(told, written, folded, words)


def sample(question: Question) -> tuple[Lexicon, int]:
    """The lexicon of a uniform sample of the selection's texts (reposts left out), and how many it was
    drawn from."""
    size = int(question.ask("words_size")[0]["posts"])
    threshold = STEPS if size <= SAMPLE else max(1, round(STEPS * SAMPLE / size))
    found = question.ask("words", formats={"steps": str(STEPS)}, threshold=threshold, limit=2 * SAMPLE)
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
    there, _ = sample(question.of(behind)) if behind else (lexicon([]), 0)
    scores = log_odds(here.words, there.words)
    posts, people = here.uses({word for word in scores if scores[word] > 1.96 and here.words[word]})
    marking = [word for word in people if posts[word] >= LEAST_POSTS and len(people[word]) >= LEAST_PEOPLE]
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
        tuple(
            Row(
                (here.spelling(word), scores[word], posts[word], len(people[word])),
                with_word(question.selection, word),
                "series-1",
            )
            for word in marking[:SHOWN]
        ),
        len(here.texts),
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
                sample=labels.posts(len(here.texts)),
                other=labels.posts(len(there.texts)),
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


def with_word(selection: Selection, word: str) -> Selection:
    """The posts of the selection with a word."""
    return replace(selection, words=f"{selection.words} {word}".strip())
