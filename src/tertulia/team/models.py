"""The people who work in the workspace."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A viewer reads, a manager works, an owner also decides who works here and what is erased."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    VIEWER = "viewer", _("Viewer")


class Person(AbstractUser):
    """Someone who signs in, with how they like to see things."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, default="system")
    time_zone = models.CharField(max_length=64, blank=True)
    single_keys = models.BooleanField(default=True)
