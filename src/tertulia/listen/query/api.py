"""What others may use of the query language."""

from __future__ import annotations

from tertulia.listen.query.fields import FIELDS
from tertulia.listen.query.findings import MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH, Finding
from tertulia.listen.query.parser import Parsed, parse
from tertulia.listen.query.printing import to_text
from tertulia.listen.query.probes import probes

__all__ = [
    "FIELDS",
    "MAX_DEPTH",
    "MAX_DISTANCE",
    "MAX_LENGTH",
    "Finding",
    "Parsed",
    "check",
    "parse",
    "probes",
    "to_text",
]


def check(text: str) -> list[Finding]:
    """Everything that is to be said about a search, in the order of its text; nothing where it is sound."""
    return list(parse(text).findings)
