"""Who may do what in the inbox: everyone of the team reads, those who answer people change."""

from __future__ import annotations

from tertulia.team.api import Role

ANSWERS = Role.TRAINEE  # what they write is approved where a rule asks for it
