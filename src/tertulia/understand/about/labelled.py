"""Posts that name two companies, labelled with what they say of each. Those of the labelled sets are
kept as ids and found again in their folder; those written for Tertulia stand here whole.

The labels follow docs/models/about-guide.md and were given, by a language model, before anything was tuned.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from tertulia.understand.about.marks import Span
from tertulia.understand.labelled import TEXTS, id_of

LABELS = Path(__file__).parent.parent / "labels" / "about.tsv"
WRITTEN = "written-"


@dataclass(frozen=True)
class Told:
    """A post, the patterns of its two subjects' names, and what it says of each (of schema.SENTIMENTS)."""

    corpus: str
    id: str
    text: str
    names: tuple[str, str]
    said: tuple[str, str]

    @property
    def lang(self) -> str:
        return "en" if self.corpus in ("airlines-us", "written-en") else "es"

    @property
    def develops(self) -> bool:
        """Whether it may be looked at when cues are made; the other half is only measured on."""
        return int(self.id, 16) % 2 == 0

    @property
    def spans(self) -> list[Span]:
        """Where its text names them, as whole words."""
        return [
            Span(*match.span(), subject)
            for subject, name in enumerate(self.names)
            for match in re.finditer(rf"(?:{name})\w*", self.text, re.IGNORECASE)
        ]


def labelled(data: Path | None) -> list[Told]:
    """All of them; without `data` (the folder of the labelled sets) only those written for Tertulia."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    texts = _texts({row["corpus"] for row in rows if not row["text"]}, data) if data else {}
    return [
        Told(
            row["corpus"],
            row["id"],
            row["text"] or texts[row["id"]],
            (row["first"], row["second"]),
            (row["first_said"], row["second_said"]),
        )
        for row in rows
        if row["text"] or data
    ]


def _texts(corpora: set[str], data: Path) -> dict[str, str]:
    folded = (" ".join(text.split()) for corpus in corpora for text in TEXTS[corpus](data))
    return {id_of(text): text for text in folded}
