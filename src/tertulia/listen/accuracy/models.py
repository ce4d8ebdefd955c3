"""The rounds in which people check readings, the posts drawn for them, each person's word on each post."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """A stratified random sample of the workspace's mentions, drawn for a task at a moment. `posts` is how
    many there were to draw from, published from `since` on, in `strata` strata. The seed draws the same
    sample from the same posts again."""

    task = models.CharField(max_length=12)
    seed = models.BigIntegerField()
    since = models.DateTimeField()
    posts = models.PositiveBigIntegerField()
    strata = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]


class Drawn(models.Model):
    """A post of a round: its number in the store, its turn, counted from 0, its stratum (language, network,
    monitor; 0: no monitor) and the `chance` with which it was drawn. Nothing that it says or who wrote it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="drawn")
    turn = models.PositiveSmallIntegerField()
    post = models.BigIntegerField(db_index=True)
    lang = models.CharField(max_length=8)
    network = models.CharField(max_length=64)
    monitor = models.BigIntegerField(default=0)
    chance = models.FloatField()

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["round", "post"], name="drawn_once")]


class Check(models.Model):
    """A person's word on a drawn post: a value of the task, or "undecided"; intents by commas. `said` is what
    the model had read in it by then ("": not sure) and `version` which model. `before` and `before_by` are
    the correction that the word took the place of, for undoing it."""

    drawn = models.ForeignKey(Drawn, on_delete=models.CASCADE, related_name="checks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    value = models.CharField(max_length=160)
    said = models.CharField(max_length=160)
    version = models.CharField(max_length=40)
    before = models.CharField(max_length=160, null=True)
    before_by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["drawn", "by"], name="checked_once")]


class ModelWork(models.Model):
    """Something done with the models in the background: teaching them with the corrections, or reading
    history anew. `done` of `total` posts; `lesson` is the one made; `problem` as `Problem.as_dict` has it."""

    class What(models.TextChoices):
        TEACH = "teach", _("Teaching")
        REREAD = "reread", _("Reading history anew")

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    what = models.CharField(max_length=6, choices=What.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    lesson = models.PositiveIntegerField(null=True)
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
