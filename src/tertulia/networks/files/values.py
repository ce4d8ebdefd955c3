"""What the dumps have in common: absent values spelled in many ways, times in many forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from tertulia.networks.base import Record
from tertulia.posts.formats.values import BadValue, shorten

_ABSENT = ("", "None", "none", "null", "NULL", "nan", "NaN", "NaT", "N/A")
_PLAIN_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
)
_TWITTER_FORM = "%a %b %d %H:%M:%S %z %Y"
_MILLISECONDS_FROM = 100_000_000_000  # as seconds, the year 5138


def given(value: Any) -> Any:
    """The value, or None where the dump says that there is none."""
    return None if value is None or value in _ABSENT or value != value else value


def pick(item: Record, *names: str) -> Any:
    """The first of these fields that is given."""
    return next((value for name in names if (value := given(item.get(name))) is not None), None)


def without(item: Record, used: Iterable[str]) -> Record:
    """The fields that have no place in a post: they are kept as they are."""
    taken = frozenset(used)
    return {name: value for name, value in item.items() if name not in taken and given(value) is not None}


def native_id(value: Any) -> str | None:
    """An id that may have come through a table program as "848.0"."""
    found = given(value)
    if found is None:
        return None
    written = str(int(found)) if isinstance(found, float) and found.is_integer() else str(found).strip()
    return written.removesuffix(".0") if written.removesuffix(".0").isdigit() else written


def at_zone(offset_hours: float) -> tzinfo:
    return timezone(timedelta(hours=offset_hours))


def any_time(value: Any, zone: tzinfo = UTC) -> datetime:
    """A time in any form that dumps use: seconds or milliseconds since 1970, ISO 8601, Twitter's and mail's
    own, day/month/year. One that does not say its zone is taken to be in `zone`. Raises BadValue."""
    found = given(value)
    if found is None:
        raise BadValue("missing_field", "created_at is required and is not there")
    try:
        moment = _time(found)
    except (ValueError, OverflowError, OSError, TypeError) as error:
        raise BadValue("bad_date", f"{shorten(value)} is not a time in any form that is known") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _time(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _since_1970(float(value))
    written = str(value).strip()
    for read in (datetime.fromisoformat, _number, _twitter, _plain, parsedate_to_datetime):
        try:
            return read(written)
        except ValueError:
            continue
    raise ValueError(written)


def _number(written: str) -> datetime:
    return _since_1970(float(written))


def _since_1970(number: float) -> datetime:
    return datetime.fromtimestamp(number / 1000 if abs(number) >= _MILLISECONDS_FROM else number, UTC)


def _twitter(written: str) -> datetime:
    return datetime.strptime(written, _TWITTER_FORM)  # noqa: DTZ007  (the form has a zone)


def _plain(written: str) -> datetime:
    for form in _PLAIN_FORMS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007  (the zone is the caller's word)
        except ValueError:
            continue
    raise ValueError(written)
