"""What the rest of the house may use of the situation report."""

from __future__ import annotations

from tertulia.listen.situation.accounts import name_accounts
from tertulia.listen.situation.document import document
from tertulia.listen.situation.report import Report, report
from tertulia.listen.situation.scope import Scope, scope

__all__ = ["Report", "Scope", "document", "name_accounts", "report", "scope"]
