"""What people do to needs: name, state and answer them, merge, split, move posts; and undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.needs.keeping import settle_kinds
from tertulia.listen.needs.models import ANSWERING, Need, NeedEvent, NeedPost, NeedState
from tertulia.posts.api import Store
from tertulia.team.api import Person, record

NAME, TEXT = 160, 4_000  # letters at most
What = NeedEvent.What
_KEPT = ("state", "note", "answer", "answer_url", "answer_post")


@dataclass(frozen=True)
class Standing:
    """What a person says of where a need stands. `answered_at` None: now, where the state answers it."""

    state: str
    note: str = ""
    answer: str = ""
    answer_url: str = ""
    answer_post: int | None = None
    answered_at: datetime | None = None


def find(number: int, *, ended: bool = False) -> Need:
    """The need of that number. Raises `Problem` ("no-such-need")."""
    need = Need.objects.filter(pk=number).first() if number < 2**63 else None
    if need is None or (need.ended_at and not ended):
        cause = Text("There is no need {number}.", number=number)
        raise Problem("no-such-need", cause, Text("It may have become part of another."))
    return need


@transaction.atomic
def rename(need: Need, by: Person, name: str) -> None:
    """Give a need a name; "" leaves it to its most typical post."""
    name = " ".join(name.split())[:NAME]
    if name == need.name:
        return
    _event(need, What.RENAMED, by, was=need.name, name=name)
    need.name = name
    _save(need, by)
    record(by, "need.changed", _called(need), need=need.pk)


@transaction.atomic
def stand(need: Need, by: Person, said: Standing) -> None:
    """Keep where a need stands. Raises `Problem` ("bad-state", "bad-address", "bad-day", "too-long")."""
    _refuse(said)
    was = {name: getattr(need, name) for name in _KEPT} | {"answered_at": _iso(need.answered_at)}
    for name in _KEPT:
        value = getattr(said, name)
        setattr(need, name, value.strip() if isinstance(value, str) else value)
    if said.state in ANSWERING:
        need.answered_at = said.answered_at or need.answered_at or timezone.now()
    else:
        need.answered_at = None
    now = {name: getattr(need, name) for name in _KEPT} | {"answered_at": _iso(need.answered_at)}
    if now == was:
        return
    _event(need, What.STATE, by, was=was, state=said.state)
    _save(need, by)
    record(by, "need.changed", _called(need), need=need.pk, state=said.state)


def _refuse(said: Standing) -> None:
    if said.state not in NeedState.values:
        cause = Text("There is no state “{state}”.", state=said.state[:40])
        choices = Text("Choose one of: {choices}.", choices=", ".join(NeedState.values))
        raise Problem("bad-state", cause, choices, place="state")
    for name in ("note", "answer"):
        if len(getattr(said, name)) > TEXT:
            cause = Text("It is longer than {limit} characters.", limit=TEXT)
            raise Problem("too-long", cause, Text("Shorten it."), place=name)
    if said.answered_at and said.answered_at > timezone.now():
        raise Problem(
            "bad-day", Text("The answer cannot be of a day to come."), Text("Choose an earlier one.")
        )
    if said.answer_url:
        try:
            URLValidator(schemes=["http", "https"])(said.answer_url.strip())
        except ValidationError as error:
            cause, remedy = Text("This is no web address."), Text("It begins with https://.")
            raise Problem("bad-address", cause, remedy, place="answer_url") from error


@transaction.atomic
def merge(need: Need, other: Need, by: Person, store: Store) -> None:
    """Make `other` part of `need`; its name, answer and history stay with it, where undoing finds them.
    Raises `Problem` ("same-need")."""
    if need.pk == other.pk:
        raise Problem("same-need", Text("A need cannot become part of itself."), Text("Choose another one."))
    moved = list(other.posts.values_list("post", flat=True))
    other.posts.update(need=need)
    other.ended_at, other.into = timezone.now(), need
    _save(other, by)
    _event(need, What.MERGED, by, moved=moved, other=other.pk)
    settle_kinds([need.pk], store)
    record(by, "need.merged", _called(need), need=need.pk, other=other.pk)


@transaction.atomic
def split(need: Need, posts: Sequence[int], by: Person, store: Store) -> Need:
    """Make a need of some posts of another. Raises `Problem` ("no-posts")."""
    moved = _theirs(need, posts)
    made = Need.objects.create(kind=need.kind, typical=moved[0], changed_by=by)
    _give(need, moved, made)
    _event(made, What.FOUND, by, posts=len(moved))
    _event(need, What.SPLIT, by, moved=moved, other=made.pk)
    settle_kinds([need.pk, made.pk], store)
    record(by, "need.split", _called(need), need=need.pk, other=made.pk)
    return made


@transaction.atomic
def move(need: Need, posts: Sequence[int], other: Need | None, by: Person, store: Store) -> None:
    """Put posts of a need into another, or into none: then they stay out of all. Raises `Problem`
    ("no-posts", "same-need")."""
    if other and other.pk == need.pk:
        raise Problem("same-need", Text("The posts are in this need already."), Text("Choose another one."))
    moved = _theirs(need, posts)
    _give(need, moved, other)
    what = What.MOVED if other else What.TAKEN
    _event(need, what, by, moved=moved, **({"other": other.pk} if other else {}))
    settle_kinds([each.pk for each in (need, other) if each], store)
    record(by, "need.changed", _called(need), need=need.pk, posts=len(moved))


def _theirs(need: Need, posts: Sequence[int]) -> list[int]:
    """Those of the posts that are the need's. Raises `Problem` ("no-posts")."""
    found = list(need.posts.filter(post__in=list(posts)[:5_000]).values_list("post", flat=True))
    if not found:
        raise Problem("no-posts", Text("No post was chosen."), Text("Mark some in the list first."))
    return found


