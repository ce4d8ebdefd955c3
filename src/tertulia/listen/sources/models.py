"""Channels (accounts of ours), sources (what is read), and how each source fares."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tertulia.listen.monitors.models import Folder, Monitor, MonitorRole


class Channel(models.Model):
    """An account of ours on a network. Its secrets are encrypted (tertulia.team.secrets) and never shown."""

    network = models.CharField(max_length=63)
    handle = models.CharField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=500, blank=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)  # sealed JSON
    by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(default=dict)  # of the last test (problems.kept)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["network", "handle", "id"]

    def __str__(self) -> str:
        return f"{self.handle} ({self.network})"


class ChannelFigure(models.Model):
    """A channel's counts on a day, as the network told them. A count it does not tell is null."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="figures")
    day = models.DateField()
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    posts = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="channel_figure_once_a_day")]


class Keep(models.TextChoices):
    """Which of a source's posts are stored."""

    ALL = "all", _("Everything it brings")
    MATCHED = "matched", _("Only what a monitor matches")


class Source(models.Model):
    """Something that is read again and again. `key` names it in the posts store (positions, gaps, dead
    letters) and never changes: `live:<network>:<kind>:<target>`, with `@<server>` or `#<channel>` where it
    has one."""

    key = models.CharField(max_length=600, unique=True)
    network = models.CharField(max_length=63)
    kind = models.CharField(max_length=16)  # networks.base.Kind
    target = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=dict)
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    role = models.CharField(max_length=16, choices=MonitorRole.choices, blank=True)
    own = models.BooleanField(default=False)  # what it brings was published by us
    folder = models.ForeignKey(
        Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="sources"
    )
    monitors = models.ManyToManyField(Monitor, blank=True, related_name="sources")  # it was made for them
    keep = models.CharField(max_length=8, choices=Keep.choices, default=Keep.ALL)
    active = models.BooleanField(default=True)
    by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["network", "kind", "title", "id"]

    def __str__(self) -> str:
        return self.title or self.target or self.key


class SourceState(models.Model):
    """How a source fares; written by the collector alone. Where it was read up to is not here but in the
    posts store, in one transaction with the posts."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="state")
    next_at = models.DateTimeField(null=True, db_index=True)  # when it is read next; null: at once
    interval_s = models.FloatField(null=True)  # the present pace; null: the network's own
    tried_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    item_at = models.DateTimeField(null=True)  # when it last brought something new
    lag_s = models.FloatField(null=True)  # newest post: from its publication to the store
    failures = models.FloatField(default=0)  # weighted, in a row (collect/pace.py)
    problem = models.JSONField(default=dict)  # the last failure (problems.kept), {} when well
    running = models.BooleanField(default=False)
    silent_since = models.DateTimeField(null=True)  # quieter than its own habit since then


class HubSubscription(models.Model):
    """That a feed's hub tells us of its news (WebSub). `ends_at` null: asked for and not confirmed; `hub` "":
    the feed had none when it was looked at. What the hub signs with is made from the folder's key."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="hub")
    hub = models.CharField(max_length=500, blank=True)
    topic = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)


class SourceHour(models.Model):
    """What a source brought in an hour (UTC): the base of its habit and of the health page's bars."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    dead = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)  # not stored: matched by no monitor, or excluded

    class Meta:
        ordering = ["-hour"]
        constraints = [models.UniqueConstraint(fields=["source", "hour"], name="source_hour_once")]


class HostState(models.Model):
    """The circuit breaker's memory of a host, so that a restart does not knock at once again."""

    host = models.CharField(max_length=255, primary_key=True)
    failures = models.FloatField(default=0)
    resting_until = models.DateTimeField(null=True)
