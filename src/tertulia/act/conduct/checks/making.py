"""How a text was made: pasted everywhere, or written by a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tertulia.act.conduct.checks import sources
from tertulia.act.conduct.checks.base import WARNING, Asked, Check, Hit, plain
from tertulia.i18n import Text

SHORTEST = 60  # letters; shorter texts are alike by themselves
ALIKE = 0.85
_PIECE = 5
_LINK = re.compile(r"https?://\S+|[@#]\w+")


def alike(one: str, other: str) -> float:
    """How much two texts share, 0 to 1: Jaccard over pieces of five letters, links and names left out."""
    ones, others = _pieces(one), _pieces(other)
    return len(ones & others) / len(ones | others) if ones and others else 0.0


def _pieces(text: str) -> set[str]:
    bare = " ".join(_LINK.sub(" ", plain(text)).split())
    return {bare[at : at + _PIECE] for at in range(len(bare) - _PIECE + 1)}


def pasted(asked: Asked) -> Iterator[Hit]:
    """Nearly the same text went out, or stands, elsewhere."""
    if len(asked.text) < SHORTEST:
        return
    same = sum(alike(asked.text, other) >= ALIKE for other in asked.earlier)
    if same:
        cause = Text("Nearly the same text was used {same} times of late.", same=same)
        if same == 1:
            cause = Text("Nearly the same text was used once of late.")
        remedy = Text("Write it for the people of this channel, or for this person.")
        yield Hit(0, len(asked.text), cause, remedy)


def made(asked: Asked) -> Iterator[Hit]:
    """Its author told that a machine wrote it and nobody went over it."""
    if asked.origin == "machine":
        cause = Text("A machine wrote the text and nobody has gone over it.")
        remedy = Text("Go over it and answer for it, or say in the text that a machine wrote it.")
        yield Hit(0, 0, cause, remedy)


CHECKS = (
    Check(
        "pasted",
        Text("Same text everywhere"),
        WARNING,
        Text("Each place has its people and its ways; the same text in all of them speaks to none."),
        (sources.WOMMA_OPINION,),
        pasted,
    ),
    Check(
        "machine",
        Text("Written by a machine"),
        WARNING,
        Text(
            "Texts on matters of public interest that a machine wrote are to be told as such unless a person "
            "went over them and answers for them. Tertulia asks, and writes the answer down."
        ),
        (sources.AI_ACT, sources.WOMMA_OPINION),
        made,
    ),
)
