"""What we owe people who did something for us: thanks or credit, until it is settled or let go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Person


class Deed(models.TextChoices):
    """What somebody did for us."""

    SHARE = "share", _("Shared what we said")
    QUOTE = "quote", _("Quoted us")
    RECOMMENDATION = "recommendation", _("Recommended us")
    PRAISE = "praise", _("Praised us")


class Standing(models.TextChoices):
    """Where a debt stands."""

    OWED = "owed", _("Owed")
    SETTLED = "settled", _("Settled")
    DISMISSED = "dismissed", _("Let go")


class Debt(models.Model):
    """Thanks or credit owed for one post (its number in the store). `person` is the key of its author, as
    text; `answer` our post that settled it; `by` and `why` of who settled it by hand or let it go."""

    post = models.BigIntegerField(unique=True)
    deed = models.CharField(max_length=16, choices=Deed.choices)
    network = models.CharField(max_length=63)
    person = models.CharField(max_length=24)
    at = models.DateTimeField(db_index=True)
    due = models.DateTimeField()
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.OWED)
    settled_at = models.DateTimeField(null=True)
    answer = models.BigIntegerField(null=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["standing", "due"], name="debt_due")]
