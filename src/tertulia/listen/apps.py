from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig

from tertulia.listen.query.lists import keep_in


class ListenConfig(AppConfig):
    name = "tertulia.listen"
    label = "listen"

    def ready(self) -> None:
        keep_in(_list_entries)


def _list_entries(kind: str, name: str) -> Sequence[str] | None:
    from tertulia.listen.monitors.lists import lookup  # the store's libraries stay out of a start

    return lookup(kind, name)
