"""Ready-made exclusions: what hardly any monitor wants, kept as pieces of a search in text files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tertulia.i18n import Text

_FOLDER = Path(__file__).parent / "ready_made"
_TITLES = {
    "job-offers": Text("Job offers"),
    "giveaways": Text("Giveaways and lotteries"),
    "automatic-accounts": Text("Automatic accounts"),
}


@dataclass(frozen=True)
class Ready:
    """A piece to exclude: `name` is its file's ("job-offers.es"), `language` that of the posts it is for."""

    name: str
    title: Text
    language: str
    text: str


@cache
def ready_made() -> tuple[Ready, ...]:
    """All of them, by subject and language."""
    found = []
    for subject, title in _TITLES.items():
        for path in sorted(_FOLDER.glob(f"{subject}.*.txt")):
            text = path.read_text(encoding="utf-8").strip()
            found.append(Ready(path.stem, title, path.stem.rpartition(".")[2], text))
    return tuple(found)


def find(name: str) -> Ready | None:
    return next((each for each in ready_made() if each.name == name), None)
