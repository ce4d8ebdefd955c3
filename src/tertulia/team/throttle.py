"""Slows down guessing of passwords: by account and by address."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from tertulia.team.models import FailedSignIn

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value.casefold()}".encode()).hexdigest()


def _limits(account: str, address: str) -> dict[str, int]:
    return {_key("account", account): PER_ACCOUNT, _key("address", address): PER_ADDRESS}


def is_blocked(account: str, address: str) -> bool:
    """Whether too many wrong passwords came for the account or from the address in the window."""
    recent = FailedSignIn.objects.filter(at__gte=timezone.now() - WINDOW)
    return any(recent.filter(key=key).count() >= most for key, most in _limits(account, address).items())


def note_failure(account: str, address: str) -> None:
    """Count a wrong password, and forget those older than the window."""
    FailedSignIn.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    FailedSignIn.objects.bulk_create(FailedSignIn(key=key) for key in _limits(account, address))


def forgive(account: str) -> None:
    """The account's owner signed in: its failures count no more."""
    FailedSignIn.objects.filter(key=_key("account", account)).delete()
