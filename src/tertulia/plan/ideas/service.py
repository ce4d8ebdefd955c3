"""Ideas: made, changed, moved, used, deleted and brought back; and each is told to the audit log."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.ideas.models import Idea, IdeaSource, IdeaState
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "idea.made": _("wrote down an idea"),
        "idea.changed": _("changed an idea"),
        "idea.moved": _("moved an idea"),
        "idea.deleted": _("deleted an idea"),
        "idea.restored": _("brought an idea back"),
    }
)
LONGEST = 160


def title_of(text: str) -> str:
    """A title of the first words of a text."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _name(idea: Idea) -> str:
    # The log is for ever: it takes no words of people, who may be erased.
    return f"#{idea.pk}" if idea.source in (IdeaSource.POST, IdeaSource.PEOPLE) else idea.title


def find(number: int, *, deleted: bool = False) -> Idea:
    """The idea of that number. Raises `Problem` (no-such-idea)."""
    found = Idea.objects.filter(pk=number if abs(number) < 2**63 else 0, deleted_at__isnull=not deleted)
    idea = found.select_related("objective", "audience", "message", "by").first()
    if idea is None:
        raise Problem("no-such-idea", Text("There is no idea {number}.", number=number))
    return idea


@transaction.atomic
def add(idea: Idea, by: Person | None) -> Idea:
    """Keep a new idea. What the same note or post gave already is given back."""
    if known := _known(idea):
        return known
    idea.title, idea.by = title_of(idea.title or idea.text), by
    if not idea.title:
        raise Problem("bad-idea", Text("An idea needs a title."), Text("Write what it is about."), "title")
    idea.save()
    record(by, "idea.made", _name(idea), idea=idea.pk, source=idea.source)
    return idea


def _known(idea: Idea) -> Idea | None:
    found = Idea.objects.filter(deleted_at=None)
    if idea.note is not None:
        return found.filter(note=idea.note).first()
    if idea.post is not None and idea.source in (IdeaSource.POST, IdeaSource.PEOPLE):
        return found.filter(post=idea.post, source=idea.source).first()
    return None


@transaction.atomic
def change(idea: Idea, by: Person | None) -> Idea:
    """Keep what was changed in an idea."""
    idea.save()
    record(by, "idea.changed", _name(idea), idea=idea.pk)
    return idea


@transaction.atomic
def move(idea: Idea, state: str, by: Person | None) -> str:
    """Put an idea into another state; returns the one before. Raises `Problem` (bad-state, no-permission)."""
    if state not in IdeaState.values:
        raise Problem("bad-state", Text("There is no such state of an idea."), place="state")
    if state == IdeaState.USED and not idea.may_be_used:
        raise Problem(
            "no-permission",
            Text("The people who made this have not said that we may use it."),
            Text("Ask them, and write down their answer."),
            "permission",
        )
    before = idea.state
    if state != before:
        idea.state = state
        idea.save(update_fields=["state", "changed_at"])
        record(by, "idea.moved", _name(idea), idea=idea.pk, before=before, after=state)
    return before


@transaction.atomic
def delete(idea: Idea, by: Person | None) -> None:
    idea.deleted_at = timezone.now()
    idea.save(update_fields=["deleted_at"])
    record(by, "idea.deleted", _name(idea), idea=idea.pk)


@transaction.atomic
def restore(idea: Idea, by: Person | None) -> Idea:
    idea.deleted_at = None
    idea.save(update_fields=["deleted_at"])
    record(by, "idea.restored", _name(idea), idea=idea.pk)
    return idea
