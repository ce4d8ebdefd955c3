"""What a benchmark gives back: a figure, and beside it the peer's in the same run and the goal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Row:
    """A figure: `value` in `unit`; the peer's in the same unit; `goal` in words, and whether it was met."""

    name: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None
    peer: str = ""
    peer_value: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure ours is."""
        return self.value / self.peer_value if self.peer_value else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def below(name: str, value: float, unit: str, limit: float, note: str = "") -> Row:
    """A figure that should stay below a limit."""
    return Row(name, value, unit, f"below {limit:,g} {unit}", value < limit, note=note)


def above(name: str, value: float, unit: str, least: float, note: str = "") -> Row:
    """A figure that should reach a limit."""
    return Row(name, value, unit, f"at least {least:,g} {unit}", value >= least, note=note)


def percentile_95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def middle(values: Sequence[float]) -> float:
    return median(values)


Benchmark = Callable[[bool], list[Row]]
