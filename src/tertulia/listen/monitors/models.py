"""Saved searches, the folders that order them, every edit they went through, and the lists that they name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

COLORS = 8  # how many series colours the pages have


class MonitorRole(models.TextChoices):
    """What a monitor listens to; the values are `posts.schema.ROLES`."""

    BRAND = "brand", _("Own brand")
    COMPETITOR = "competitor", _("Competitor")
    SECTOR = "sector", _("Sector")
    TOPIC = "topic", _("Topic")
    CAMPAIGN = "campaign", _("Campaign")
    CRISIS = "crisis", _("Crisis")


# Whom people speak of: where a post names several, what is said of each is told apart.
SUBJECTS = (MonitorRole.BRAND, MonitorRole.COMPETITOR)


class Backfill(models.TextChoices):
    """How far the search has been run over the posts stored before it was saved."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Searching all stored posts")
    DONE = "done", _("Up to date")
    FAILED = "failed", _("Failed")


class Folder(models.Model):
    """A name under which monitors stand together."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Monitor(models.Model):
    """A saved search with its role. A deleted one is kept with its versions: deleting can be undone."""

    name = models.CharField(max_length=120)
    query = models.TextField()
    role = models.CharField(max_length=16, choices=MonitorRole.choices, default=MonitorRole.TOPIC)
    folder = models.ForeignKey(
        Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="monitors"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="monitors"
    )
    color = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    # Changed by its owner or by an owner of the workspace only.
    locked = models.BooleanField(default=False)
    # Of the search in force, on people's labels (95 % interval); null while there are too few of them.
    precision = models.FloatField(null=True, blank=True)
    precision_low = models.FloatField(null=True, blank=True)
    precision_high = models.FloatField(null=True, blank=True)
    backfill = models.CharField(max_length=8, choices=Backfill.choices, default=Backfill.WAITING)
    backfill_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ListKind(models.TextChoices):
    """What a list names; the values are `query.lists.KINDS`."""

    AUTHOR = "author", _("Authors")
    SITE = "site", _("Sites")


class ReusableList(models.Model):
    """Authors or sites under one name, for searches (`author:list:press`), for hiding in the explorer, and,
    if `excluded`, for what the collectors never store. Entries are one a line."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=ListKind.choices)
    entries = models.TextField()
    excluded = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.entries.splitlines())


class MonitorVersion(models.Model):
    """What a monitor searched from a moment on, and who decided it."""

    monitor = models.ForeignKey(Monitor, on_delete=models.CASCADE, related_name="versions")
    query = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
