"""What an owner may change about the people of the team."""

from __future__ import annotations

from django.db import transaction

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team import losses
from tertulia.team.audit import record
from tertulia.team.models import ApiToken, Person, Role


def set_role(person: Person, role: Role, by: Person) -> None:
    """Give a person another role; refused where nobody would own the workspace."""
    with transaction.atomic():
        before, person.role = person.role, role
        person.save(update_fields=["role"])
        _keep_an_owner()
        losses.of_role(person, Role(before), role, by)
        record(by, "person.role_changed", person.username, before=before, after=role.value)


def set_access(person: Person, is_active: bool, by: Person) -> None:
    """Close or open a person's access. Closing ends their sessions at once and keeps what they did."""
    with transaction.atomic():
        person.is_active = is_active
        person.save(update_fields=["is_active"])
        _keep_an_owner()
        record(by, "person.activated" if is_active else "person.deactivated", person.username)


def _keep_an_owner() -> None:
    if not Person.objects.filter(role=Role.OWNER, is_active=True).exists():
        raise Problem(
            "last-owner",
            Text("The workspace would be left without an owner."),
            Text("Make another person an owner first."),
        )


def tokens_of(person: Person) -> list[ApiToken]:
    """A person's live tokens; an owner sees everyone's."""
    live = ApiToken.objects.filter(revoked_at=None).select_related("person").order_by("-created_at")
    return list(live if person.role == Role.OWNER else live.filter(person=person))
