"""The themes that the workspace keeps, the looks at the posts that found them, and what happened to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ThemeFit(models.Model):
    """A look at the posts. `rarity` is how much each word tells; `posts` were looked at, `distinct` of them
    after near-duplicates; `agreement` and `coherence` as understand/themes/fitting.py has them."""

    class State(models.TextChoices):
        RUNNING = "running", _("Looking")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    at = models.DateTimeField(auto_now_add=True)
    posts = models.PositiveBigIntegerField(default=0)
    distinct = models.PositiveBigIntegerField(default=0)
    agreement = models.FloatField(null=True)
    coherence = models.FloatField(null=True)
    rarity = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class Theme(models.Model):
    """A theme. `name` is a person's where one gave it, else "" and the `words` are its name; `terms` are its
    words with their weights; a search in `rule` puts posts into it whatever their words. A theme that ended
    was merged `into` another or found no more; a pinned one never ends by itself."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    words = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    pinned = models.BooleanField(default=False)
    rule = models.TextField(blank=True)
    born_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")

    class Meta:
        ordering = ["number"]

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or " · ".join(self.words)


class ThemeEvent(models.Model):
    """Something that happened to a theme; `by` nobody: a look at the posts found it so."""

    class What(models.TextChoices):
        BORN = "born", _("found")
        WORDS = "words", _("found again with other words")
        MERGED = "merged", _("became part of another theme")
        LOST = "lost", _("not found any more")
        RENAMED = "renamed", _("renamed")
        PINNED = "pinned", _("pinned")
        UNPINNED = "unpinned", _("no longer pinned")
        RULE = "rule", _("its rule was changed")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
