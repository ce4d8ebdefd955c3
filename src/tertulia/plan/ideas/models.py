"""Ideas, where they come from, whom they serve, and what is owed to whom for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdeaSource(models.TextChoices):
    NEED = "need", _("From a need")
    POST = "post", _("From a post")
    TEAM = "team", _("From the team")
    PEOPLE = "people", _("People’s own content")
    FEED = "feed", _("From a feed we follow")


class IdeaState(models.TextChoices):
    NEW = "new", _("To look at")
    READY = "ready", _("Ready")
    USED = "used", _("Used")
    DROPPED = "dropped", _("Dropped")


class IdeaFormat(models.TextChoices):
    TEXT = "text", _("Text")
    IMAGE = "image", _("Image")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    ARTICLE = "article", _("Article")
    THREAD = "thread", _("Thread")
    QUESTION = "question", _("Question to people")
    EVENT = "event", _("Event")


class Permission(models.TextChoices):
    """Whether people said that we may use what they made."""

    NONE = "", _("Not asked")
    ASKED = "asked", _("We asked")
    GRANTED = "granted", _("They said yes")
    REFUSED = "refused", _("They said no")


class Idea(models.Model):
    """An idea. Need, note, post and calendar entry are numbers of their parts; `permission_text` is what was
    answered, `credit` whom we owe a name."""

    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=IdeaSource.choices, default=IdeaSource.TEAM)
    state = models.CharField(max_length=8, choices=IdeaState.choices, default=IdeaState.NEW)
    format = models.CharField(max_length=10, choices=IdeaFormat.choices, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    objective = models.ForeignKey(
        "plan.Objective", null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )
    audience = models.ForeignKey(
        "plan.Audience", null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )
    message = models.ForeignKey(
        "plan.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )
    need = models.BigIntegerField(null=True, blank=True)
    note = models.BigIntegerField(null=True, db_index=True)
    post = models.BigIntegerField(null=True, db_index=True)
    entry = models.BigIntegerField(null=True)
    permission = models.CharField(max_length=8, choices=Permission.choices, blank=True, default="")
    permission_on = models.DateField(null=True, blank=True)
    permission_text = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_used(self) -> bool:
        """What people made is used only where they said yes."""
        return self.source != IdeaSource.PEOPLE or self.permission == Permission.GRANTED
