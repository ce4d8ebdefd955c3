"""Is a relationship with us told, in words that readers understand and where they see them?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tertulia.act.conduct.checks import sources
from tertulia.act.conduct.checks.base import RELATED, STOP, WARNING, Asked, Check, Hit, names_us, plain, words
from tertulia.i18n import Text

CLEAR = words("clear")
VAGUE = words("vague")
FOLDED = 200  # letters that most networks show before they fold a text
_TAG = re.compile(r"#\w+")
_REMEDY = Text(
    "Say it first, in plain words: “Publicidad”, “Regalo de…”, “Trabajo en…”; "
    "“Ad”, “Gifted by…”, “I work for…”."
)


def missing(asked: Asked) -> Iterator[Hit]:
    """Someone related to us names us, or we show someone related, and nothing says so."""
    if CLEAR.search(asked.plain):
        return
    if asked.relation in RELATED and names_us(asked):
        yield Hit(
            0, 0, Text("Who writes has a relationship with us, and the text does not tell it."), _REMEDY
        )
    for handle, kind in asked.related if not asked.relation else ():
        at = re.search(rf"@{re.escape(handle)}(?![\w.-]*\w)", asked.text, re.IGNORECASE)
        if at and kind in ("ambassador", "paid", "gifted", "partner"):
            cause = Text(
                "@{handle} has a relationship with us, and the text does not tell it.", handle=handle
            )
            yield Hit(at.start(), at.end(), cause, _REMEDY)


def unclear(asked: Asked) -> Iterator[Hit]:
    """A label that readers do not understand, or that they do not see."""
    clear = list(CLEAR.finditer(asked.plain))
    if not clear:
        for found in sorted([*VAGUE.finditer(asked.plain), *_thanking(asked)], key=re.Match.start):
            cause = Text("“{label}” does not tell readers that there is a relationship.", label=found.group())
            yield Hit(found.start(), found.end(), cause, _REMEDY)
    if clear and all(_buried(asked.text, found.start()) for found in clear) and _must_tell(asked):
        first = clear[0]
        cause = Text("The label stands where few see it: among hashtags, or far from the beginning.")
        yield Hit(first.start(), first.end(), cause, Text("Put it at the beginning of the text."))


def _thanking(asked: Asked) -> Iterator[re.Match[str]]:
    """Hashtags that thank us, as if that told a tie."""
    for name in asked.brands:
        yield from re.finditer(rf"#(?:thanks|thankyou|gracias){re.escape(plain(name))}(?!\w)", asked.plain)


def _must_tell(asked: Asked) -> bool:
    return asked.relation in RELATED or any("#" in found.group() for found in CLEAR.finditer(asked.plain))


def _buried(text: str, at: int) -> bool:
    """Whether a label at this place is hard to see."""
    if at > FOLDED:
        return True
    return text[at : at + 1] == "#" and len(_TAG.findall(text[:at])) >= 2


CHECKS = (
    Check(
        "missing-disclosure",
        Text("Relationship not told"),
        STOP,
        Text(
            "Whoever is employed, paid, given something or otherwise tied to us says so when they speak of "
            "us: readers weigh an opinion by where it comes from."
        ),
        (
            sources.WOMMA_RELATIONSHIP,
            sources.FTC_GUIDES,
            sources.INFLUENCERS_ES,
            sources.LSSI,
            sources.RELEVANT_USERS,
        ),
        missing,
    ),
    Check(
        "unclear-label",
        Text("Label that few understand or see"),
        WARNING,
        Text(
            "A label counts when anyone understands it at first sight, without unfolding the text, without "
            "looking for it among hashtags and without knowing the trade's short forms."
        ),
        (sources.FTC_101, sources.INFLUENCERS_ES),
        unclear,
    ),
)
