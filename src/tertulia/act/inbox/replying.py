"""Answering on the network: one pending answer at a time, on the very text that a person sent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.approvals.api import ask, needed, state
from tertulia.act.approvals.models import Approval
from tertulia.act.conduct.api import check
from tertulia.act.inbox.changing import find
from tertulia.act.inbox.models import (
    Conversation,
    ConversationEvent,
    ReplyDraft,
    SavedReply,
    SavedReplyUse,
    State,
)
from tertulia.act.publishing import waking
from tertulia.act.publishing.api import Publication, order, publications, text_hash
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.measures.asking import rows
from tertulia.networks.base import Draft
from tertulia.posts.api import Store, store
from tertulia.team.api import Act, Person, may_on, record
from tertulia.team.audit import LABELS

LABELS.update({"conversation.answered": _("sent a reply in a conversation")})
SUBJECT = "conversation"  # of approvals
FRESH = timedelta(minutes=10)  # for so long a draft of someone else's holds up mine
_OPEN = re.compile(r"\{[^{}\n]{1,80}\}")
_AT = frozenset({"mastodon", "x"})  # networks on which an answer reaches only whom it names
_TARGET = """SELECT p.id, p.author, p.lang, p.extra, r.id AS root FROM posts p
LEFT JOIN posts r ON r.key = $root::UBIGINT AND r.network = p.network WHERE p.post = $post"""
What = ConversationEvent.What


def turn(number: int) -> int:
    """How many answers were ordered in a conversation: a form carries it, so that of two answers to the same
    state of things only one goes out."""
    return len(publications(conversation=number))


def reply(
    number: int,
    text: str,
    by: Person,
    posts: Store,
    *,
    at_turn: int,
    over: Collection[str] = (),
    saved: int | None = None,
) -> Publication | None:
    """Order an answer to their newest post; None: it must be approved first, and that was asked for. `over`
    names warnings that the person has read and passes over:
    "someone-writing", "answer-pending", "saved-again".

    Raises `Problem`: no-such-conversation, no-channel, text-missing, unfilled, conduct-stop, the
    warnings, answered-meanwhile, post-gone, and those of `publishing.api.order`.
    """
    conversation = find(number)
    text = text.strip()
    _check_text(text)
    if conversation.channel is None:
        raise Problem(
            "no-channel",
            Text("No account of yours on this network is connected."),
            Text("Connect one under Channels and networks, or answer on the network itself."),
        )
    _check_conduct(conversation, text, by)
    _check_others(conversation, by, over)
    _check_saved(conversation, saved, over)
    if must_ask(conversation, text, by):
        ask(SUBJECT, number, text, conversation.channel, by, kind="reply", conversation=number)
        return None
    made = _ordered(conversation, _draft(conversation, text, posts), by, at_turn)
    _kept(conversation, made, by, saved)
    return made


def must_ask(conversation: Conversation, text: str, by: Person) -> bool:
    """Whether a text of this author needs an approval that it does not have."""
    assert conversation.channel is not None
    rules = needed(conversation.channel, text, by, kind="reply")
    return bool(rules) and state(SUBJECT, conversation.pk, text) != "approved"


def approved(approval: Approval) -> None:
    """Send an answer once it is approved, in the name of its author, or of who approved it where the author
    may not answer on the channel."""
    if approval.subject_kind != SUBJECT or approval.state != "approved":
        return
    author, votes = approval.asked_by, approval.votes.filter(granted=True).order_by("-at")
    sender = author if may_on(author, Act.REPLY, approval.channel) else votes[0].person
    conversation = find(approval.subject)
    draft = _draft(conversation, approval.text, store())
    made = _ordered(conversation, draft, sender, turn(conversation.pk))
    ReplyDraft.objects.filter(conversation=conversation, by=author).delete()
    _kept(conversation, made, sender, None)


def _check_text(text: str) -> None:
    if not text:
        raise Problem("text-missing", Text("The answer is empty."), Text("Write it first."), "text")
    if left := _OPEN.search(text):
        raise Problem(
            "unfilled",
            Text("{place} is still to be filled in.", place=left[0]),
            Text("Write what belongs there, or take it out."),
            "text",
        )


def _check_conduct(conversation: Conversation, text: str, by: Person) -> None:
    """What the rules of conduct stop is said now, not when it is sent."""
    found = check(text, conversation.channel, by, conversation=conversation.pk)
    if stop := next((one for one in found if one.stops), None):
        remedy = Text("{remedy} Or let it pass with a reason, in Act, Conduct.", remedy=stop.remedy)
        raise Problem("conduct-stop", stop.cause, remedy, "text")


def _check_others(conversation: Conversation, by: Person, over: Collection[str]) -> None:
    """Stop a second answer while another is on its way or being written."""
    for other in publications(conversation=conversation.pk):
        if other.is_live and other.by != by.pk and "answer-pending" not in over:
            raise _warning("answer-pending", _name(other.by), other.draft.text)
    fresh = timezone.now() - FRESH
    drafts = (
        ReplyDraft.objects.filter(conversation=conversation, at__gte=fresh).exclude(by=by).exclude(text="")
    )
    draft = drafts.select_related("by").first()
    if draft and "someone-writing" not in over:
        raise _warning("someone-writing", draft.by.shown_name, draft.text)


def _warning(code: str, name: str, text: str) -> Problem:
    words = {"name": name, "text": text[:200]}
    cause = (
        Text("An answer by {name} is on its way already: “{text}”", **words)
        if code == "answer-pending"
        else Text("{name} is writing an answer here: “{text}”", **words)
    )
    return Problem(code, cause, Text("Agree with them, or send yours all the same."), "text", permanent=False)


def _name(number: int) -> str:
    person = Person.objects.filter(pk=number).first()
    return person.shown_name if person else str(Text("Someone"))


def _check_saved(conversation: Conversation, saved: int | None, over: Collection[str]) -> None:
    if saved is None or "saved-again" in over or not conversation.person:
        return
    same = {"conversation__network": conversation.network, "conversation__person": conversation.person}
    used = SavedReplyUse.objects.filter(saved=saved, **same).order_by("-at").first()
    if used:
        day = timezone.localtime(used.at).date().isoformat()
        cause = Text("This person got the same saved reply on {day}.", day=day)
        remedy = Text("Say it in your own words, or send it all the same.")
        raise Problem("saved-again", cause, remedy, "text", permanent=False)


def _draft(conversation: Conversation, text: str, posts: Store) -> Draft:
    asked = {"post": conversation.last_post, "root": conversation.root}
    target = next(iter(rows(posts, _TARGET, asked)), None)
    if target is None:
        cause = Text("The post that you answer is gone.")
        raise Problem("post-gone", cause, Text("It was deleted or erased; there is nothing to answer."))
    told = json.loads(target["extra"]) if target["extra"] else {}
    visibility = told.get("visibility") if isinstance(told, dict) else None
    return Draft(
        text,
        reply_to=target["id"],
        thread=target["root"] or target["id"],
        visibility=visibility if isinstance(visibility, str) else "",
    )


def beginning(network: str, handle: str) -> str:
    """What an answer begins with: the name of who is answered, where the network needs it."""
    return f"@{handle} " if network in _AT and handle else ""


def _ordered(conversation: Conversation, draft: Draft, by: Person, at_turn: int) -> Publication:
    assert conversation.channel is not None
    once = f"reply:{conversation.pk}:{at_turn}"
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)  # of two people one comes first
        there = publications(conversation=conversation.pk)
        same = there[at_turn] if len(there) > at_turn else None
        if same and (same.by != by.pk or same.text_hash != text_hash(draft)):
            raise _meanwhile(same)
        made = order(conversation.channel, draft, by, conversation=conversation.pk, once=once)
        transaction.on_commit(waking.wake)  # the clock may have looked before it was there
    return made


def _meanwhile(there: Publication) -> Problem:
    words = {"name": _name(there.by), "text": there.draft.text[:200]}
    cause = Text("{name} answered meanwhile: “{text}”", **words)
    remedy = Text("Look at it; send yours only if it says more.")
    return Problem("answered-meanwhile", cause, remedy, "text", permanent=False)


@transaction.atomic
def _kept(conversation: Conversation, made: Publication, by: Person, saved: int | None) -> None:
    ReplyDraft.objects.filter(conversation=conversation, by=by).delete()
    told = {"publication": made.number}
    events = ConversationEvent.objects.filter(conversation=conversation, what=What.ORDERED, details=told)
    if events.exists():  # a second click
        return
    ConversationEvent.objects.create(conversation=conversation, what=What.ORDERED, by=by, details=told)
    values = {"state": State.WAITING, "snoozed_until": None, "changed_at": timezone.now()}
    Conversation.objects.filter(pk=conversation.pk).update(**values)
    if saved is not None and SavedReply.objects.filter(pk=saved).exists():
        SavedReplyUse.objects.create(saved_id=saved, conversation=conversation)
    record(by, "conversation.answered", "", conversation=conversation.pk, publication=made.number)


def heard(publication: Publication) -> None:
    """What became of an answer: one that was published answers the conversation, one that failed opens it."""
    found = Conversation.objects.filter(pk=publication.conversation or 0).first()
    if found is None:
        return
    if publication.state == "published":
        at = publication.published_at or timezone.now()
        found.ours_at = max(at, found.ours_at or at)
        if found.state == State.OPEN and found.last_at <= at:
            found.state = State.WAITING
        what = What.ANSWERED
    elif publication.state in ("failed", "expired", "cancelled") and found.state == State.WAITING:
        found.state, what = State.OPEN, What.STATE
    else:
        return
    found.save(update_fields=["ours_at", "state", "changed_at"])
    told = {"publication": publication.number, "to": found.state, "outcome": publication.state}
    ConversationEvent.objects.get_or_create(conversation=found, what=what, details=told)
