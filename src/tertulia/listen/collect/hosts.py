"""The circuit breakers' memory of hosts, kept on the desk so that a restart does not knock at once again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tertulia.listen.sources.models import HostState
from tertulia.outbound.hosts import HostMemory


def known_hosts() -> list[HostMemory]:
    """What an earlier run remembered."""
    return [HostMemory(host.host, host.failures, host.resting_until) for host in HostState.objects.all()]


def keep_hosts(memories: Iterable[HostMemory]) -> None:
    """Remember these and no others."""
    rows = [
        HostState(host=m.host[:255], failures=m.failures, resting_until=m.resting_until) for m in memories
    ]
    with transaction.atomic():
        HostState.objects.exclude(host__in=[row.host for row in rows]).delete()
        HostState.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["host"], update_fields=["failures", "resting_until"]
        )
