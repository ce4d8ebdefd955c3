"""A sample of what is said of a party and of what it says, with what each post is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from tertulia.listen.explorer.conditions import STEPS
from tertulia.listen.explorer.periods import Days
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.scope import Party, Scope
from tertulia.listen.triggers.subjects import as_seen
from tertulia.understand.triggers.api import Post

ABOUT, THEIRS = 5_000, 1_500  # posts of a sample, at most about so many


@dataclass(frozen=True)
class Drawn:
    """The posts of a sample with their rows (sample.sql); `size` of them there were, `span` are its days."""

    scope: Scope
    posts: tuple[Post, ...]
    rows: tuple[Record, ...]
    size: int

    def which(self, test: Callable[[Record], bool]) -> list[Post]:
        """The posts whose row passes."""
        return [post for post, row in zip(self.posts, self.rows, strict=True) if test(row)]

    def about(self, days: Days | None = None) -> list[Post]:
        """What others say, on these days (none: the report's)."""
        span = days or self.scope.whole
        return self.which(lambda row: row["about"] and span.first <= row["day"] <= span.last)

    @property
    def sampled(self) -> int:
        return len(self.posts)


def draw(scope: Scope, party: Party, *, about: int = ABOUT, theirs: int = THEIRS) -> Drawn:
    """A uniform sample over the report's days and those that they are held against."""
    days = scope.both()
    size = ask(scope, party, "sizes", days)[0]
    thresholds = {
        "threshold": _threshold(size["about"], about),
        "theirs_threshold": _threshold(size["theirs"], theirs),
    }
    question = scope.question()
    rows = ask(scope, party, "sample", days, **thresholds)
    rows = [row | {"day": question.local_day(row["created_at"]), "created_at": _aware(row)} for row in rows]
    seen = as_seen(rows, scope.selection.zone) if rows else []
    return Drawn(
        scope,
        tuple(scope.names.without(each.read) for each in seen),
        tuple(rows),
        size["about"] + size["theirs"],
    )


def _aware(row: Record) -> object:
    return row["created_at"].replace(tzinfo=UTC)


def _threshold(size: int, limit: int) -> int:
    return STEPS if size <= limit else max(1, round(STEPS * limit / size))