def _give(need: Need, posts: Sequence[int], other: Need | None) -> None:
    NeedPost.objects.filter(post__in=posts).update(need=other)
    if not need.posts.exists():  # nothing says it any more: undoing brings it back
        need.ended_at = timezone.now()
        need.save(update_fields=["ended_at"])
    if need.typical in posts:
        Need.objects.filter(pk=need.pk).update(typical=None)


UNDOABLE = (What.RENAMED, What.STATE, What.MERGED, What.SPLIT, What.MOVED, What.TAKEN)


@transaction.atomic
def undo(event: NeedEvent, by: Person, store: Store) -> None:
    """Take back what a person did; what was erased or changed again since stays as it is. Raises `Problem`
    ("cannot-undo")."""
    if event.undone_at or event.what not in UNDOABLE:
        raise Problem("cannot-undo", Text("This cannot be taken back."))
    need, told = event.need, event.details
    if event.what == What.RENAMED:
        need.name = told["was"]
    elif event.what == What.STATE:
        _restore(need, told["was"])
    else:
        _put_back(event, store)
        need.refresh_from_db()
    _save(need, by)
    event.undone_at = timezone.now()
    event.save(update_fields=["undone_at"])
    record(by, "need.undone", _called(need), need=need.pk, what=event.what)


def _restore(need: Need, was: dict[str, Any]) -> None:
    for name in _KEPT:
        setattr(need, name, was[name])
    need.answered_at = parse_datetime(was["answered_at"]) if was["answered_at"] else None


def _put_back(event: NeedEvent, store: Store) -> None:
    """Posts back to where they were, if they still are where the change put them."""
    need, moved = event.need, event.details["moved"]
    other = Need.objects.filter(pk=event.details.get("other")).first()
    if event.what == What.MERGED:
        if other:
            NeedPost.objects.filter(post__in=moved, need=need).update(need=other)
            other.ended_at = other.into = None
            other.save(update_fields=["ended_at", "into"])
    else:
        NeedPost.objects.filter(post__in=moved, need=other).update(need=need)
        Need.objects.filter(pk=need.pk).update(ended_at=None)
        if other and not other.posts.exists():
            Need.objects.filter(pk=other.pk).update(ended_at=timezone.now())
    settle_kinds([each.pk for each in (need, other) if each], store)


def _save(need: Need, by: Person) -> None:
    need.changed_by = by
    need.save()


def _called(need: Need) -> str:
    """What the audit log calls it: a person's name, else its number; never words of a post."""
    return need.name or f"#{need.pk}"


def _event(need: Need, what: str, by: Person, **details: Any) -> None:
    NeedEvent.objects.create(need=need, what=what, by=by, details=details)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
