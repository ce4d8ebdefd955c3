"""What the other slices may use of the team: who may do what, and the audit log."""

from __future__ import annotations

from tertulia.team.access import may, needs
from tertulia.team.audit import record
from tertulia.team.models import Act, Person, Role
from tertulia.team.rights import may_on
from tertulia.team.tokens import auth

__all__ = ["Act", "Person", "Role", "auth", "may", "may_on", "needs", "record"]
