"""A sample of what a search finds and misses, and people's word on each post."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """Whether a post is what the monitor is meant to find."""

    YES = "yes", _("Relevant")
    NO = "no", _("Not relevant")
    UNDECIDED = "undecided", _("Undecided")


class Part(models.TextChoices):
    """Where a sampled post comes from."""

    HIT = "hit", _("Found by the search")
    MISS = "miss", _("Found only by the relaxed search")


class Measurement(models.Model):
    """A random sample drawn at a moment: posts that the search found, and posts that only its relaxed form
    found. `hits` and `missed` are how many there were of each in the stored posts from `since` on; where only
    `read` of `posts` were looked at, `missed` is an estimate. The seed draws the same sample from the same
    posts again."""

    monitor = models.ForeignKey("listen.Monitor", on_delete=models.CASCADE, related_name="measurements")
    query = models.TextField()
    relaxed = models.TextField(blank=True)
    seed = models.BigIntegerField()
    since = models.DateTimeField()
    hits = models.PositiveBigIntegerField()
    missed = models.PositiveBigIntegerField()
    posts = models.PositiveBigIntegerField()
    read = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]


class Sampled(models.Model):
    """A post of a sample: its number in the store and its turn, counted from 0."""

    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="sampled")
    turn = models.PositiveSmallIntegerField()
    post = models.BigIntegerField()
    part = models.CharField(max_length=4, choices=Part.choices)

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["measurement", "post"], name="sampled_once")]


class Label(models.Model):
    """A person's word on a post for a monitor. It outlives the sample: later versions are tried on it."""

    monitor = models.ForeignKey("listen.Monitor", on_delete=models.CASCADE, related_name="labels")
    post = models.BigIntegerField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["monitor", "post"], name="label_once")]
