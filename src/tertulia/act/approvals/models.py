"""Rules that say whose approval a text needs, and the approvals asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tertulia.act.approvals.states import State
from tertulia.team.models import Person, Role

WORDS = {
    State.WAITING: _("Waiting for approval"),
    State.APPROVED: _("Approved"),
    State.REFUSED: _("Refused"),
    State.EXPIRED: _("Not approved in time"),
    State.VOID: _("Void: the text was changed"),
    State.WITHDRAWN: _("Withdrawn"),
}


class Kind(models.TextChoices):
    POST = "post", _("Posts")
    REPLY = "reply", _("Answers")


class Mode(models.TextChoices):
    ANY = "any", _("One of them is enough")
    ALL = "all", _("All of them")


class ApprovalRule(models.Model):
    """Texts that need an approval: what is empty does not narrow. `author_role`: by authors of this role or a
    smaller one. `words`: one a line, any of which stands in the text or its topics. Those who approve are
    `people`, or all who have `role` or a greater one."""

    name = models.CharField(max_length=120)
    channel = models.BigIntegerField(null=True, blank=True)  # listen.Channel
    kind = models.CharField(max_length=8, blank=True, choices=Kind.choices)
    author_role = models.CharField(max_length=16, blank=True, choices=Role.choices)
    words = models.TextField(blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.ANY)
    role = models.CharField(max_length=16, blank=True, choices=Role.choices)
    people = models.ManyToManyField(Person, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """That somebody asked for a text to be approved. `subject_kind` and `subject` say what the text is of
    ("version", "entry", "conversation"). `hashes` are the fingerprints that it holds for: the text's and,
    where it goes out in parts, theirs; `drafts` those of whole drafts with their media (publishing), if
    given."""

    subject_kind = models.SlugField(max_length=24)
    subject = models.BigIntegerField()
    channel = models.BigIntegerField()  # listen.Channel
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    hashes = models.JSONField(default=list)
    drafts = models.JSONField(default=list)
    entry = models.BigIntegerField(null=True, db_index=True)
    conversation = models.BigIntegerField(null=True, db_index=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=16,
        choices=[(each.value, word) for each, word in WORDS.items()],
        default=State.WAITING.value,
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject"], name="approval_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject"], condition=Q(state="waiting"), name="one_approval_waits"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ApprovalDemand(models.Model):
    """What one rule asks of an approval, as it was when it was asked for. No rule: the author's rights
    did."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="demands")
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    people = models.ManyToManyField(Person, related_name="+")

    class Meta:
        ordering = ["id"]


class ApprovalVote(models.Model):
    """That somebody granted or refused."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["approval", "person"], name="one_vote_each")]
