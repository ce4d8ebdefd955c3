"""What a person may do on one channel: what their role may, unless an owner decided otherwise there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tertulia.team import losses
from tertulia.team.access import may
from tertulia.team.audit import record
from tertulia.team.models import Act, ChannelRight, Person, Role

OF_ROLE: Mapping[Role, frozenset[Act]] = {
    Role.VIEWER: frozenset({Act.READ}),
    Role.TRAINEE: frozenset({Act.READ, Act.DRAFT}),
    Role.RESPONDER: frozenset({Act.READ, Act.DRAFT, Act.REPLY}),
    Role.EDITOR: frozenset({Act.READ, Act.DRAFT, Act.REPLY, Act.PUBLISH}),
    Role.MANAGER: frozenset(Act),
    Role.OWNER: frozenset(Act),
}


def may_on(person: Any, act: str, channel: int) -> bool:
    """Whether a person may do this on a channel. Nobody signed in, or an act that is none, may not.

    Owners always may: whoever decides on the rights could give them to themselves anyway.
    """
    if act not in Act.values or not may(person, Role.VIEWER):
        return False
    if person.role == Role.OWNER:
        return True
    own = ChannelRight.objects.filter(person=person, channel=channel, act=act).first()
    return own.allowed if own else Act(act) in OF_ROLE[Role(person.role)]


def rights_on(person: Person, channel: int) -> frozenset[Act]:
    """All that a person may do on a channel."""
    return frozenset(act for act in Act if may_on(person, act, channel))


def people_who_may(act: str, channel: int) -> list[Person]:
    """Everyone who may do this on a channel, by name."""
    people = Person.objects.filter(is_active=True).order_by("first_name", "username")
    return [person for person in people if may_on(person, act, channel)]


def set_rights(person: Person, channel: int, acts: frozenset[Act], by: Person, name: str = "") -> None:
    """From now on the person may do exactly this on the channel (`name`: what people call it), until their
    role changes it: only what differs from the role is kept. They are told what they lost."""
    before = rights_on(person, channel)
    usual = OF_ROLE[Role(person.role)]
    with transaction.atomic():
        ChannelRight.objects.filter(person=person, channel=channel).delete()
        ChannelRight.objects.bulk_create(
            ChannelRight(person=person, channel=channel, act=act, allowed=act in acts)
            for act in Act
            if (act in acts) != (act in usual)
        )
        after = rights_on(person, channel)
        losses.of_rights(person, before, after, channel, name, by)
        told = {"before": sorted(before), "after": sorted(after)}
        record(by, "person.rights_changed", person.username, channel=channel, **told)
