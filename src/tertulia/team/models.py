"""The people who work in the workspace, how they come in, what they did."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do, each role what those below it may (access.RANKED).

    A viewer reads; a trainee also writes, and others approve it; a responder answers people; an editor also
    plans and publishes; a manager also sets up the workspace; an owner also decides who works.
    """

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    EDITOR = "editor", _("Editor")
    RESPONDER = "responder", _("Responder")
    TRAINEE = "trainee", _("Trainee")
    VIEWER = "viewer", _("Viewer")


class Act(models.TextChoices):
    """What can be done with a channel of ours."""

    READ = "read", _("Read posts")
    DRAFT = "draft", _("Write drafts")
    REPLY = "reply", _("Answer people")
    PUBLISH = "publish", _("Publish posts")
    APPROVE = "approve", _("Approve texts")


class Person(AbstractUser):
    """Someone who signs in, with how they like to see things."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, default="system")
    time_zone = models.CharField(max_length=64, blank=True)
    single_keys = models.BooleanField(default=True)

    @property
    def shown_name(self) -> str:
        """The name others see."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters that stand for the person."""
        return "".join(word[0] for word in self.shown_name.split()[:2]).upper()


class ChannelRight(models.Model):
    """That on a channel a person may, or may not, do what their role says otherwise (rights.may_on)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="channel_rights")
    channel = models.BigIntegerField(db_index=True)  # listen.Channel
    act = models.CharField(max_length=16, choices=Act.choices)
    allowed = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel", "act"], name="one_right")]


class Loss(models.Model):
    """Something that a person may no longer do, until they were told. `channel` None: everywhere.

    `before` and `after` are roles where `act` is empty; else `act` was taken away on the channel, called
    `channel_name` when that was done.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="losses")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    before = models.CharField(max_length=16, blank=True, choices=Role.choices)
    after = models.CharField(max_length=16, blank=True, choices=Role.choices)
    act = models.CharField(max_length=16, blank=True, choices=Act.choices)
    channel = models.BigIntegerField(null=True)
    channel_name = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]


class SecondFactor(models.Model):
    """What a person proves beside their password: a code that their telephone makes every 30 seconds (TOTP).
    It is asked for once it was confirmed. `last_step`: of the last code taken, which is not taken again."""

    person = models.OneToOneField(Person, null=True, on_delete=models.CASCADE, related_name="second_factor")
    secrets = models.TextField(blank=True)  # sealed {"totp": base32}
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that takes the telephone's place once; kept as a hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)


class TeamChoice(models.Model):
    """What the owners decided for the whole team: the only row there is."""

    owners_need_two_factor = models.BooleanField(default=False)


class Invitation(models.Model):
    """A one-time link that makes a person, or gives `person` a new password; only its hash is kept.

    The first owner's has no inviter.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    note = models.CharField(max_length=150, blank=True)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="password_links")


class FailedSignIn(models.Model):
    """A wrong password, under the hash of the account or of the address it came from."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="failed_key_at")]


class ApiToken(models.Model):
    """A key for programs that act for a person; shown once, kept as a hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class AppendOnly(models.QuerySet["Event"]):
    """Rows that are written once: the log of what was done is not edited."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the audit log is append-only")


class Event(models.Model):
    """Something a person did, for the audit log. `act` is a code such as `monitor.saved`."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="events")
    actor_name = models.CharField(max_length=150, blank=True)
    act = models.CharField(max_length=64)
    object = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit log is append-only")
