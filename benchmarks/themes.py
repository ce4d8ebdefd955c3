"""How long themes take to be found in 100,000 posts, whether they are the right ones, and what
near-duplicates cost beside datasketch."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import Any

import numpy as np

from benchmarks.rows import Row, below

POSTS = 100_000
SUBJECTS, SUBJECT_WORDS, WORDS, TALK = 24, 60, 7, 4_000
PEER_POSTS = 20_000


def run(quick: bool) -> list[Row]:
    """Measured in a process of its own: scikit-learn stays out of this one."""
    command = [sys.executable, "-m", "benchmarks.themes", str(POSTS // 10 if quick else POSTS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [Row(**row) for row in json.loads(answer.splitlines()[-1])]


def posts(number: int) -> tuple[list[str], list[str], list[int]]:
    """Invented posts of ten words, their authors and their subjects: four words of the subject, the first
    ones far more often, small talk of all, and one post in twenty the copy of another."""
    chance = random.Random(11)
    texts: list[str] = []
    about: list[int] = []
    for at in range(number):
        if at > 100 and chance.random() < 0.05:
            other = chance.randrange(at)
            texts.append(f"{texts[other]} https://t.example/{at}")
            about.append(about[other])
            continue
        subject = chance.randrange(SUBJECTS)
        own = [_word(1 + subject, int(chance.expovariate(1 / 12)) % SUBJECT_WORDS) for _ in range(WORDS - 3)]
        talk = [_word(0, int(chance.expovariate(1 / 900)) % TALK) for _ in range(6)]
        texts.append(" ".join(chance.sample(own + talk, len(own + talk))))
        about.append(subject)
    return texts, [f"p{chance.randrange(number // 3)}" for _ in range(number)], about


def _word(family: int, number: int) -> str:
    """A word of three syllables, the same for the same numbers."""
    syllables = "ba ce di fo gu la me ni po ru sa te vi zo ju ka".split()  # noqa: SIM905
    whole = family * 5_000 + number
    return "".join(syllables[whole // 16**power % 16] for power in range(5))


def measure(number: int) -> list[dict[str, Any]]:
    from tertulia.understand.themes.api import assign, fit, groups, words_of

    texts, people, about = posts(number)
    fit(texts[:2_000], people[:2_000])  # imports and compiled code are not what is measured
    started = time.perf_counter()
    found = fit(texts, people)
    seconds = time.perf_counter() - started
    words = words_of(texts)
    assigned = assign(words, found.themes).theme
    started = time.perf_counter()
    groups(words)
    alike = time.perf_counter() - started
    rows = [
        below(f"Themes of {number:,} posts", seconds, "s", 60, f"{len(found.themes)} of {SUBJECTS} invented"),
        Row(
            "Posts in the right theme, of those in one", purity(assigned, about), "", note=_covered(assigned)
        ),
        Row(
            "Agreement of the themes of two halves",
            found.chosen.agreement if found.chosen else 0,
            "",
            note="mean cosine of the best pairs",
        ),
        Row("Coherence of the themes (NPMI)", float(np.mean(found.coherence)), ""),
        Row(
            "Near-duplicates",
            number / alike,
            "posts/s",
            peer="datasketch",
            peer_value=datasketch(texts[:PEER_POSTS]),
        ),
    ]
    return [row.as_dict() for row in rows]


def _covered(assigned: Any) -> str:
    return f"{100 * float((assigned >= 0).mean()):.0f}% of the posts are in one"


def purity(assigned: Any, about: list[int]) -> float:
    """The share of posts whose theme is mostly of their subject."""
    told = np.asarray(about)
    right = sum(int(np.bincount(told[assigned == theme]).max()) for theme in set(assigned.tolist()) - {-1})
    return right / max(int((assigned >= 0).sum()), 1)


def datasketch(texts: list[str]) -> float:
    """Posts a second of MinHash and LSH as its documentation uses them, with as many hashes."""
    from datasketch import MinHash, MinHashLSH

    started = time.perf_counter()
    pairs = [[f"{a} {b}".encode() for a, b in zip(t.split(), t.split()[1:], strict=False)] for t in texts]
    index = MinHashLSH(threshold=0.7, num_perm=64)
    for number, sketch in enumerate(MinHash.bulk(pairs, num_perm=64)):
        index.query(sketch)
        index.insert(number, sketch)
    return len(texts) / (time.perf_counter() - started)


if __name__ == "__main__":
    told = measure(int(sys.argv[1]))
    for row in told:
        row.pop("ratio")
    print(json.dumps(told))
