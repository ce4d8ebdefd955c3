from __future__ import annotations

from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "tertulia.act"
    label = "act"

    def ready(self) -> None:
        from tertulia.act.approvals.beginning import begin as begin_approvals
        from tertulia.act.conduct.beginning import begin as begin_conduct
        from tertulia.act.inbox.beginning import begin as begin_inbox
        from tertulia.act.publishing.beginning import begin
        from tertulia.act.thanks.beginning import begin as begin_thanks

        begin()
        begin_approvals()
        begin_conduct()
        begin_thanks()
        begin_inbox()
