"""Conversations: what one person says to us in one thread, how it stands, what the team keeps about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a conversation stands."""

    OPEN = "open", _("To answer")
    WAITING = "waiting", _("Waiting for them")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")


class Priority(models.IntegerChoices):
    """What is answered first."""

    LOW = 0, _("Low priority")
    NORMAL = 1, _("Normal priority")
    HIGH = 2, _("High priority")
    URGENT = 3, _("Urgent")


class Reason(models.TextChoices):
    """Why a thread is in the inbox."""

    REPLY = "reply", _("Reply to us")
    COMMENT = "comment", _("In a thread of ours")
    MENTION = "mention", _("Names us")
    QUOTE = "quote", _("Quotes us")
    MESSAGE = "message", _("Private message")
    REVIEW = "review", _("Review of us")
    JOINED = "joined", _("We spoke to them")


class Conversation(models.Model):
    """What a person says to us in a thread. `root` and `person` are keys of the posts store, as text, of the
    thread's first post and of the author ("": unknown). `channel` is the number of the account of ours that
    is spoken to, null where none is connected. `last_post` is their newest post; its readings are repeated
    here, `intents` as ",question,complaint,". `tags` are written alike."""

    network = models.CharField(max_length=63)
    root = models.CharField(max_length=20)
    person = models.CharField(max_length=20, blank=True)
    channel = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    snoozed_until = models.DateTimeField(null=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    sentiment = models.CharField(max_length=8, blank=True)
    intents = models.CharField(max_length=200, blank=True)
    needs_reply = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    tags = models.CharField(max_length=500, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_post = models.BigIntegerField()
    ours_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["network", "root", "person"], name="conversation_once_a_thread")
        ]
        indexes = [
            models.Index(fields=["state", "-last_at", "-id"], name="conversation_state"),
            models.Index(fields=["assignee", "state", "-last_at"], name="conversation_assignee"),
            models.Index(fields=["person"], name="conversation_person"),
        ]

    @property
    def tag_list(self) -> list[str]:
        return [tag for tag in self.tags.split(",") if tag]

    @property
    def intent_list(self) -> list[str]:
        return [intent for intent in self.intents.split(",") if intent]


class ConversationPost(models.Model):
    """That a post (its number in the store) is part of a conversation; `ours`: we wrote it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="posts")
    post = models.BigIntegerField(unique=True)
    ours = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "post"]


class ConversationNote(models.Model):
    """A word of the team to the team; nobody outside sees it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]


class ConversationEvent(models.Model):
    """Something that happened to a conversation; `by` nobody: a post that came in, or the clock."""

    class What(models.TextChoices):
        REOPENED = "reopened", _("opened again: they wrote")
        ANSWERED = "answered", _("answered")
        STATE = "state", _("changed its state")
        ASSIGNED = "assigned", _("assigned it")
        PRIORITY = "priority", _("changed its priority")
        TAGGED = "tagged", _("changed its tags")
        WOKEN = "woken", _("the snooze ended")
        ORDERED = "ordered", _("sent a reply")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=8, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]


class ConversationSeen(models.Model):
    """When someone last looked at a conversation, and until when they sit before it (`here_until`)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    here_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="seen_once_a_person")]


class ReplyDraft(models.Model):
    """What someone has typed in a conversation and not sent."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "by"], name="draft_once_a_person")]


class SavedReply(models.Model):
    """A text to begin an answer with; what stands in {braces} is filled in by who uses it."""

    name = models.CharField(max_length=120)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]


class SavedReplyUse(models.Model):
    """That a saved reply was sent in a conversation."""

    saved = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="uses")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class InboxPosition(models.Model):
    """Up to which post of the store the inbox was filled; one row."""

    last = models.BigIntegerField(default=0)
