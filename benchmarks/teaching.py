"""What corrections bring: how much better the models read the rest of a set after learning from some of it.

Labels are drawn at random, ten times for each number; figures are on all other posts of the set, copies of
one another left out beforehand. The sets only measure; they lie in ../shared/data, or where TERTULIA_DATA
says.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rows import Row, above

DATA = Path(os.environ.get("TERTULIA_DATA") or Path(__file__).parents[2] / "shared" / "data")
LABELS = (25, 50, 100, 200, 400)
GOAL_AT = 200
GOAL, STARTED_AT = 12.0, 38.0  # points; the macro-F1 that the goal was set from
DRAWS = 10
SPEED_POSTS = 20_000
Labelled = Iterator[tuple[str, str]]  # texts, and what a person said of them


@dataclass(frozen=True)
class Set:
    name: str
    task: str
    lang: str
    read: Callable[[], Labelled]


def run(quick: bool) -> list[Row]:
    """Measured in a process of its own: scikit-learn stays out of this one."""
    command = [sys.executable, "-m", "benchmarks.teaching", "2" if quick else str(DRAWS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [Row(**row) for row in json.loads(answer.splitlines()[-1])]


def _airlines(path: str) -> Callable[[], Labelled]:
    def rows() -> Labelled:
        with (DATA / path).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["text"], row["airline_sentiment"]

    return rows


def _emotions(lang: str) -> Callable[[], Labelled]:
    def rows() -> Labelled:
        with (DATA / "emoevent" / "splits" / lang / "train.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["tweet"], row["emotion"].replace("others", "none")

    return rows


def _intents(lang: str) -> Callable[[], Labelled]:
    def rows() -> Labelled:
        from tertulia.posts.schema import INTENTS
        from tertulia.understand.labelled import labelled, texts_of

        posts = [post for post in labelled() if post.lang == lang and not post.teaches]
        for text, post in zip(texts_of(posts, DATA), posts, strict=True):
            yield text, ",".join(name for name, yes in zip(INTENTS, post.final, strict=False) if yes)

    return rows


SETS = (
    Set("Spanish airlines", "sentiment", "es", _airlines("airlines_es/tweets_public.csv")),
    Set("US airlines", "sentiment", "en", _airlines("airlines_us/Tweets.csv")),
    Set("Spanish events", "emotion", "es", _emotions("es")),
    Set("Spanish posts to organisations", "intents", "es", _intents("es")),
)


def measure(draws: int) -> list[dict[str, Any]]:
    """Nothing where the sets are not there."""
    if not DATA.is_dir():
        return []
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # on small matrices threads only wait for each other
        rows = [row for number, one in enumerate(SETS) for row in _curve(one, draws, sampled=number == 0)]
    return [_plain(row) for row in [*rows, *_cost()]]


def _plain(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.as_dict().items() if name != "ratio"}


def _material(one: Set) -> Any:
    """All posts of a set, the first of those that are copies of one another."""
    import pyarrow as pa

    from tertulia.understand.adapting.lesson import LABELS as SCHEMA
    from tertulia.understand.adapting.material import material, model_of
    from tertulia.understand.adapting.parts import PARTS

    texts, values = zip(*one.read(), strict=True)
    columns = {"post": range(len(texts)), "text": texts, "title": [None] * len(texts)}
    columns |= {name: [value] * len(texts) for name, value in (("lang", one.lang), ("task", one.task))}
    labels = pa.table({**columns, "value": values}).cast(SCHEMA)
    part = PARTS[one.task]
    found = model_of(part, one.lang)
    if found is None:
        raise ValueError(f"no model reads {one.task} in {one.lang}")
    every = material(part, *found, labels)
    return every.take(np.unique(every.alike, return_index=True)[1])


def _curve(one: Set, draws: int, sampled: bool) -> list[Row]:
    every = _material(one)
    start, truth = _shipped(every), every.truth
    begin = _macro(truth, start)
    rows = [Row(f"{one.name}, {one.task}: as shipped", begin, "macro-F1", note=f"{len(every):,} posts")]
    for count in LABELS:
        if 2 * count <= len(every) or count <= 200 < len(every):
            rows.append(_at(one, every, count, draws))
    if sampled:
        rows.append(_uncertain(one, every, draws))
    return rows


def _at(one: Set, every: Any, count: int, draws: int) -> Row:
    from tertulia.understand.adapting.teaching import result_of

    gains, ends, kept = [], [], 0
    for draw in range(draws):
        order = np.random.default_rng(draw).permutation(len(every))
        gain, end, held = _taught(every, order[:count], order[count:])
        gains.append(gain)
        ends.append(end)
        kept += result_of(every.take(order[:count]), held).kept
    middle, spread = float(np.mean(gains)), 1.96 * float(np.std(gains, ddof=1)) if draws > 1 else 0.0
    note = (
        f"to {np.mean(ends):.1f}; 95 % of draws {middle - spread:+.1f} to {middle + spread:+.1f}; "
        f"found to be better, and kept, in {kept} of {draws}"
    )
    name = f"{one.name}, {one.task}: {count} labels bring"
    if one is SETS[0] and count == GOAL_AT:
        return above(
            name,
            middle,
            "points",
            GOAL,
            f"{note}; from {STARTED_AT:.0f}, where the goal was set: {np.mean(ends) - STARTED_AT:+.1f}",
        )
    return Row(name, middle, "points", note=note)


def _taught(every: Any, some: Any, rest: Any) -> tuple[float, float, Any]:
    """What learning from some posts brings on the rest, in points; where it ends; and what was held out."""
    from tertulia.understand.adapting.solving import hold_out, learn

    held = hold_out(every.take(some))
    scores = learn(every, some).scores(every, rest)
    told = every.part.said(held.line.chances(every, scores), held.line.thresholds, every.task.exclusive)
    before = _macro(every.truth[rest], _shipped(every)[rest])
    after = _macro(every.truth[rest], told)
    return after - before, after, held


def _uncertain(one: Set, every: Any, draws: int) -> Row:
    """The same number of labels, of which all but the first 50 are those that the models are least sure of,
    25 at a time."""
    from tertulia.understand.adapting.adapter import chances
    from tertulia.understand.adapting.solving import learn

    gains = []
    for draw in range(draws):
        order = np.random.default_rng(draw).permutation(len(every))
        some = order[:50]
        while len(some) < GOAL_AT:
            rest = np.setdiff1d(order, some)
            p = np.sort(chances(learn(every.take(some), np.arange(len(some))).scores(every, rest), True))
            some = np.concatenate([some, rest[np.argsort(p[:, -1] - p[:, -2])[:25]]])
        gains.append(_taught(every, some, np.setdiff1d(order, some))[0])
    name = f"{one.name}, {one.task}: {GOAL_AT} labels, the uncertain posts, bring"
    return Row(name, float(np.mean(gains)), "points", note=f"standard deviation {np.std(gains):.1f}")


def _shipped(every: Any) -> Any:
    return every.part.said(every.given, every.thresholds, every.task.exclusive)


def _macro(truth: Any, said: Any) -> float:
    from tertulia.understand.adapting.scoring import macro

    occurs = truth.any(axis=0)
    return 100 * float(macro(np.ones((1, len(truth))), truth[:, occurs], said[:, occurs])[0])


def _cost() -> list[Row]:
    """What an adaptation costs: seconds to teach, posts a second with and without it, bytes."""
    import tempfile

    from tertulia.home import Home

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TERTULIA_HOME"] = folder
        return _costs(Home.of().models)


def _costs(folder: Path) -> list[Row]:
    import pyarrow as pa

    from benchmarks.reading import texts_of
    from tertulia.understand.adapting.api import LABELS as SCHEMA
    from tertulia.understand.adapting.api import teach
    from tertulia.understand.api import read, warm_up

    posts = pa.table({"text": texts_of(SPEED_POSTS)})
    warm_up()
    plain = _speed(lambda: read(posts))
    texts, values = zip(*list(SETS[0].read())[:1_000], strict=True)
    columns = {"post": range(1_000), "text": texts, "title": [None] * 1_000, "lang": ["es"] * 1_000}
    labels = pa.table({**columns, "task": ["sentiment"] * 1_000, "value": values}).cast(SCHEMA)
    started = time.perf_counter()
    teach(labels, folder, "bench")
    seconds = time.perf_counter() - started
    adapted = _speed(lambda: read(posts))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 2**10
    return [
        Row("Teaching sentiment with 1,000 labels", seconds, "s", note=f"{size:,.0f} KiB on disk"),
        above("All tasks with an adaptation, one core", adapted, "posts/s", 5_000, f"{plain:,.0f} without"),
    ]


def _speed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return SPEED_POSTS / (time.perf_counter() - started)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)))
