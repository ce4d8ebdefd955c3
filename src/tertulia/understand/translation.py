"""Labelled texts in another language, by Debian's rule-based Apertium: it runs offline and gives the same
words for the same text each time. What was translated is kept in the person's cache folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from tertulia.errors import Problem
from tertulia.i18n import Text

PAIRS = {("en", "es"): "eng-spa", ("es", "en"): "spa-eng"}
_AT_ONCE = 2_000  # texts handed over together: starting the translator takes longer than a text
_OWN_SIGNS = str.maketrans(
    {"[": "(", "]": ")", "<": "‹", ">": "›", "{": "(", "}": ")"} | dict.fromkeys("\\^$", " ")
)


def translate(texts: Sequence[str], source: str, target: str) -> list[str]:
    """The texts, in their order; line breaks become spaces. Raises `Problem` where Apertium is missing."""
    pair = PAIRS[source, target]
    prepared = [" ".join(text.split()).translate(_OWN_SIGNS) for text in texts]
    kept = _kept(pair, prepared)
    if kept.exists():
        translated: list[str] = json.loads(kept.read_text("utf-8"))
        return translated
    translated = []
    for start in range(0, len(prepared), _AT_ONCE):
        translated += _translate(prepared[start : start + _AT_ONCE], pair)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(translated, ensure_ascii=False), "utf-8")
    return translated


def _kept(pair: str, texts: list[str]) -> Path:
    digest = hashlib.sha256("\n".join([pair, *texts]).encode()).hexdigest()
    return (
        Path(platformdirs.user_cache_dir("tertulia", appauthor=False))
        / "translations"
        / f"{digest[:24]}.json"
    )


def _translate(texts: list[str], pair: str) -> list[str]:
    program = shutil.which("apertium")
    if program is None:
        raise Problem(
            "no-translator",
            Text("The models learn from translated texts, and Apertium is not installed."),
            Text("Install Debian's packages apertium and apertium-eng-spa."),
        )
    done = subprocess.run(
        [program, "-u", "-f", "txt", pair],
        input="\n\n".join(texts) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    parts = [part.strip() for part in done.stdout.rstrip("\n").split("\n\n")]
    if len(parts) != len(texts):
        raise Problem(
            "bad-translation",
            Text("Apertium gave {given} texts back for {asked}.", given=len(parts), asked=len(texts)),
            Text("Install the version of Debian's apertium-eng-spa that docs/models/README.md names."),
        )
    return parts
