"""What the team has for a month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Allotment(models.Model):
    """The hours and the budget of a month (its first day) for a channel (a number of `listen`; None: for all
    channels together), of a person or of nobody in particular."""

    month = models.DateField(db_index=True)
    channel = models.BigIntegerField(null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    budget = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["channel", "person__first_name", "id"]
