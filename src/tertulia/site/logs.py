"""Keeps credentials out of the log, whoever writes them."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(
    r"(?i)(bearer\s+|/join/|ter_|\b(?:password|passwd|token|secret|api_key|authorization|cookie)\b[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"'/,;&]+"
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
