"""What answers say of their limits: `Retry-After`, `X-RateLimit-*`, `RateLimit-*`. Pure.

Times come as seconds to wait, seconds since 1970, HTTP dates and ISO dates, whichever the host likes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tertulia.outbound.api import Rates

_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_SINCE_1970 = 1e9  # a larger number is a moment, a smaller one a time to wait
_MOST = timedelta(days=7)


def rates_of(headers: Mapping[str, str], now: datetime) -> Rates | None:
    """What the headers (names in lower case) say of what is left; None where they say nothing."""
    remaining = next((headers[name] for name in _REMAINING if name in headers), None)
    reset = next((headers[name] for name in _RESET if name in headers), None)
    if remaining is None and reset is None:
        return None
    return Rates(_whole(remaining), moment_of(reset, now) if reset else None)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a host that refused asks to be asked again."""
    if wanted := moment_of(headers.get("retry-after", ""), now):
        return wanted
    rates = rates_of(headers, now)
    return rates.resets_at if rates and not rates.remaining else None


def moment_of(text: str, now: datetime) -> datetime | None:
    """The moment that a header means, None where it means none; never further off than a week."""
    moment = _moment(text.strip(), now)
    return min(moment, now + _MOST) if moment else None


def _moment(text: str, now: datetime) -> datetime | None:
    number = _number(text)
    if number is None:
        return _date(text)
    if number > _SINCE_1970:
        return datetime.fromtimestamp(min(number, 1e10), UTC)
    return now + timedelta(seconds=max(0.0, number))


def _date(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError):
            continue  # the other form, or none
        return found.replace(tzinfo=found.tzinfo or UTC)
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _whole(text: str | None) -> int | None:
    number = _number(text or "")
    return None if number is None else int(number)
