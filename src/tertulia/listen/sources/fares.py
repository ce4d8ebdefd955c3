"""How the sources fare, as the pages show it: the collector's account of them, with words and drawings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tertulia.listen.collect.health import Health, SourceHealth, health
from tertulia.listen.sources.finding import kind_title
from tertulia.listen.sources.models import Source
from tertulia.listen.sources.problems import in_words
from tertulia.listen.sources.words import STATES, Bullet, bullet, habit, lasting, pace
from tertulia.networks.base import networks


@dataclass(frozen=True)
class Fare:
    """A source and how it fares."""

    source: Source
    health: SourceHealth

    @property
    def name(self) -> str:
        """Its title, without the words for its kind, which stand beside it."""
        target = self.source.target
        return target if target and self.source.title.endswith(f": {target}") else str(self.source)

    @property
    def is_made(self) -> bool:
        """Whether it was made for monitors, not followed by a person."""
        return bool(self.source.monitors.all())

    @property
    def state(self) -> str:
        """A key of `words.STATES`."""
        return self.health.state

    @property
    def state_label(self) -> str:
        return str(STATES[self.state].label)

    @property
    def icon(self) -> str:
        return STATES[self.state].icon

    @property
    def colour(self) -> str:
        return STATES[self.state].colour

    @property
    def kind_title(self) -> str:
        network = networks().get(self.source.network)
        return kind_title(network.manifest, self.source.kind) if network else self.source.kind

    @property
    def problem(self) -> dict[str, str]:
        return in_words(self.health.problem)

    @property
    def lag(self) -> str:
        return lasting(self.health.lag_s) if self.health.lag_s is not None else ""

    @property
    def every(self) -> str:
        return pace(self.health.interval_s) if self.health.interval_s else ""

    @property
    def usual(self) -> str:
        usual = self.health.usual
        return habit(usual.low, usual.high) if usual else ""

    @property
    def bullet(self) -> Bullet | None:
        usual = self.health.usual
        return bullet(self.health.today, usual.low, usual.median, usual.high) if usual else None


def fares(found: Health | None = None) -> list[Fare]:
    """How each source that is not deleted fares, the ones that need attention first."""
    found = found or health()
    listed = (
        Source.objects.filter(deleted_at=None)
        .select_related("folder", "channel")
        .prefetch_related("monitors")
    )
    sources = {source.pk: source for source in listed}
    return [Fare(sources[one.id], one) for one in found.sources if one.id in sources]


def fares_of(sources: Iterable[Source]) -> list[Fare]:
    """How these sources fare."""
    wanted = {source.pk for source in sources}
    return [fare for fare in fares() if fare.source.pk in wanted]


def by_folder(found: Sequence[Fare]) -> list[tuple[str, list[Fare]]]:
    """By folder, in order of their names; those in no folder last."""
    folders: dict[str, list[Fare]] = defaultdict(list)
    for fare in sorted(found, key=lambda fare: fare.name.casefold()):
        folders[fare.source.folder.name if fare.source.folder else ""].append(fare)
    return sorted(folders.items(), key=lambda pair: (not pair[0], pair[0].casefold()))


@dataclass(frozen=True)
class OfNetwork:
    """The sources of one network, with each problem that they have told once."""

    network: str
    fares: Sequence[Fare]

    @property
    def read(self) -> int:
        """How many were read at least once."""
        return sum(fare.health.last_success is not None for fare in self.fares)

    @property
    def posts(self) -> int:
        """New posts of the last 24 hours."""
        return sum(fare.health.today for fare in self.fares)

    @property
    def problems(self) -> list[dict[str, str]]:
        told = {fare.problem["code"]: fare.problem for fare in self.fares if fare.problem}
        return list(told.values())


def by_network(found: Sequence[Fare]) -> list[OfNetwork]:
    """By network, in order of their names."""
    networks: dict[str, list[Fare]] = defaultdict(list)
    for fare in found:
        networks[fare.source.network].append(fare)
    return [OfNetwork(name, of_it) for name, of_it in sorted(networks.items())]
