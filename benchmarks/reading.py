"""How fast posts are read, all tasks together, on one core; how long the models take to load, and their
memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.rows import Row

POSTS = 40_000
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
    started = time.perf_counter()
    before = resident()
    import pyarrow as pa

    from tertulia.understand.api import read, warm_up

    warm_up()
    loaded = time.perf_counter() - started
    posts = pa.table({"text": texts_of(max(1_000, int(POSTS * scale)))})
    started = time.perf_counter()
    read(posts)
    ours = len(posts) / (time.perf_counter() - started)
    grown = resident() - before
    theirs = peer(texts_of(max(500, int(PEER_POSTS * scale))))
    return [
        {
            "name": "All tasks together, one core",
            "value": ours,
            "unit": "posts/s",
            "goal": "at least 2,000 posts/s",
            "met": ours >= 2_000,
            "peer": "scikit-learn and py3langid",
            "peer_value": theirs,
        },
        {"name": "Models loaded and ready (compiled code cached)", "value": loaded, "unit": "s"},
        {"name": "Memory held after reading (models and Arrow included)", "value": grown, "unit": "MB"},
    ]


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
    started = time.perf_counter()
    for text in texts:
        identifier.classify(text)
    features.transform(texts) @ weights
    return len(texts) / (time.perf_counter() - started)


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)))
