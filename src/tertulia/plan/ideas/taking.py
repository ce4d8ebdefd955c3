"""Ideas out of what people say: from a post, from what the team made of a need; and entries out of ideas."""

from __future__ import annotations

from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.api import post_file
from tertulia.listen.needs import noting
from tertulia.listen.needs.models import NeedNote
from tertulia.plan.calendar import api as calendar
from tertulia.plan.ideas import service
from tertulia.plan.ideas.models import Idea, IdeaSource, IdeaState
from tertulia.posts.api import Store
from tertulia.team.api import Person

FEEDS = ("rss",)


def from_post(number: int, store: Store, by: Person | None, *, theirs: bool = False) -> Idea:
    """An idea of a stored post; `theirs`: what the person made is to be used itself, by their leave and with
    their name. Raises `Problem` (no-such-post)."""
    post = post_file(number, store).post
    source = IdeaSource.PEOPLE if theirs else IdeaSource.FEED if post["network"] in FEEDS else IdeaSource.POST
    idea = Idea(title=post["title"] or post["text"], text=post["text"], source=source, post=number)
    idea.link = _link(post)
    if theirs:
        idea.credit = _author(post)
    return service.add(idea, by)


def _link(post: dict[str, Any]) -> str:
    address = post["url"] or ""
    return address if address.startswith(("http://", "https://")) and len(address) <= 1000 else ""


def _author(post: dict[str, Any]) -> str:
    return (f"@{post['author']}" if post["author"] else post["author_name"] or "")[:200]


def waiting() -> list[NeedNote]:
    """Ideas that were made of needs and wait there."""
    return noting.listed(NeedNote.Kind.IDEA, waiting=True)


def from_note(number: int, by: Person) -> Idea:
    """The idea of a note; the note is done with it. Raises `Problem` (no-such-note, no-idea)."""
    note = noting.find(number)
    if note.kind != NeedNote.Kind.IDEA:
        raise Problem("no-idea", Text("This note is no idea."))
    draft = Idea(title=note.text, text=note.text, source=IdeaSource.NEED, note=note.pk, need=note.need_id)
    idea = service.add(draft, by)
    noting.settle(note, by, done=True)
    return idea


def make_entry(idea: Idea, by: Person) -> int:
    """A calendar entry of the idea, which is used then; its number. Raises `Problem` (no-permission, and what
    the calendar says)."""
    before = service.move(idea, IdeaState.USED, by)
    try:
        entry = calendar.add(
            idea.title,
            by,
            idea=idea.pk,
            objective=idea.objective_id,
            audience=idea.audience_id,
            message=idea.message_id,
        )
    except Problem:
        service.move(idea, before, by)
        raise
    idea.entry = entry.number
    idea.save(update_fields=["entry", "changed_at"])
    return entry.number
