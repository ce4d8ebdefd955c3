"""How a text is known again without keeping it."""

from __future__ import annotations

import hashlib
import unicodedata


def text_hash(text: str) -> str:
    """The fingerprint of a text: the same however its spaces and its accents are written."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()
