"""One-time links: how the first owner and the invited come in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.audit import record
from tertulia.team.models import Invitation, Person, Role

OWNER_LINK_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(hours=24)


def digest(secret: str) -> str:
    """What we keep of a secret. Secrets are 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def has_owner() -> bool:
    return Person.objects.filter(role=Role.OWNER, is_active=True).exists()


def invite(role: Role, note: str, by: Person) -> tuple[Invitation, str]:
    """A new invitation and its secret, which is nowhere else."""
    invitation, secret = _issue(role, note, by, INVITATION_LASTS)
    record(by, "person.invited", note, role=role.value)
    return invitation, secret


def owner_secret() -> str | None:
    """The secret of a fresh link for the first owner, the only one; None where an owner exists."""
    if has_owner():
        return None
    Invitation.objects.filter(invited_by=None, used_at=None).delete()
    return _issue(Role.OWNER, "", None, OWNER_LINK_LASTS)[1]


def password_link(person: Person, by: Person) -> str:
    """The secret of a link with which a person chooses a new password, in place of those before."""
    Invitation.objects.filter(person=person, used_at=None).delete()
    secret = _issue(Role(person.role), person.shown_name, by, PASSWORD_LINK_LASTS, person)[1]
    record(by, "person.password_link", person.username)
    return secret


def _issue(
    role: Role, note: str, by: Person | None, lasts: timedelta, person: Person | None = None
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        secret_hash=digest(secret),
        role=role,
        note=note,
        invited_by=by,
        expires_at=timezone.now() + lasts,
        person=person,
    )
    return invitation, secret


def find(secret: str) -> Invitation:
    """The invitation that a secret opens; a Problem where it is used, out of date or unknown."""
    invitation = Invitation.objects.filter(secret_hash=digest(secret)).first()
    if invitation is None or invitation.used_at or invitation.expires_at < timezone.now():
        raise Problem(
            "link-closed",
            Text("This link no longer opens anything: it was used already, is out of date or is incomplete."),
            Text("Ask an owner for another. If there is no owner yet, start `tertulia up` again."),
        )
    return invitation


@transaction.atomic
def redeem(secret: str, person: Person) -> Person:
    """Save the person (name or new password set) with the invitation's role, and close the link."""
    invitation = find(secret)
    # Of two who open the link at the same moment only one closes it; the other finds it closed.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()):
        find(secret)
    if invitation.person_id is None:
        person.role = invitation.role
    person.save()
    record(
        person,
        "person.joined" if invitation.person_id is None else "person.password_changed",
        person.username,
    )
    return person
