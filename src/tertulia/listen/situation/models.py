"""What the team makes of the report's findings, and which accounts are a competitor's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    """The four parts of a report (article 002)."""

    BRAND = "brand", _("Our brand")
    AUDIENCES = "audiences", _("Our audiences")
    SECTOR = "sector", _("Our sector")
    COMPETITION = "competition", _("Direct competition")


class SwotSide(models.TextChoices):
    """The values are `understand.situation.sides.SIDES`."""

    STRENGTH = "strength", _("Strength")
    WEAKNESS = "weakness", _("Weakness")
    OPPORTUNITY = "opportunity", _("Opportunity")
    THREAT = "threat", _("Threat")


class SwotItem(models.Model):
    """A finding that the team accepted or rejected, as it stood then: its sentence, its figure with bounds,
    its days, and the numbers of the posts that showed it. `text` is the sentence as the team has it, in
    `language`; `key` names the finding for ever; `show` asks the explorer for the posts behind it."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    key = models.CharField(max_length=300, unique=True)
    area = models.CharField(max_length=12, choices=Area.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    side = models.CharField(max_length=11, choices=SwotSide.choices, blank=True)
    suggested = models.CharField(max_length=11, choices=SwotSide.choices, blank=True)
    text = models.TextField()
    said = models.TextField()  # the sentence as the report had it
    language = models.CharField(max_length=8)
    figure = models.JSONField()  # unit, value, low, high, n
    since = models.DateField()
    until = models.DateField()
    evidence = models.JSONField(default=list)
    show = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["side", "area", "id"]


class SwotDecision(models.Model):
    """What someone did with a finding, and how it stood before ({}: it was not there), so that the newest
    can be undone."""

    class What(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        EDITED = "edited", _("edited")
        REJECTED = "rejected", _("rejected")
        UNDONE = "undone", _("undone")

    key = models.CharField(max_length=300, db_index=True)
    what = models.CharField(max_length=8, choices=What.choices)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]


class TheirAccounts(models.Model):
    """The accounts that belong to what a monitor listens to ("network:handle" each), as a person said."""

    monitor = models.OneToOneField("listen.Monitor", on_delete=models.CASCADE, related_name="their_accounts")
    accounts = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)
