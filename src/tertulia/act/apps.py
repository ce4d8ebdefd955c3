from __future__ import annotations

from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "tertulia.act"
    label = "act"
