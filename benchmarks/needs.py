"""Whether posts that ask the same are found to, on posts that nothing was tuned on, and how long 100,000
take."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rows import Row, above, below

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "needs"
POSTS = 100_000
GOAL = 0.6


def run(quick: bool) -> list[Row]:
    """Measured in a process of its own: SciPy stays out of this one."""
    command = [sys.executable, "-m", "benchmarks.needs", str(POSTS // 10 if quick else POSTS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [Row(**row) for row in json.loads(answer.splitlines()[-1])]


def posts(name: str) -> tuple[list[str], list[int]]:
    """The posts of a half, and the number of each one's need."""
    texts, needs, need = [], [], -1
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            need += 1
        elif line and not line.startswith("#"):
            texts.append(line.partition("|")[2])
            needs.append(need)
    return texts, needs


def labels(texts: Sequence[str]) -> list[int]:
    """The group of each post; one that asks alone is a group by itself."""
    from tertulia.understand.needs.api import group

    found = group(texts).needs.tolist()
    return [need if need >= 0 else len(found) + at for at, need in enumerate(found)]


def agreement(needs: Sequence[int], found: Sequence[int]) -> tuple[float, float, float]:
    """The adjusted Rand index (Hubert and Arabie 1985) and its 95 % interval, by leaving out one need after
    the other (jackknife)."""
    from sklearn.metrics import adjusted_rand_score

    given, told = np.array(needs), np.array(found)
    whole = float(adjusted_rand_score(given, told))
    without = [float(adjusted_rand_score(given[given != need], told[given != need])) for need in set(needs)]
    count = len(without)
    error = float(np.sqrt((count - 1) / count * ((np.array(without) - np.mean(without)) ** 2).sum()))
    return whole, whole - 1.96 * error, whole + 1.96 * error


def measure(number: int) -> list[dict[str, Any]]:
    from tertulia.understand.needs.api import group
    from tertulia.understand.needs.words import Things

    texts, needs = posts("held_out")
    value, low, high = agreement(needs, labels(texts))
    developed = agreement(*_labelled("developing"))[0]
    rows = [
        above(
            "Needs: adjusted Rand index",
            value,
            "",
            GOAL,
            f"95 %: {low:.2f} to {high:.2f}; 150 invented posts in 20 needs, held out; {developed:.2f} on "
            "the half that was developed on",
        ),
    ]
    many = varied(texts + posts("developing")[0], number)
    group(many[:200])  # imports and compiled code are not what is measured
    started, used = time.perf_counter(), time.process_time()
    found = group(many)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    placed = float((found.needs >= 0).mean())
    note = f"{seconds:.0f} s by the clock on the machine as busy as it was; {100 * placed:.0f}% are in one"
    rows.append(below(f"Needs of {number:,} posts, processor time", used, "s", 60, note))
    _forget_words(Things)
    alone = agreement(needs, labels(texts))[0]
    rows.append(
        Row("Needs: adjusted Rand index without the list of words", alone, "", note="what is learned alone")
    )
    return [row.as_dict() for row in rows]


def _labelled(name: str) -> tuple[list[int], list[int]]:
    texts, needs = posts(name)
    return needs, labels(texts)


def _forget_words(empty: Any) -> None:
    from tertulia.understand.needs import features, words

    def nothing() -> Any:
        return empty({}, {}, {}, frozenset())

    words.things = features.things = nothing  # type: ignore[assignment]


def varied(texts: Sequence[str], number: int) -> list[str]:
    """So many posts: the words of one, two in five of them changed for another's or an invented one."""
    chance = random.Random(7)
    said = [text.split() for text in texts]
    words = [word for each in said for word in each]
    return [" ".join(_changed(word, words, chance) for word in chance.choice(said)) for _ in range(number)]


def _changed(word: str, words: Sequence[str], chance: random.Random) -> str:
    if chance.random() < 0.6:
        return word
    if chance.random() < 0.5:
        return chance.choice(words)
    return "".join(chance.choice(("ba", "ce", "di", "fo", "gu", "la", "me", "ni")) for _ in range(3))


if __name__ == "__main__":
    told = measure(int(sys.argv[1]))
    for row in told:
        row.pop("ratio")
    print(json.dumps(told))
