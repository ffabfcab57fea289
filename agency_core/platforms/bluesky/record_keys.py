"""Names for posts, chosen here before the first try: whoever sends the same name again writes the same post."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_BITS = 10
_RANDOM_BITS = 30
_LENGTH = 13


def new_rkey(now: datetime) -> str:
    """A timestamp identifier: 53 bits of microseconds since 1970 and 10 of a clock, in 13 characters that sort by time.

    The last 30 bits (about a second) are random, so that posts of one moment never share a name.
    """
    whole = int(now.timestamp() * 1_000_000) << _CLOCK_BITS
    value = (whole >> _RANDOM_BITS << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def timestamp(now: datetime) -> str:
    """A moment as records carry it: UTC, in milliseconds."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
