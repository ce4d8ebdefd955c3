"""The measures of the explorer: for each a SQL file that defines it and a function that makes its panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.measures import breakdowns, over_time, voice, words
from tertulia.listen.explorer.measures import totals as figures
from tertulia.listen.explorer.measures.asking import Named, Question
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

Measure = Callable[[Question], Panel]

MEASURES: dict[str, Measure] = {
    "totals": figures.totals,
    "timeline": over_time.timeline,
    "sentiment": over_time.sentiment,
    "net": over_time.net,
    "voice": voice.voice,
    "emotion": over_time.emotion,
    "words": words.words,
    "authors": breakdowns.authors,
    **{part.name: breakdowns.measure(part) for part in breakdowns.PARTS},
    "hours": breakdowns.hours,
}


def panel(name: str, selection: Selection, store: Store, monitors: Sequence[Named] = ()) -> Panel:
    """The measure of that name, of the posts selected. Raises `Problem` for a name that is none of
    `MEASURES`."""
    measure = MEASURES.get(name)
    if measure is None:
        choices = ", ".join(MEASURES)
        raise Problem(
            "no-such-measure",
            Text("There is no measure “{name}”.", name=name),
            Text("Choose one of: {choices}.", choices=choices),
        )
    return measure(Question(selection, store, monitors))
