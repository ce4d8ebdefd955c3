"""How large an audience is: the people who wrote."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from tertulia.i18n import Text
from tertulia.listen.explorer import labels, sentence
from tertulia.listen.explorer.api import panel
from tertulia.listen.explorer.measures.asking import Question
from tertulia.plan.objectives.measures import Ground

_PERIOD = ("period", "since", "until")
_PLACES = 4


@dataclass(frozen=True)
class Size:
    """The distinct accounts that wrote on the days of the choice (the last 365 where it names none), in how
    many posts, and on which networks they are most. Who only reads cannot be counted."""

    people: int
    posts: int
    estimated: bool
    period: str
    query: str
    places: tuple[str, ...]

    @property
    def words(self) -> str:
        people = labels.people(self.people)
        about = str(Text("about {people}", people=people)) if self.estimated else people
        return str(Text("{people} wrote, in {posts}", people=about, posts=labels.posts(self.posts)))


def size(query: str, ground: Ground) -> Size:
    """The size of the audience of an address query."""
    named = any(name in _PERIOD for name, _ in parse_qsl(query))
    asked = query if named else f"{query}&period=365d".lstrip("&")
    selection = ground.selection(asked)
    question = Question(selection, ground.store, ground.monitors)
    row = question.ask("totals")[0]
    return Size(
        row["people"],
        row["posts"],
        question.estimates,
        sentence.period(selection),
        selection.query,
        _places(question),
    )


def _places(question: Question) -> tuple[str, ...]:
    made = panel("networks", question.selection, question.store, question.monitors)
    return tuple(str(made.value(row, "label")) for row in made.rows[:_PLACES])
