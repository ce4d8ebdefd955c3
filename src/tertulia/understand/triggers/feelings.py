"""Passion and polarisation beside net sentiment: love and hate that cancel out are not silence."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.understand.statistics import Interval, net_sentiment, wilson


@dataclass(frozen=True)
class Balance:
    """Of the posts read: `passion`, the share that is not neutral; `polarisation`, from 0 (all of one mind)
    to 1 (half love, half hate); `net`, points from -100 to 100. None of them without a post read."""

    positive: int
    neutral: int
    negative: int

    @property
    def read(self) -> int:
        return self.positive + self.neutral + self.negative

    @property
    def passion(self) -> Interval | None:
        return wilson(self.positive + self.negative, self.read)

    @property
    def net(self) -> Interval | None:
        return net_sentiment(self.positive, self.negative, self.read)

    @property
    def polarisation(self) -> float | None:
        """The variance of sentiment told as -1, 0 and 1: passion less the square of the net."""
        if not self.read:
            return None
        net = (self.positive - self.negative) / self.read
        return (self.positive + self.negative) / self.read - net * net


def balance(sides: dict[str, int]) -> Balance:
    """The balance of counts by sentiment."""
    return Balance(sides.get("positive", 0), sides.get("neutral", 0), sides.get("negative", 0))
