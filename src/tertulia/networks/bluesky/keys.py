"""A record's key made of our own: the same for the same post, so that the network refuses it twice.

Keys of posts are TIDs: 53 bits of microseconds, 10 of a clock's number. The time in these is made up and lies
in the past; what sorts posts is `createdAt`. https://atproto.com/specs/tid
"""

from __future__ import annotations

import hashlib

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_BEGINS_US = 1_672_531_200_000_000  # 2023
_SPAN_US = 3 * 365 * 86_400 * 1_000_000


def record_key(key: str) -> str:
    """The TID of a key."""
    number = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:16], "big")
    time, clock = _BEGINS_US + (number >> 10) % _SPAN_US, number & 0x3FF
    value = time << 10 | clock
    return "".join(_LETTERS[value >> shift & 31] for shift in range(60, -1, -5))
