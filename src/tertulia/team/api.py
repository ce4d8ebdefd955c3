"""What the other slices may use of the team: who may do what, and the audit log."""

from __future__ import annotations

from tertulia.team.access import may, needs
from tertulia.team.audit import record
from tertulia.team.models import Person, Role
from tertulia.team.tokens import auth

__all__ = ["Person", "Role", "auth", "may", "needs", "record"]
