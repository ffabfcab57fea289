"""Identifiers that sort by the time they were made, so that a list can be paged by them."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from agency_core.errors import Invalid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def new_id(now: datetime) -> str:
    """26 characters: 48 bits of milliseconds since 1970, then 80 random bits (the layout of a ULID, lower case)."""
    value = (int(now.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def first_id(moment: datetime) -> str:
    """Of all ids that are made at `moment` or later, none sorts before this one."""
    value = int(moment.timestamp() * 1000) << 80
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def checked_name(value: str, field: str) -> str:
    """`value`, when it is fit to be an id that people type and URLs carry.

    Raises:
        Invalid: it is empty, longer than 64 characters or holds anything but letters, digits, `_`, `.` and `-`.
    """
    if not _NAME.fullmatch(value):
        raise Invalid(
            f"{field} {value!r} cannot be used as an id.",
            field=field,
            remedy="Use 1 to 64 letters, digits, underscores, dots or dashes, beginning with a letter or digit.",
        )
    return value


def numbered_id(source: str, number: int) -> str:
    """An id that is always the same for the `number`-th thing that came from `source` (an id), and sorts with it."""
    return source[:18] + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
