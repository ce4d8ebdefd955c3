"""What the rest of the house may use of objectives: they, their audiences and messages, by number.

What was deleted is not listed, and `find_…` raises `Problem` (no-such-objective, no-such-audience,
no-such-message) for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.objectives.models import Audience, ChannelUse, Message, Objective

__all__ = [
    "AudienceInfo",
    "MessageInfo",
    "ObjectiveInfo",
    "audiences",
    "find_audience",
    "find_message",
    "find_objective",
    "messages",
    "objectives",
]


@dataclass(frozen=True)
class ObjectiveInfo:
    """An objective as others see it: `kind` and `state` are values of their choices."""

    number: int
    title: str
    kind: str
    state: str
    why: str
    owner: str
    starts: date
    ends: date | None


@dataclass(frozen=True)
class AudienceInfo:
    """An audience; `query` is the explorer's address of the posts that show it."""

    number: int
    title: str
    description: str
    query: str
    objectives: tuple[int, ...]


@dataclass(frozen=True)
class MessageInfo:
    """A message; `need` is a number of `listen`, as are the `channels` on which it is said."""

    number: int
    title: str
    text: str
    objective: int
    audience: int | None
    need: int | None
    channels: tuple[int, ...]


def objectives(*, open_only: bool = False) -> list[ObjectiveInfo]:
    """All objectives, or only those planned and under way."""
    found = Objective.objects.filter(deleted_at=None).select_related("owner")
    return [
        _objective(one) for one in (found.filter(state__in=("planned", "running")) if open_only else found)
    ]


def audiences(objective: int | None = None) -> list[AudienceInfo]:
    """All audiences, or those of an objective."""
    found = Audience.objects.filter(deleted_at=None).prefetch_related("objectives")
    return [_audience(one) for one in (found if objective is None else found.filter(objectives=objective))]


def messages(objective: int | None = None) -> list[MessageInfo]:
    """All messages, or those of an objective."""
    found = Message.objects.filter(deleted_at=None, objective__deleted_at=None).prefetch_related("uses")
    return [_message(one) for one in (found if objective is None else found.filter(objective=objective))]


def find_objective(number: int) -> ObjectiveInfo:
    found = Objective.objects.filter(pk=_fits(number), deleted_at=None).select_related("owner").first()
    if found is None:
        raise Problem("no-such-objective", Text("There is no objective {number}.", number=number))
    return _objective(found)


def find_audience(number: int) -> AudienceInfo:
    found = Audience.objects.filter(pk=_fits(number), deleted_at=None).first()
    if found is None:
        raise Problem("no-such-audience", Text("There is no audience {number}.", number=number))
    return _audience(found)


def find_message(number: int) -> MessageInfo:
    found = Message.objects.filter(pk=_fits(number), deleted_at=None).first()
    if found is None:
        raise Problem("no-such-message", Text("There is no message {number}.", number=number))
    return _message(found)


def _fits(number: int) -> int:
    return number if abs(number) < 2**63 else 0  # no number of ours is larger than the database holds


def _objective(one: Objective) -> ObjectiveInfo:
    owner = one.owner.shown_name if one.owner else ""
    return ObjectiveInfo(one.pk, one.title, one.kind, one.state, one.why, owner, one.starts, one.ends)


def _audience(one: Audience) -> AudienceInfo:
    numbers = tuple(objective.pk for objective in one.objectives.all() if objective.deleted_at is None)
    return AudienceInfo(one.pk, one.title, one.description, one.query, numbers)


def _message(one: Message) -> MessageInfo:
    uses: list[ChannelUse] = [use for use in one.uses.all() if use.deleted_at is None]
    channels = tuple(dict.fromkeys(use.channel for use in uses))
    return MessageInfo(one.pk, str(one), one.text, one.objective_id, one.audience_id, one.need, channels)
