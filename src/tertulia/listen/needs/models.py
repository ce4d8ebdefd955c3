"""What people need, which posts say so, what was done about it, and what goes out of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    QUESTION = "question", _("Question")
    REQUEST = "request", _("Request")
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")


class NeedState(models.TextChoices):
    OPEN = "open", _("Still open")
    ANSWERED = "answered", _("Answered")
    MET = "met", _("Met by content")
    PASSED = "passed", _("Passed on to product")
    WONT = "wont", _("Won't do")


ANSWERING = (NeedState.ANSWERED, NeedState.MET)  # states after which asking again is counted


class Need(models.Model):
    """Something that people ask. `name` is a person's where one gave it, else "" and the `typical` post (its
    number in the store) stands for it. `answered_at` counts the people who ask after it; the answer is a
    text, an address, or a post of ours by its number. One that ended was merged `into` another, or undone."""

    name = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=NeedKind.choices)
    state = models.CharField(max_length=8, choices=NeedState.choices, default=NeedState.OPEN)
    typical = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answer_url = models.URLField(max_length=1000, blank=True)
    answer_post = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")

    class Meta:
        ordering = ["id"]


class NeedPost(models.Model):
    """That a post (its number in the store) says a need; of no need: a person said that it says none."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, related_name="posts")
    post = models.BigIntegerField(unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["post"]


class NeedEvent(models.Model):
    """Something that happened to a need; `by` nobody: a look at the posts found it so. `details` hold what
    undoing takes: numbers of posts and of needs, and what was before."""

    class What(models.TextChoices):
        FOUND = "found", _("found as a need")
        JOINED = "joined", _("more posts say it")
        RENAMED = "renamed", _("given another name")
        STATE = "state", _("its state was changed")
        MERGED = "merged", _("another need became part of it")
        SPLIT = "split", _("posts became a need of their own")
        MOVED = "moved", _("posts were moved to another need")
        TAKEN = "taken", _("posts were taken out")
        NOTED = "noted", _("something was made of it")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=8, choices=What.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    details = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]


class NeedLook(models.Model):
    """A look at the posts that ask: up to which number (`last`), how many were new, joined a need, and were
    of the needs `found`; the others ask what nobody else asks."""

    class State(models.TextChoices):
        RUNNING = "running", _("Looking")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    at = models.DateTimeField(auto_now_add=True)
    last = models.BigIntegerField(default=0)
    posts = models.PositiveBigIntegerField(default=0)
    joined = models.PositiveBigIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class NeedNote(models.Model):
    """What someone made of a need: an idea, a task, an answer to keep, a word to those who make the product.
    It waits until it is done."""

    class Kind(models.TextChoices):
        IDEA = "idea", _("Idea")
        TASK = "task", _("Task")
        ANSWER = "answer", _("Saved answer")
        PRODUCT = "product", _("Product note")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]


class NeedHook(models.Model):
    """Where new notes are sent. `secrets` is sealed: the `url`, which may hold a key, and the `key` that
    signs what is sent; only the `host` is shown."""

    host = models.CharField(max_length=300)
    secrets = models.TextField()
    at = models.DateTimeField(auto_now_add=True)


class NeedSending(models.Model):
    """A note on its way to a hook: tried `tries` times, next at `next_at`; `problem` is why the last
    try failed, as sources keep theirs."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    note = models.ForeignKey(NeedNote, on_delete=models.CASCADE, related_name="sendings")
    hook = models.ForeignKey(NeedHook, on_delete=models.CASCADE, related_name="sendings")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
