"""Finds themes: a nonnegative factorisation of which words stand together. For worker processes: scikit-learn
and SciPy take seconds to import.

Posts are short: of two posts on one theme most share no word, and factors of the posts-by-words matrix fall
apart into single words. Words by words, each pair weighted by how much oftener than chance it stands in one
post, has no such holes (docs/adr/0011 has the figures of both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.understand.themes.model import Floats, Themes, assign, counts
from tertulia.understand.themes.near_duplicates import groups
from tertulia.understand.themes.words import Ints, Words, words_of

NUMBERS = (6, 9, 12, 16, 20, 26, 34, 44)  # of themes, tried while the posts are enough
POSTS_A_THEME = 60  # fewer and a theme is an accident
LEAST_POSTS, LEAST_PEOPLE = 10, 5  # of a theme that is kept
COMMONEST = 0.15  # a word in more of the posts says nothing of what one is about
LEXICON = 4_000  # words, the commonest that are left
TRIED = 20_000  # posts that the number of themes is chosen on
TOP = 8  # words that coherence is measured on
KEPT_TERMS = 60
NEARLY = 0.7  # agreement, as a share of the best, that more themes may cost
_COHERENCE_LOST = 0.1


@dataclass(frozen=True)
class Tried:
    """A number of themes on trial: `agreement` of the themes of two halves of the posts (mean cosine of the
    best pairs, 0 to 1), and `coherence` (mean NPMI of their words, -1 to 1)."""

    number: int
    agreement: float
    coherence: float


@dataclass(frozen=True)
class Fit:
    """Themes found in `posts` texts, `distinct` of them after near-duplicates; `coherence` of each, the
    numbers of themes that were tried, and the one chosen of them (None: the posts were too few)."""

    themes: Themes
    coherence: tuple[float, ...]
    tried: tuple[Tried, ...]
    chosen: Tried | None
    posts: int
    distinct: int


@dataclass(frozen=True)
class Lexis:
    """Which words count: their numbers among the words of the texts; and the posts (rows) that have two of
    them, as a sparse 0/1 matrix (posts, words)."""

    words: Ints
    present: Any


def fit(texts: Sequence[str], people: Sequence[object], near: int = 0) -> Fit:
    """The themes of the texts; none where they are too few. `people` are the texts' authors. `near`: about as
    many themes as there were, where that is as good: they change less."""
    words = words_of(texts)
    firsts = np.flatnonzero(groups(words) == np.arange(len(words)))
    lexis = lexis_of(words, firsts)
    tried = try_numbers(lexis)
    if not tried:
        return Fit(Themes((), {}), (), (), None, len(words), len(firsts))
    chosen = choose(tried, near)
    loads = factors(lexis.present, chosen.number)
    themes = _themes(words, lexis, loads)
    kept = [
        number
        for number, (posts, writers) in enumerate(counts(assign(words, themes), len(themes), people))
        if posts >= LEAST_POSTS and writers >= LEAST_PEOPLE
    ]
    coherence = coherences(loads[kept], lexis.present)
    terms = tuple(themes.terms[number] for number in kept)
    return Fit(Themes(terms, themes.rarity), tuple(coherence), tuple(tried), chosen, len(words), len(firsts))


def lexis_of(words: Words, texts: Ints) -> Lexis:
    """The words of these texts that are neither too rare nor too common, and the texts that have two."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    rows = np.repeat(np.arange(len(words)), np.diff(words.starts))
    every = csr_matrix(
        (np.ones(len(words.of), np.float32), (rows, words.of)), (len(words), len(words.folded))
    )
    present = every[texts].sign()
    uses = np.asarray(present.sum(axis=0)).ravel()
    fit_ = np.flatnonzero((uses >= max(3, len(texts) // 4_000)) & (uses <= COMMONEST * len(texts)))
    kept = np.sort(fit_[np.argsort(-uses[fit_], kind="stable")][:LEXICON])
    present = present[:, kept]
    several = np.flatnonzero(np.asarray(present.sum(axis=1)).ravel() >= 2)
    return Lexis(kept, present[several])


def try_numbers(lexis: Lexis) -> list[Tried]:
    """What each number of themes that the posts allow is worth."""
    posts = lexis.present.shape[0]
    order = np.random.default_rng(0).permutation(posts)[:TRIED]
    half = len(order) // 2
    return [
        _tried(lexis.present[order], lexis.present[order[:half]], lexis.present[order[half:]], number)
        for number in NUMBERS
        if number * POSTS_A_THEME <= posts
    ]


def _tried(every: Any, one: Any, other: Any, number: int) -> Tried:
    whole = factors(every, number)
    pairs = matched(factors(one, number), factors(other, number))
    return Tried(
        number, float(np.mean([alike for _, _, alike in pairs])), float(coherences(whole, every).mean())
    )


def choose(tried: Sequence[Tried], near: int = 0) -> Tried:
    """The largest number of themes that costs little agreement and little coherence against the best, or of
    those numbers the nearest to `near`."""
    agreement = max(trial.agreement for trial in tried)
    coherence = max(trial.coherence for trial in tried)
    good = [
        trial
        for trial in tried
        if trial.agreement >= NEARLY * agreement and trial.coherence >= coherence - _COHERENCE_LOST
    ]
    if near and good:
        return min(good, key=lambda trial: abs(trial.number - near))
    return max(good, key=lambda trial: trial.number, default=max(tried, key=lambda trial: trial.agreement))


def factors(present: Any, number: int) -> Floats:
    """(number, words): what each word weighs in each theme, rows of length 1."""
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with (
        warnings.catch_warnings(),
        threadpool_limits(1),
    ):  # on small matrices threads only wait for each other
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # it is stopped on purpose: more rounds change no name
        model = NMF(number, init="nndsvda", random_state=0, max_iter=40, tol=1e-3).fit(together(present))
    return unit(model.components_)


def together(present: Any) -> Any:
    """(words, words), sparse: how much oftener than chance two words stand in one post (positive pointwise
    mutual information, contexts smoothed by 3/4 as Levy, Goldberg and Dagan 2015), times the logarithm of how
    often they do."""
    from scipy.sparse import csr_matrix

    pairs = (present.T @ present).tocoo()
    several = (pairs.row != pairs.col) & (pairs.data >= 2)
    row, column, times = pairs.row[several], pairs.col[several], pairs.data[several].astype(float)
    words = present.shape[1]
    total = np.bincount(row, times, words)
    context = total**0.75 / max(float((total**0.75).sum()), 1e-9)
    oftener = np.log(times / np.maximum(total[row] * context[column], 1e-9))
    return csr_matrix(
        (np.maximum(oftener, 0) * np.log1p(times), (row, column)), (words, words), dtype=np.float32
    )


def unit(loads: npt.NDArray[Any]) -> Floats:
    """Rows scaled to length 1."""
    return np.asarray(loads / np.maximum(np.linalg.norm(loads, axis=1, keepdims=True), 1e-9), np.float32)


def matched(one: Floats, other: Floats) -> list[tuple[int, int, float]]:
    """The best pairing of the rows of two sets of themes (Hungarian), with their cosines."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    alike = one @ other.T
    left, right = linear_sum_assignment(-alike)
    return [(int(i), int(j), float(alike[i, j])) for i, j in zip(left, right, strict=True)]


def coherences(loads: Floats, present: Any) -> Floats:
    """Mean normalised pointwise mutual information (Bouma 2009) of the pairs of each theme's top words in the
    posts: 1 always together, 0 as by chance, -1 never."""
    return np.array([_coherence(row, present) for row in loads], np.float32)


def _coherence(row: Floats, present: Any) -> float:
    top = present[:, np.argsort(-row, kind="stable")[:TOP]]
    posts, times = present.shape[0], (top.T @ top).toarray()
    told = [
        _npmi(times[i, j] / posts, times[i, i] / posts, times[j, j] / posts)
        for i, j in combinations(range(times.shape[0]), 2)
    ]
    return float(np.mean(told)) if told else 0.0


def _npmi(both: float, one: float, other: float) -> float:
    if both == 0:
        return -1.0
    return float(np.log(both / (one * other)) / -np.log(both)) if both < 1 else 1.0


def _themes(words: Words, lexis: Lexis, loads: Floats) -> Themes:
    """The themes by their strongest words."""
    uses = np.asarray(lexis.present.sum(axis=0)).ravel()
    names = [words.folded[number] for number in lexis.words]
    rarity = np.log1p(lexis.present.shape[0] / np.maximum(uses, 1))
    terms = []
    for row in loads:
        top = np.argsort(-row, kind="stable")[:KEPT_TERMS]
        kept = unit(row[None, top])[0]
        terms.append({names[at]: float(weight) for at, weight in zip(top, kept, strict=True) if weight > 0})
    return Themes(tuple(terms), dict(zip(names, map(float, rarity), strict=True)))
