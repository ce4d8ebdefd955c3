"""Keeps credentials out of the log, whoever writes them."""

from __future__ import annotations

import logging
import re

from tertulia.team.secrets import without_opened

_NAMES = "password|passwd|token|secret|api_key|authorization|cookie"
_SIGN = r"[\"']?\s*[=:]\s*[\"']?"
_SECRETS = re.compile(
    rf"(\bauthorization\b{_SIGN}(?:bearer|basic)\s+|bearer\s+|/join/|ter_|\b(?:{_NAMES})\b{_SIGN})[^\s\"'/,;&]+",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """The text with everything struck out that is a credential in use, or looks like one."""
    return _SECRETS.sub(r"\1***", without_opened(text))


class HideSecrets(logging.Filter):
    """Strikes credentials out of a record's message and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_secrets(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_secrets(logging.Formatter().formatException(record.exc_info))
        return True
