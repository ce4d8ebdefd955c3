"""Entries of the calendar, their text for each channel, what was done with them; days to remember; feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    CONTENT = "content", _("Content")
    ATTENTION = "attention", _("Attention")


class Attention(models.TextChoices):
    """What is owed to a person, a post or a conversation."""

    ANSWER = "answer", _("Answer")
    THANK = "thank", _("Thank")
    FOLLOW_UP = "follow_up", _("Follow up")
    CONGRATULATE = "congratulate", _("Congratulate")
    READ = "read", _("Read")


class EntryState(models.TextChoices):
    """The values are `states.State`."""

    IDEA = "idea", _("Idea")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHING = "publishing", _("Being published")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Entry(models.Model):
    """Content to publish or an attention to give. `at` is UTC; null: no day yet. `objective`, `audience`,
    `message`, `idea`, `conversation` are numbers of other parts, `post` one of the store, `person` a handle.
    `text` is what every version says that has no words of its own. `revision` counts the edits: who saves on
    top of another's edit is told."""

    kind = models.CharField(max_length=9, choices=EntryKind.choices, default=EntryKind.CONTENT)
    attention = models.CharField(max_length=12, choices=Attention.choices, blank=True)
    title = models.CharField(max_length=160)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.IDEA)
    objective = models.PositiveBigIntegerField(null=True, blank=True)
    audience = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.PositiveBigIntegerField(null=True, blank=True)
    idea = models.PositiveBigIntegerField(null=True, blank=True)
    post = models.BigIntegerField(null=True, blank=True)
    person = models.CharField(max_length=255, blank=True)
    conversation = models.PositiveBigIntegerField(null=True, blank=True)
    pillar = models.CharField(max_length=80, blank=True)
    hours = models.FloatField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries"
    )
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=35, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    tagged = models.BooleanField(default=True)  # the link carries where it was clicked (UTM)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.title


class EntryVersion(models.Model):
    """An entry on one channel (its number). While `linked` it says what the entry says."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions")
    channel = models.PositiveBigIntegerField()
    linked = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    warning = models.CharField(max_length=300, blank=True)
    visibility = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["entry", "channel"], name="entry_once_a_channel")]


class EntryMedia(models.Model):
    """A file that goes with an entry: its name under the folder of media, its kind (MIME), its text for those
    who do not see it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="media")
    file = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    bytes = models.PositiveBigIntegerField()
    alt = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]


class EntryEvent(models.Model):
    """What was done with an entry: the fields before and after. `by` null: Tertulia itself."""

    class What(models.TextChoices):
        CREATED = "created", _("written down")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        STATE = "state", _("state changed")
        DELETED = "deleted", _("deleted")
        UNDONE = "undone", _("taken back")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=8, choices=What.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class KeyDate(models.Model):
    """A day that the team does not want to miss; `yearly` ones come again."""

    day = models.DateField()
    title = models.CharField(max_length=120)
    yearly = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["day", "id"]


class CalendarFeed(models.Model):
    """An address under which a calendar program reads the entries; only its hash is kept. It is its person's:
    it ends when they may no longer come in."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
