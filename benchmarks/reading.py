"""How fast posts are read, all tasks together, on one core; how long the models take to load, their memory
and size; and, from their cards, how good they are.

Times are the processor's, which other processes on the machine hardly change.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, above, below

WEIGHTS = Path(__file__).parent.parent / "src" / "tertulia" / "understand" / "weights"

POSTS = 40_000
AT_ONCE = 8_000  # posts in memory at a time: they are not to be counted with the models
PEER_POSTS = 4_000


def run(quick: bool) -> list[Row]:
    """Measured in a process of its own, so that its memory is known.

    The peer is what the field would do with the same data: scikit-learn's TF-IDF of the same n-grams and one
    logistic regression for each task, after py3langid's own loop over the texts.
    """
    command = [sys.executable, "-m", "benchmarks.reading", "0.1" if quick else "1"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [Row(**row) for row in json.loads(answer.splitlines()[-1])]


def texts_of(count: int) -> list[str]:
    """Posts of about 140 characters, different from one another, in Spanish and English."""
    spanish = "El concierto de anoche en la plaza fue {} 😍 gracias por venir, ¿repetimos el día {}? #Feria"
    english = (
        "We waited {} minutes at the door and nobody answered, please fix this before the show on day {}"
    )
    return [
        f"{(spanish if i % 4 else english).format(f'n{i:x}', i % 97)} @ana{i} https://t.example/{i:x}"
        for i in range(count)
    ]


def measure(scale: float) -> list[dict[str, Any]]:
    _as_installed()
    started = time.process_time()
    before = resident()
    from tertulia.understand.api import warm_up

    warm_up()
    loaded = time.process_time() - started
    ours = speed(max(1_000, int(POSTS * scale)))
    grown = resident() - before
    theirs = peer(texts_of(max(500, int(PEER_POSTS * scale))))
    weights = sum(path.stat().st_size for path in WEIGHTS.rglob("*.npz")) / 1e6
    name = "All tasks together, one core"
    rows = [
        replace(
            above(name, ours, "posts/s", 5_000, "of processor time"),
            peer="scikit-learn and py3langid",
            peer_value=theirs,
        ),
        below(
            "Models loaded and ready (compiled code cached)",
            loaded,
            "s",
            1,
            "processor time, imports included",
        ),
        below("Memory held after reading", grown, "MB", 300, "NumPy, Arrow and Numba included"),
        below("Weights of all models together", weights, "MB", 30, "languages included"),
    ]
    return [asdict(row) for row in rows]


def _as_installed() -> None:
    """Arrow loads pandas where it finds it, and only those who develop or use notebooks have it."""
    sys.meta_path.insert(0, _WithoutPandas())


class _WithoutPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def speed(count: int) -> float:
    """Posts a second."""
    import pyarrow as pa

    from tertulia.understand.api import read

    texts, taken = texts_of(count), 0.0
    for start in range(0, count, AT_ONCE):
        posts = pa.table({"text": texts[start : start + AT_ONCE]})
        started = time.process_time()
        read(posts)
        taken += time.process_time() - started
    return count / taken


def resident() -> float:
    """Megabytes in memory now; the peak that the system keeps may be that of the process before."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peer(texts: list[str]) -> float:
    """Posts a second of scikit-learn with as many linear models of the same kind."""
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
    ).fit(texts[:500])
    labels = 13  # sentiment 3, emotion 6, offensive 4
    weights = np.ones((features.transform(texts[:1]).shape[1], labels))
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de"])
    started = time.process_time()
    for text in texts:
        identifier.classify(text)
    features.transform(texts) @ weights
    return len(texts) / (time.process_time() - started)


def quality() -> str:
    """A section of the page: how good the shipped models are."""
    from tertulia.understand.cards import cards
    from tertulia.understand.evaluate import table

    return f"""## Quality of the readings

From the models' cards ([docs/models](models/README.md) says how to read them): cross-validation over training
and development splits, intervals of 95 %. Published figures are of official test splits.

{table(cards())}
"""


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)))
