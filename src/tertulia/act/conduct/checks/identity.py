"""Does who speaks say who they are? Posing as a customer, hiding who pays, speaking without the charge."""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.act.conduct.checks import sources
from tertulia.act.conduct.checks.base import STOP, WARNING, Asked, Check, Hit, hits, names_us, words
from tertulia.i18n import Text

POSING = words("posing")
PRAISE = words("praise")
HIDING = words("hiding")
_NO_CUSTOMER = Text("Speak as what you are: “we”, the house, with what you know of it from inside.")


def posing(asked: Asked) -> Iterator[Hit]:
    """On a channel of ours: words of a customer, or first-person praise of ourselves."""
    if asked.relation:
        return
    cause = Text("A channel of ours speaks as if it were a customer.")
    yield from hits(POSING, asked.plain, cause, _NO_CUSTOMER)
    if names_us(asked):
        cause = Text("A channel of ours praises ourselves in the first person, as a customer would.")
        yield from hits(PRAISE, asked.plain, cause, _NO_CUSTOMER)


def hiding(asked: Asked) -> Iterator[Hit]:
    """Denying the tie that there is."""
    cause = Text("The text denies a tie with us, or claims to be independent, and who writes is tied to us.")
    remedy = Text("Take it out, and say who writes and for whom.")
    yield from hits(HIDING, asked.plain, cause, remedy)


def uncharged(asked: Asked) -> Iterator[Hit]:
    """Someone writes for a channel for which others were named."""
    if asked.speaks is False:
        cause = Text("Nobody wrote down that you speak for this channel; others are named for it.")
        remedy = Text("Let someone write who speaks for it, or have yourself named in the register.")
        yield Hit(0, 0, cause, remedy)


CHECKS = (
    Check(
        "posing",
        Text("Posing as a customer"),
        STOP,
        Text("Who speaks for us never pretends to be a customer, nor writes a review of ourselves."),
        (sources.WOMMA_IDENTITY, sources.FTC_INSIDERS, sources.UNFAIR),
        posing,
    ),
    Check(
        "hidden-identity",
        Text("Hiding who speaks"),
        STOP,
        Text("Denying a tie that there is deceives readers, whatever else the text says."),
        (sources.WOMMA_IDENTITY, sources.WOMMA_RELATIONSHIP, sources.UNFAIR),
        hiding,
    ),
    Check(
        "not-a-speaker",
        Text("Speaking for a channel without being named"),
        WARNING,
        Text("It is known who of the team speaks for whom; the rest ask them."),
        (sources.WOMMA_RELATIONSHIP,),
        uncharged,
    ),
)
