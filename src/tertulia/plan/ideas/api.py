"""What the rest of the house may use of ideas."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.plan.ideas import service
from tertulia.plan.ideas.forgetting import forget as forget_in_ideas
from tertulia.plan.ideas.models import Idea, IdeaSource, IdeaState
from tertulia.team.api import Person

__all__ = ["IdeaInfo", "add", "find", "forget_in_ideas", "ideas", "owed", "use"]


@dataclass(frozen=True)
class IdeaInfo:
    """An idea as others see it; numbers of its links, `credit` whom we owe a name, `may_be_used` whether
    those who made it allow it."""

    number: int
    title: str
    text: str
    source: str
    state: str
    format: str
    link: str
    objective: int | None
    audience: int | None
    message: int | None
    need: int | None
    post: int | None
    entry: int | None
    permission: str
    credit: str
    may_be_used: bool


def ideas(state: str | None = None) -> list[IdeaInfo]:
    """All ideas, or those in a state, the newest first."""
    found = Idea.objects.filter(deleted_at=None)
    return [_info(idea) for idea in (found if state is None else found.filter(state=state))]


def find(number: int) -> IdeaInfo:
    """Raises `Problem` (no-such-idea)."""
    return _info(service.find(number))


def add(
    title: str,
    text: str,
    by: Person | None,
    *,
    kind: str = IdeaSource.TEAM,
    need: int | None = None,
    note: int | None = None,
    post: int | None = None,
    objective: int | None = None,
    audience: int | None = None,
    message: int | None = None,
    format: str = "",
    link: str = "",
    credit: str = "",
) -> IdeaInfo:
    """Write down an idea; `kind` is where it comes from (IdeaSource). The same note or post gives one idea,
    which is given back. Raises `Problem` (bad-idea)."""
    idea = Idea(title=title, text=text, source=kind, need=need, note=note, post=post)
    idea.format, idea.link, idea.credit = format, link, credit
    idea.objective_id, idea.audience_id, idea.message_id = objective, audience, message
    return _info(service.add(idea, by))


def use(number: int, entry: int, by: Person | None) -> None:
    """Say that a calendar entry was made of the idea. Raises `Problem` (no-such-idea, no-permission)."""
    idea = service.find(number)
    service.move(idea, IdeaState.USED, by)
    Idea.objects.filter(pk=idea.pk).update(entry=entry)


def owed() -> list[IdeaInfo]:
    """Used ideas of people's own content, whose credit is due."""
    return [idea for idea in ideas(IdeaState.USED) if idea.source == IdeaSource.PEOPLE and idea.credit]


def _info(idea: Idea) -> IdeaInfo:
    return IdeaInfo(
        *(idea.pk, idea.title, idea.text, idea.source, idea.state, idea.format, idea.link),
        *(idea.objective_id, idea.audience_id, idea.message_id, idea.need, idea.post, idea.entry),
        *(idea.permission, idea.credit, idea.may_be_used),
    )
