"""Credentials at rest: sealed with a key made from the folder's `secret.key`, opened only to be used.

The sealed text is `v1:` and a Fernet token (AES-128-CBC and HMAC-SHA256) of a JSON object. The columns that
hold such texts are called `secrets`, in whatever table: rotation and the tests find them by that name. A
backup holds them sealed and does not hold the key: elsewhere they open only with the `secret.key` they were
sealed under.
"""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

COLUMN = "secrets"
_VERSION = "v1:"
_LABEL = b"tertulia credentials v1"
_HIDDEN = "***"
_TOO_SHORT = 6  # characters below which a value is also an ordinary word, and would be struck everywhere
_REMEMBERED = 2000  # newest values to strike out: networks renew theirs for as long as the process lives

_seen: OrderedDict[str, None] = OrderedDict()
_lock = threading.Lock()


def seal(mapping: Mapping[str, str]) -> str:
    """The secrets as a text that only this folder opens."""
    _remember(mapping)
    return _sealed(mapping, str(settings.SECRET_KEY))


def open_sealed(text: str) -> dict[str, str]:
    """What was sealed. Raises `Problem` ("cannot-unseal") where another key sealed it, or it is damaged."""
    opened = _opened(text, str(settings.SECRET_KEY))
    _remember(opened)
    return opened


def rotate(old_key: str, new_key: str) -> int:
    """Seal everything anew under another key, all or nothing; returns how many were.

    What is sealed under the new key already stays, so that a rotation cut short can be done again. The caller
    puts the new key in place.

    Raises `Problem` ("cannot-unseal") where neither key opens a text; nothing is changed then.
    """
    done = 0
    with transaction.atomic():
        for model in sealed_models():
            for row in model._default_manager.exclude(**{COLUMN: ""}):
                text = getattr(row, COLUMN)
                if not _opens(text, new_key):
                    sealed = _sealed(_opened(text, old_key), new_key)
                    model._default_manager.filter(pk=row.pk).update(**{COLUMN: sealed})
                    done += 1
    return done


def sealed_models() -> Iterator[type[models.Model]]:
    """Every table with a column of sealed texts."""
    for model in apps.get_models():
        if any(field.name == COLUMN for field in model._meta.get_fields()):
            yield model


def without_opened(text: str) -> str:
    """The text with every value struck out that was sealed or opened in this process, as it is or as it
    stands in an address."""
    with _lock:
        values = sorted((value for value in _seen if value in text), key=len, reverse=True)
    for value in values:
        text = text.replace(value, _HIDDEN)
    return text


def redacted(problem: Problem) -> Problem:
    """The problem without secrets: a network may say back what it was sent."""

    def struck(text: Text | None) -> Text | None:
        if text is None:
            return None
        values = {n: without_opened(v) if isinstance(v, str) else v for n, v in text.values.items()}
        return Text(text.template, **values)

    problem.cause, problem.remedy = struck(problem.cause) or problem.cause, struck(problem.remedy)
    problem.place = without_opened(problem.place)
    return problem


def _remember(mapping: Mapping[str, str]) -> None:
    with _lock:
        for value in mapping.values():
            if len(value) >= _TOO_SHORT:
                for written in (value, quote(value, safe="")):
                    _seen[written] = None
                    _seen.move_to_end(written)
        while len(_seen) > _REMEMBERED:
            _seen.popitem(last=False)


def _sealed(mapping: Mapping[str, str], key: str) -> str:
    data = json.dumps(dict(mapping), ensure_ascii=False).encode()
    return _VERSION + _fernet(key).encrypt(data).decode("ascii")


def _opened(text: str, key: str) -> dict[str, str]:
    from cryptography.fernet import InvalidToken

    try:
        if not text.startswith(_VERSION):
            raise InvalidToken
        opened: dict[str, str] = json.loads(_fernet(key).decrypt(text.removeprefix(_VERSION).encode()))
    except InvalidToken:
        raise _cannot_unseal() from None
    return opened


def _opens(text: str, key: str) -> bool:
    try:
        _opened(text, key)
    except Problem:
        return False
    return True


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), length=32, salt=None, info=_LABEL).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))


def _cannot_unseal() -> Problem:
    return Problem(
        "cannot-unseal",
        Text("The credentials cannot be opened: they were sealed with the key of another data folder."),
        Text("Connect the channel again, or put back the secret.key of the folder that the data come from."),
    )
