"""Keeps credentials out of the log, whoever writes them."""

from __future__ import annotations

import logging
import re

_NAMES = "password|passwd|token|secret|api_key|authorization|cookie"
_SIGN = r"[\"']?\s*[=:]\s*[\"']?"
_SECRETS = re.compile(
    rf"((?:authorization\b{_SIGN})?bearer\s+|/join/|ter_|\b(?:{_NAMES})\b{_SIGN})[^\s\"'/,;&]+", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    """The text with everything that looks like a credential struck out."""
    return _SECRETS.sub(r"\1***", text)


class HideSecrets(logging.Filter):
    """Strikes credentials out of a record's message and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_secrets(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_secrets(logging.Formatter().formatException(record.exc_info))
        return True
