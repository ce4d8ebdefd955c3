"""Objectives and what hangs on them. What was deleted is kept with `deleted_at`, so that it can be undone.
Needs, channels and points of the SWOT are plain numbers of `listen`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ObjectiveKind(models.TextChoices):
    """What organisations want of social media (articles 002 and 004)."""

    SEARCH = "search", _("Search position")
    VISITS = "visits", _("Visits to the site")
    IMAGE = "image", _("Image")
    NOTORIETY = "notoriety", _("Notoriety")
    VALUE = "value", _("Added value")
    CARE = "care", _("Customer care")
    SALES = "sales", _("Sales")
    REACH = "reach", _("Reach new customers")
    CALLS = "calls", _("Fewer phone calls")
    LOYALTY = "loyalty", _("Loyalty")
    PRODUCT = "product", _("Product development")
    OWN = "own", _("Another of our own")


class ObjectiveState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Finished")
    DROPPED = "dropped", _("Abandoned")


class Objective(models.Model):
    """What is to be reached, why, by whom and until when; `swot` are numbers of points of the SWOT."""

    kind = models.CharField(max_length=10, choices=ObjectiveKind.choices)
    title = models.CharField(max_length=160)
    why = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ObjectiveState.choices, default=ObjectiveState.RUNNING)
    swot = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts", "id"]

    def __str__(self) -> str:
        return self.title


class Audience(models.Model):
    """People as the posts show them: `query` is a selection of the explorer, as in its address."""

    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    query = models.TextField(blank=True)
    objectives = models.ManyToManyField(Objective, related_name="audiences", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """What an audience should hear, and the need that it meets (its number in `listen`)."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="messages")
    audience = models.ForeignKey(
        Audience, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    text = models.TextField()
    need = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"


class ChannelUse(models.Model):
    """On which of our channels (its number in `listen`) a message is said, and how we behave there."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="uses")
    channel = models.BigIntegerField()
    how = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class Indicator(models.Model):
    """How one will know. `measure` is a name of measures.MEASURES, or "hand" for one that people type in
    (then with `name` and `unit`). It is measured over `window` days, of the posts of `query`.
    Values are in the measure's unit: shares are 0 to 1, points -100 to 100, waits in hours."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="indicators")
    measure = models.CharField(max_length=16)
    name = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    query = models.TextField(blank=True)
    audience = models.ForeignKey(
        Audience, null=True, blank=True, on_delete=models.SET_NULL, related_name="indicators"
    )
    channel = models.BigIntegerField(null=True, blank=True)
    window = models.PositiveSmallIntegerField(default=30)
    baseline = models.FloatField(null=True, blank=True)
    target = models.FloatField()
    since = models.DateField()
    due = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class TypedValue(models.Model):
    """A value that someone typed in, of which day, and where they have it from."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    on = models.DateField()
    value = models.FloatField()
    source = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "id"]
