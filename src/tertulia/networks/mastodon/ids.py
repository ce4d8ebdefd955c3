"""Times in ids. Those of Mastodon's statuses (milliseconds above 16 other bits) and GoToSocial's (ULID) tell
when a post was written, also where it came late from another server: its id then lies *before* those already
read. So readings go back a little, and a gap is found by its time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = 26
_BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)
_END = datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def time_of(number: str) -> datetime | None:
    """The time in an id, None where it has none."""
    if number.isascii() and number.isdigit() and len(number) <= _ULID:
        found = _moment(int(number) >> 16)
    elif len(number) == _ULID and all(char in _CROCKFORD for char in number.upper()):
        found = _moment(_number(number[:10].upper()))
    else:
        return None
    return found if found and _BEGINNING <= found < _END else None


def id_at(when: datetime, like: str) -> str | None:
    """The smallest id of that time, of the kind of `like`; None where such ids tell no time."""
    if time_of(like) is None:
        return None
    milliseconds = max(0, (when - _EPOCH) // _MILLISECOND)
    if like.isdigit():
        return str(milliseconds << 16)
    digits = [_CROCKFORD[(milliseconds >> shift) & 31] for shift in range(45, -1, -5)]
    return "".join(digits) + "0" * (_ULID - 10)


def rewound(number: str, back: timedelta) -> str:
    """The id so much earlier; the same where it tells no time."""
    when = time_of(number)
    return (id_at(when - back, number) if when else None) or number


def _moment(milliseconds: int) -> datetime | None:
    return _EPOCH + milliseconds * _MILLISECOND if milliseconds < 5_000_000_000_000 else None


def _number(written: str) -> int:
    value = 0
    for char in written:
        value = value * 32 + _CROCKFORD.index(char)
    return value
