"""Imports begun on the page or by a program: the file, how it is read, and how far it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADING = "uploading", _("Uploading")
    READY = "ready", _("Waiting for you to start it")
    WAITING = "waiting", _("Waiting for another import")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Interrupted")
    FAILED = "failed", _("Failed")
    DONE = "done", _("Done")


class ImportRun(models.Model):
    """A file on its way in. Nothing of its content is kept here: what was set aside is in the store's
    dead letters, and the file goes once it was read whole."""

    name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    file = models.CharField(max_length=80, unique=True)  # its name among the uploads
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.UPLOADING)
    plan = models.JSONField(default=dict)
    again = models.BooleanField(default=False)
    source = models.CharField(max_length=400, blank=True)
    read = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    erased = models.BigIntegerField(default=0)
    dead = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    known = models.BooleanField(default=False)
    problem = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of the file is read, of 100."""
        return min(100, 100 * self.bytes_read // self.size) if self.size else 100
