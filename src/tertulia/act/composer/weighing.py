"""A version against its network's limits, as it is shown while one types."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.act.composer.drafting import drafts_of, limits_of
from tertulia.act.conduct.api import Finding
from tertulia.act.conduct.api import check as check_conduct
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.models import Channel
from tertulia.networks.base import Draft, Limits, publisher
from tertulia.plan.calendar.models import EntryVersion
from tertulia.plan.calendar.versions import said
from tertulia.team.api import Person


@dataclass(frozen=True)
class Counted:
    """One post of a version: how much it counts of how much there is, and what keeps it from going out."""

    draft: Draft
    length: int
    most: int | None
    problems: tuple[Problem, ...]

    @property
    def left(self) -> int | None:
        return None if self.most is None else self.most - self.length


@dataclass(frozen=True)
class Weighed:
    """A version on its channel. `by_hand`: its network takes nothing from us, so that nothing is counted."""

    version: EntryVersion
    channel: Channel
    limits: Limits | None
    posts: tuple[Counted, ...]
    findings: tuple[Finding, ...] = ()  # of the rules of conduct

    @property
    def by_hand(self) -> bool:
        return self.limits is None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for post in self.posts for problem in post.problems)


def weigh(version: EntryVersion, channel: Channel, by: Person) -> Weighed:
    """Count every post of the version, and ask the rules of conduct."""
    limits = limits_of(channel)
    posts = tuple(_counted(draft, channel, limits) for draft in drafts_of(version, channel))
    text = said(version)
    findings = check_conduct(text, channel.pk, by, entry=version.entry_id) if text.strip() else ()
    return Weighed(version, channel, limits, posts, findings)


def _counted(draft: Draft, channel: Channel, limits: Limits | None) -> Counted:
    there = publisher(channel.network)
    if there is None or limits is None:
        return Counted(draft, len(draft.text), None, () if draft.text or draft.media else (_empty(),))
    found = there.weigh(draft, channel.settings)
    return Counted(draft, found.length, limits.length, found.problems)


def _empty() -> Problem:
    return Problem("empty", Text("There is nothing to publish yet."), Text("Write a text."), "text")
