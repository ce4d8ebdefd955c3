"""Learns which words have to do with each other: `python -m tertulia.understand.needs.learn --data DIR`.

Each text stands beside its translation by machine; stems that stand together oftener than chance (positive
pointwise mutual information) are factorised, so that words of one meaning point the same way in both
languages. Only sets whose licence lets what is learned be shipped; the same data give the same file. Needs
scipy and Debian's apertium-eng-spa; some minutes on one core.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from tertulia.understand.corpora import CORPORA, load
from tertulia.understand.needs.vectors import FILE
from tertulia.understand.needs.words import LEAST, stem, stop_words, tokens

SETS = (
    *("banking77-en", "clinc150-en", "goemotions-felt-en", "semeval2017-en", "tweetacts-en", "umsab-en"),
    *("brighter-en", "umsab-es", "brighter-es", "xed-es", "offendes-es"),
)
LEAST_TEXTS = 10  # of a stem
MOST_STEMS = 14_000
DIMENSIONS = 96


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the labelled sets")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args(words)
    write(arguments.out, *learn(pairs(arguments.data)))
    return 0


def pairs(data: Path) -> list[tuple[str, str]]:
    """The texts of all sets, each with its translation."""
    from tertulia.understand.translation import translate

    found: list[tuple[str, str]] = []
    for name in SETS:
        corpus = CORPORA[name]
        texts = load(corpus, data).texts
        other = "es" if corpus.lang == "en" else "en"
        found += zip(texts, translate(texts, corpus.lang, other), strict=True)
    return found


def learn(texts: list[tuple[str, str]]) -> tuple[list[str], Any, Any]:
    """The stems, their rarity and their directions."""
    said = [{*_stems(one), *_stems(other)} for one, other in texts]
    uses = Counter(word for words in said for word in words)
    ranked = sorted(uses.items(), key=lambda item: (-item[1], item[0]))[:MOST_STEMS]
    stems = [word for word, times in ranked if times >= LEAST_TEXTS]
    together, times = _together(said, {word: row for row, word in enumerate(stems)})
    return stems, np.log(len(said) / (times + 1)), _factors(together)


def _stems(text: str) -> list[str]:
    return [stem(word) for word in tokens(text) if len(word) >= LEAST and word not in stop_words()]


def _together(said: list[set[str]], rows: dict[str, int]) -> tuple[Any, Any]:
    """How much oftener than chance two stems stand in one text, rare pairs held back; and texts of each."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    known = [sorted(rows[word] for word in words if word in rows) for words in said]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in known])])
    columns = np.fromiter((row for each in known for row in each), np.int64)
    present = csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(said), len(rows)))
    counted = (present.T @ present).tocoo()
    times = np.asarray(present.sum(axis=0)).ravel().astype(np.float64)
    chance = times[counted.row] * times[counted.col] / len(said)
    told = np.maximum(np.log(counted.data / chance) * counted.data / (counted.data + 1), 0)
    found = csr_matrix((told, (counted.row, counted.col)), counted.shape)
    found.eliminate_zeros()
    return found, times


def _factors(together: Any) -> Any:
    """(stems, DIMENSIONS): the strongest directions, each by the root of its strength; but the very
    strongest, in which all words point: it only says how common they are."""
    from scipy.sparse.linalg import svds  # type: ignore[import-untyped]
    from threadpoolctl import threadpool_limits

    start = np.random.default_rng(0).standard_normal(together.shape[0])
    with threadpool_limits(1):  # sums in one order give the same file
        left, strengths, _ = svds(together.astype(np.float64), k=DIMENSIONS + 1, v0=start)
    order = np.argsort(-strengths)[1:]
    loads = left[:, order] * np.sqrt(strengths[order])
    signs = np.sign(loads[np.abs(loads).argmax(axis=0), np.arange(DIMENSIONS)])
    return loads * signs / np.maximum(np.linalg.norm(loads, axis=1, keepdims=True), 1e-9)


def write(path: Path, stems: list[str], rarity: Any, directions: Any) -> None:
    """One byte a number is enough: the largest of a row is 127."""
    scaled = directions / np.maximum(np.abs(directions).max(axis=1, keepdims=True), 1e-9) * 127
    np.savez_compressed(
        path,
        stems=np.frombuffer("\n".join(stems).encode(), np.uint8),
        rarity=rarity.astype(np.float16),
        directions=np.round(scaled).astype(np.int8),
    )


if __name__ == "__main__":
    raise SystemExit(main())
