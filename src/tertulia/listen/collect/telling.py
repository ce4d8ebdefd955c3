"""The health of everything that is read, for programs: as JSON and as Prometheus metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tertulia.listen.collect.health import Health, SourceHealth
from tertulia.listen.sources.problems import in_words
from tertulia.posts.api import Gap

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from tertulia.listen.collect.figures import Figures

_LABELS = ("source", "network", "kind")


def in_short(told: Health) -> dict[str, Any]:
    """What anyone may know: whether all is well, and counts, without a name."""
    return {
        "status": "ok" if told.is_well else "degraded",
        "collecting": told.collector is not None,
        "sources": dict(told.states),
    }


def in_full(told: Health) -> dict[str, Any]:
    """All of it, for those who may see the sources; problems in the reader's language."""
    return {
        **in_short(told),
        "at": told.at.isoformat(),
        "collecting_since": _moment(told.collector.since) if told.collector else None,
        "details": [_source(source) for source in told.sources],
        "hosts": [
            {"host": host.host, "failures": host.failures, "resting_until": _moment(host.until)}
            for host in told.hosts
        ],
        "dead_letters": dict(told.letters),
    }


def _source(source: SourceHealth) -> dict[str, Any]:
    usual = source.usual
    return {
        "id": source.id,
        "key": source.key,
        "title": source.title,
        "network": source.network,
        "kind": source.kind,
        "state": source.state,
        "running": source.running,
        "last_success": _moment(source.last_success),
        "last_item": _moment(source.last_item),
        "lag_s": source.lag_s,
        "interval_s": source.interval_s,
        "next_try": _moment(source.next_try),
        "silent_since": _moment(source.silent_since),
        "today": source.today,
        "usual": {"low": usual.low, "median": usual.median, "high": usual.high} if usual else None,
        "problem": in_words(source.problem),
        "gaps": [_gap(gap) for gap in source.gaps],
        "dead_letters": source.dead,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"since": _moment(gap.since), "until": _moment(gap.until), "reason": gap.reason}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def metrics(told: Health, figures: Figures | None) -> bytes:
    """In the text format of Prometheus. `figures` are those of the collector of this process, if it is
    here."""
    from prometheus_client.core import CollectorRegistry
    from prometheus_client.exposition import generate_latest

    class Told:
        def collect(self) -> Iterator[Metric]:
            yield from _of_sources(told)
            yield from _of_all(told)
            if figures:
                yield from _of_collector(figures)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Told())
    return bytes(generate_latest(registry))


def _of_sources(told: Health) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    for name, (help_, value) in _GAUGES.items():
        family = GaugeMetricFamily(f"tertulia_source_{name}", help_, labels=_LABELS)
        for source in told.sources:
            if (figure := value(source)) is not None:
                family.add_metric((source.key, source.network, source.kind), figure)
        yield family


_GAUGES: Mapping[str, Any] = {
    "up": ("1 where nobody needs to look at it", lambda s: float(not s.is_wrong)),
    "last_success_seconds": (
        "When it was last read",
        lambda s: s.last_success and s.last_success.timestamp(),
    ),
    "last_item_seconds": ("When it last brought a post", lambda s: s.last_item and s.last_item.timestamp()),
    "lag_seconds": ("From a post's publication to the store", lambda s: s.lag_s),
    "interval_seconds": ("How often it is asked", lambda s: s.interval_s),
    "posts_last_day": ("New posts of the last 24 hours", lambda s: float(s.today)),
    "silent": ("1 where it is quieter than its habit", lambda s: float(s.silent_since is not None)),
    "open_gaps": ("Spans that go on in which it is not read", lambda s: float(len(s.gaps))),
    "dead_letters": ("Items set aside", lambda s: float(s.dead)),
}


def _of_all(told: Health) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    yield GaugeMetricFamily(
        "tertulia_collecting", "1 while a process collects", value=float(told.collector is not None)
    )
    states = GaugeMetricFamily("tertulia_sources", "Sources by state", labels=("state",))
    for state, count in told.states.items():
        states.add_metric((state,), count)
    yield states
    hosts = GaugeMetricFamily("tertulia_host_resting_until_seconds", "Hosts left alone", labels=("host",))
    for host in told.hosts:
        hosts.add_metric((host.host,), host.until.timestamp())
    yield hosts


def _of_collector(figures: Figures) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    counts: Mapping[str, tuple[str, Mapping[str, int]]] = {
        "posts": ("New posts", figures.posts),
        "set_aside": ("Items that could not become posts", figures.dead),
        "taken_back": ("Posts that networks took back", figures.gone),
        "reads": ("Readings that went well", figures.reads),
    }
    for name, (help_, by_network) in counts.items():
        family = CounterMetricFamily(f"tertulia_collected_{name}", help_, labels=("network",))
        for network, count in dict(by_network).items():
            family.add_metric((network,), count)
        yield family
    failures = CounterMetricFamily(
        "tertulia_collect_failures", "Readings that failed", labels=("network", "code")
    )
    for (network, code), count in dict(figures.failures).items():
        failures.add_metric((network, code), count)
    yield failures
    delays = HistogramMetricFamily("tertulia_delivery_seconds", "From a stream's delivery to the store")
    delays.add_metric((), figures.classes(), figures.delay_s)
    yield delays
