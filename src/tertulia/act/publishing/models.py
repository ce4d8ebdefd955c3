"""The ledger of what is published: what was ordered by whom, how it fares, and the pause of everything."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Person


class State(models.TextChoices):
    """Where a publication stands. Only `waiting` and `unknown` ones are acted upon by themselves."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    PUBLISHED = "published", _("Published")
    UNKNOWN = "unknown", _("Outcome unknown")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Missed its time")
    BY_HAND = "by_hand", _("To publish by hand")
    CANCELLED = "cancelled", _("Cancelled")


class Publication(models.Model):
    """One text for one channel, ordered by a person: `text_hash` is what they ordered (drafts.fingerprint).

    `slot` says which intention it answers: of a slot only one publication stands that is not cancelled.
    `key` is what the network knows doubles by; it never changes. `lease` names the worker that is sending,
    until `lease_until`. `after` must be published first (the part before in a thread, the post of a comment).
    """

    channel = models.BigIntegerField(db_index=True)  # listen.Channel
    network = models.CharField(max_length=63)
    slot = models.CharField(max_length=120)
    key = models.CharField(max_length=64, unique=True)
    draft = models.JSONField()  # drafts.as_json
    text_hash = models.CharField(max_length=64)
    due = models.DateTimeField()
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField()  # when it is looked at next
    attempts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)  # of the first attempt: what is looked up is not older
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)  # the last one (problems.kept), {} when well
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    native_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True)
    post = models.BigIntegerField(null=True, db_index=True)  # in the posts store, once it was read
    entry = models.BigIntegerField(null=True, db_index=True)
    version = models.BigIntegerField(null=True, db_index=True)
    conversation = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["state", "next_at"], name="publication_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "slot"], condition=~Q(state="cancelled"), name="publication_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "native_id"], condition=~Q(native_id=""), name="publication_one_post"
            ),
        ]

    def __str__(self) -> str:
        said = (self.draft.get(name, "") for name in ("text", "title", "link"))
        return next((text[:120] for text in said if text), "")


class Moment(models.Model):
    """Something that happened to a publication: `what` is a state or a code of history.WORDS."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="moments")
    at = models.DateTimeField()
    what = models.CharField(max_length=24)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]


class Pause(models.Model):
    """That nothing scheduled is published: at most one is open."""

    open = models.BooleanField(default=True)
    why = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resumed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["open"], condition=Q(open=True), name="one_pause_at_a_time")
        ]


class ByHand(models.Model):
    """A channel whose texts a person publishes, though its network could take them."""

    channel = models.BigIntegerField(unique=True)


class Reacted(models.Model):
    """A like, repost or follow that a person gave with a channel. Written before the network is asked."""

    channel = models.BigIntegerField()
    network = models.CharField(max_length=63)
    reaction = models.CharField(max_length=16)  # networks.base.Reaction
    target = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["channel", "reaction", "target"], name="reacted_once")]
