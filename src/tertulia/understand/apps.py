"""The slice as a Django app: only its page and its texts need Django."""

from __future__ import annotations

from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "tertulia.understand"
    label = "understand"
