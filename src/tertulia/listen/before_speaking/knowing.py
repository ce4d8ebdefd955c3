"""Which accounts a person has told us are an organisation's: our channels, the competitors', those followed
as theirs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from django.db.models import Q

from tertulia.listen.monitors.api import MonitorInfo, monitors
from tertulia.listen.situation.accounts import accounts_of
from tertulia.listen.sources.models import Channel, Source
from tertulia.posts.api import Store
from tertulia.posts.keys import author_key
from tertulia.understand.conversation.api import How

_ROLES = ("brand", "competitor")
_BROUGHT = """
SELECT DISTINCT author_key FROM posts
WHERE source IN (SELECT unnest($sources)) AND author_key IS NOT NULL
"""


def known_organisations(store: Store) -> dict[Hashable, How]:
    """By `posts.author_key`; where an account is known in several ways, what we know best."""
    found: dict[Hashable, How] = {}
    found.update((key, "followed") for key in _followed(store))
    found.update((key, "competitor") for key in _competitors(monitors(), store))
    found.update((key, "ours") for key in _ours())
    return found


def _ours() -> Iterable[int]:
    channels = Channel.objects.filter(deleted_at=None).values_list("network", "handle")
    return [author_key(network, handle) for network, handle in channels]


def _competitors(found: Iterable[MonitorInfo], store: Store) -> Iterable[int]:
    rivals = [monitor for monitor in found if monitor.role == "competitor"]
    return [key for monitor in rivals for key in accounts_of(monitor, store).keys]


def _followed(store: Store) -> Iterable[int]:
    """Accounts followed as our brand's or a competitor's."""
    sources = Source.objects.filter(
        Q(role__in=_ROLES) | Q(monitors__role__in=_ROLES), kind="account", deleted_at=None
    )
    keys = list(sources.values_list("key", flat=True).distinct())
    if not keys:
        return []
    return [int(key) for key in store.query(_BROUGHT, {"sources": keys})["author_key"].to_pylist()]
