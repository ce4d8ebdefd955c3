from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "tertulia.plan"
    label = "plan"

    def ready(self) -> None:
        from tertulia.listen.imports.forgetters import FORGETTERS
        from tertulia.plan.calendar.forgetting import forget

        if forget not in FORGETTERS:
            FORGETTERS.append(forget)
