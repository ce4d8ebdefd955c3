"""Who may do what with a publication."""

from __future__ import annotations

from typing import Any

from tertulia.act.publishing.models import Publication
from tertulia.team.api import Act, may_on


def act_of(conversation: int | None) -> Act:
    """The right that an order needs: answering people, or publishing."""
    return Act.PUBLISH if conversation is None else Act.REPLY


def may_act(person: Any, row: Publication) -> bool:
    """Whether the person may order, cancel or retry it on its channel."""
    return may_on(person, act_of(row.conversation), row.channel)
