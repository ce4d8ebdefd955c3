"""The accuracy of readings in words."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.listen.accuracy.estimates import LEAST
from tertulia.listen.accuracy.results import Group
from tertulia.listen.explorer import labels
from tertulia.listen.measuring.words import measured_range, measured_share


def in_a_line(group: Group, where: str = "") -> str:
    """ "On your own posts: right in 71% (64–78%), from 60 checked."; `where`: the part that it holds for."""
    figure, number = group.accuracy, labels.number(group.read)
    if figure is None:
        few = Text(
            "On your own posts: too few to tell ({number} checked, {least} needed).",
            number=number,
            least=LEAST,
        )
        return str(few)
    said = {"share": measured_share(figure.value), "range": measured_range(figure), "number": number}
    if where:
        of_part = Text(
            "On your own posts ({where}): right in {share} ({range}), from {number} checked.",
            where=where,
            **said,
        )
        return str(of_part)
    return str(Text("On your own posts: right in {share} ({range}), from {number} checked.", **said))
