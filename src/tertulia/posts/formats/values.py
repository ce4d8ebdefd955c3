"""What one value of a posts file becomes: its right type, or a reason why it cannot be taken.

Each function takes a value as JSON, CSV or Parquet gave it and returns it as the schema wants it; None is
"not given". It raises `BadValue` with a code for programs and a reason for people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

from tertulia.posts.schema import KINDS

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
NETWORK = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?")
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6})\d*)?\s*([Zz]|[+-]\d\d:?\d\d)?")
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")
_INTEGER = re.compile(r"[+-]?\d{1,19}(?:\.0+)?")
_INT64 = range(-(2**63), 2**63)
_UNDETERMINED = ("", "und", "unk", "zxx", "qme", "qst", "qht", "qam", "qct", "art")


class BadValue(Exception):  # noqa: N818  (it names the value, and is turned into a dead letter)
    """A value that cannot be taken, with a code and a reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def refuse(value: Any, wanted: str) -> NoReturn:
    raise BadValue("bad_value", f"{shorten(value)} is not {wanted}")


def shorten(value: Any, length: int = 60) -> str:
    """The value as a person reads it in a message, never long."""
    shown = repr(value)
    return shown if len(shown) <= length else f"{shown[:length]}…"


def clean(value: str) -> str:
    """`value` without what UTF-8 text cannot hold: half surrogate pairs and NUL become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", value)


def text(value: Any) -> str | None:
    """A text as it stands; numbers and truth values as JSON writes them."""
    if value is None or isinstance(value, str):
        return value if value is None else clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    refuse(value, "a text")


def optional_text(value: Any) -> str | None:
    """A text where an empty one says nothing."""
    found = text(value)
    return found or None


def identifier(value: Any) -> str | None:
    """A native id: text without blanks around it, a whole number as its digits."""
    found = text(value)
    return (found.strip() or None) if found is not None else None


def handle(value: Any) -> str | None:
    """A handle without @."""
    found = identifier(value)
    return (found.lstrip("@") or None) if found else None


def network(value: Any) -> str | None:
    """A network's name: lower case letters, digits, dot, dash, underscore."""
    found = identifier(value)
    if found is None:
        return None
    if not NETWORK.fullmatch(found.lower()):
        refuse(value, "the name of a network (letters, digits, dots and dashes)")
    return found.lower()


def kind(value: Any) -> str | None:
    found = identifier(value)
    if found is not None and found not in KINDS:
        refuse(value, f"a kind of post ({', '.join(KINDS)})")
    return found


def language(value: Any) -> str | None:
    """An ISO 639 code, the region dropped: "es-MX" is "es"; undetermined is None."""
    found = identifier(value)
    if found is None or found.lower() in _UNDETERMINED:
        return None
    match = _LANGUAGE.fullmatch(found)
    if not match:
        refuse(value, "a language code such as es or en")
    return match[1].lower()


def count(value: Any) -> int | None:
    """A whole number; "" is not given."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        value = int(value.strip().partition(".")[0])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in _INT64:
        refuse(value, "a whole number")
    return int(value)


def truth(value: Any) -> bool | None:
    """true or false, also as CSV spells them."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        value = {"": "", "true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            value.strip().lower(), value
        )
    if value == "":
        return None
    if value not in (True, False):
        refuse(value, "true or false")
    return bool(value)


def texts(value: Any) -> list[str] | None:
    """A list of texts. In a single text (CSV): a JSON list, or words parted by blanks. Empty is not given."""
    if isinstance(value, str):
        value = _json_or_words(value)
    if not value:
        return None
    if not isinstance(value, (list, tuple)):
        refuse(value, "a list of texts")
    return [found for item in value if (found := identifier(item))] or None


def _json_or_words(value: str) -> Any:
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            refuse(value, "a list (JSON)")
    return value.split()


def tags(value: Any) -> list[str] | None:
    """Hashtags, without #."""
    found = texts(value)
    return [tag for item in found if (tag := item.lstrip("#＃"))] or None if found else None


def handles(value: Any) -> list[str] | None:
    found = texts(value)
    return [name for item in found if (name := item.lstrip("@"))] or None if found else None


def media(value: Any) -> str | None:
    """Pictures, films, files as JSON: a list of {"type", "url", "alt"}. An address alone: type unknown."""
    if isinstance(value, str):
        value = _decode(value) if value.lstrip()[:1] in ("[", "{") else [{"url": value}] if value else None
    if not value:
        return None
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        refuse(value, "a list of media")
    return dump(value)


def extra_object(value: Any) -> dict[str, Any]:
    """What a post carries besides: an object. Anything else is kept under "extra"."""
    if isinstance(value, str):
        value = _decode(value) if value.lstrip().startswith("{") else value or None
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"extra": value}


def _decode(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def dump(value: Any) -> str:
    """JSON in its one form here: keys in order, no blanks, no escapes but the needed, NaN as null."""
    try:
        written = _ENCODER.encode(value)
    except ValueError:
        return dump(_without_nan(value))
    return clean(written)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def moment(value: Any) -> datetime | None:
    """A time (RFC 3339, with its offset) in UTC. A leap second is the second before it."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _in_range(value, value)
    match = _RFC3339.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise BadValue(
            "bad_date", f"{shorten(value)} is not a time; write it as 2026-03-01T18:30:00Z (RFC 3339)"
        )
    day, clock, fraction, offset = match.groups()
    clock = f"{clock[:6]}59" if clock.endswith(":60") else clock
    try:
        found = datetime.fromisoformat(
            f"{day}T{clock}.{(fraction or '0').ljust(6, '0')}{(offset or '').upper()}"
        )
    except ValueError as error:
        raise BadValue("bad_date", f"{shorten(value)} is not a time: {error}") from error
    return _in_range(found, value)


def _in_range(found: datetime, written: Any) -> datetime:
    if found.tzinfo is None:
        raise BadValue(
            "naive_date",
            f"{shorten(written)} does not say its zone; end it in Z for UTC or in an offset like +02:00",
        )
    if not EARLIEST <= found < LATEST:
        raise BadValue("date_out_of_range", f"{shorten(written)} is not between 1970 and 2100")
    return found.astimezone(UTC)


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "id": identifier,
    "network": network,
    "created_at": moment,
    "text": text,
    "title": optional_text,
    "author": handle,
    "author_name": optional_text,
    "kind": kind,
    "lang": language,
    "url": optional_text,
    "reply_to": identifier,
    "thread": identifier,
    "likes": count,
    "reposts": count,
    "replies": count,
    "quotes": count,
    "views": count,
    "followers": count,
    "hashtags": tags,
    "mentions": handles,
    "links": texts,
    "media": media,
    "own": truth,
    "counted_at": moment,
}
