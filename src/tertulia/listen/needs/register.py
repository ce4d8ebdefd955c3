"""The register as an address asks for it: a selection of posts, and which needs, in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.asked import Asked, asked
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.needs.asking import ASKING
from tertulia.listen.needs.keeping import live
from tertulia.listen.needs.models import NeedKind, NeedState
from tertulia.listen.needs.standing import SORTS, Standing, members, ordered, standings

# name in the address → values, the first being the default
CHOICES: dict[str, tuple[str, ...]] = {
    "state": ("", *NeedState.values),
    "asks": ("", *NeedKind.values),
    "order": SORTS,
}


@dataclass(frozen=True)
class Register:
    """What is asked for; `chosen` has a value for each of CHOICES."""

    asked: Asked
    chosen: dict[str, str]
    problems: list[Problem]

    @cached_property
    def question(self) -> Question:
        return Question(self.asked.selection, self.asked.store, self.asked.monitors)

    @property
    def own_pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.chosen.items() if value != CHOICES[name][0]]

    @property
    def query(self) -> str:
        """The address of all this, without "?"."""
        return urlencode([*self.asked.selection.pairs(), *self.own_pairs])

    def with_choice(self, name: str, value: str) -> Register:
        return replace(self, chosen=self.chosen | {name: value})

    @cached_property
    def every(self) -> list[Standing]:
        """The needs of the selection, whatever their state and kind."""
        return standings(self.question, live())

    @property
    def found(self) -> list[Standing]:
        """Those asked for, in the order asked for."""
        kept = [
            each
            for each in self.every
            if self.chosen["state"] in ("", each.need.state) and self.chosen["asks"] in ("", each.need.kind)
        ]
        return ordered(kept, self.chosen["order"])

    def counts(self, name: str) -> dict[str, int]:
        """How many needs of the selection have each state, or are of each kind, the other choice kept."""
        other = "asks" if name == "state" else "state"
        field = {"state": "state", "asks": "kind"}
        kept = [each for each in self.every if self.chosen[other] in ("", getattr(each.need, field[other]))]
        return Counter(getattr(each.need, field[name]) for each in kept)

    @cached_property
    def asking(self) -> int:
        """The posts of the selection that ask something, in a need or not."""
        others = replace(self.asked.selection, intents=tuple(sorted(ASKING)), whose="others")
        return Question(others, self.asked.store, self.asked.monitors).total

    @property
    def elsewhere(self) -> int:
        """Live needs that no post of the selection says."""
        return len(set(members().values())) - len(self.every)


def register(request: HttpRequest) -> Register:
    """The register of the request's address; a value that there is not is told and left out."""
    found = asked(request)
    chosen, problems = {}, list(found.problems)
    for name, values in CHOICES.items():
        given = request.GET.get(name, "")
        if given and given not in values:
            cause = Text("{name} has no value “{value}”.", name=name, value=given[:40])
            choices = Text("Choose one of: {choices}.", choices=", ".join(filter(None, values)))
            problems.append(Problem("bad-choice", cause, choices, place=name))
        chosen[name] = given if given in values else values[0]
    return Register(found, chosen, problems)


def as_dict(asked_for: Register) -> dict[str, Any]:
    """The register as files and the API have it."""
    from tertulia.listen.needs.views import as_dict as need_as_dict

    return {
        "selection": asked_for.query,
        "asking": asked_for.asking,
        "needs": [need_as_dict(each) for each in asked_for.found],
    }
