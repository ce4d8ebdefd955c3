"""Who is tied to us, how grave each rule is here, and what people let pass or told about a text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Person


class Tie(models.TextChoices):
    """What ties someone to us."""

    SPEAKER = "speaker", _("Speaks for us")
    EMPLOYEE = "employee", _("Works here")
    AMBASSADOR = "ambassador", _("Ambassador")
    PAID = "paid", _("Paid")
    GIFTED = "gifted", _("Was given something")
    PARTNER = "partner", _("Partner")


class Severity(models.TextChoices):
    """What a finding does."""

    STOP = "stop", _("Stops")
    WARNING = "warning", _("Warns")
    OFF = "off", _("Is not asked")


class Origin(models.TextChoices):
    """How a text came about, as its author told."""

    PERSON = "person", _("A person wrote it")
    REVISED = "revised", _("A machine wrote it, a person went over it")
    MACHINE = "machine", _("A machine wrote it")


class Relationship(models.Model):
    """A person of the team or an account (network, handle without @) that is tied to us, from a day until
    another (None: open). `channel` is the channel of ours that it is about; None: all of us."""

    tie = models.CharField(max_length=12, choices=Tie.choices)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="relationships"
    )
    network = models.CharField(max_length=63, blank=True)
    handle = models.CharField(max_length=255, blank=True)
    channel = models.BigIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["tie", "network", "handle", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(handle=""), name="relationship_of_someone"
            ),
        ]

    def __str__(self) -> str:
        who = self.person.shown_name if self.person else ""
        return " · ".join(filter(None, (who, f"@{self.handle}" if self.handle else "")))


class RuleSeverity(models.Model):
    """How grave a rule is in this workspace, where that is not as it came."""

    code = models.CharField(max_length=40, unique=True)
    severity = models.CharField(max_length=8, choices=Severity.choices)


class Passed(models.Model):
    """That somebody let a rule pass for one text on one channel, and why. The text itself is not kept."""

    text_hash = models.CharField(max_length=64, db_index=True)
    channel = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    why = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]


class Told(models.Model):
    """How a text came about, as somebody told. The text itself is not kept."""

    text_hash = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
