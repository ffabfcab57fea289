"""Counting text as Threads does: an emoji counts as many times as it has bytes in UTF-8, anything else once."""

from __future__ import annotations

import re

_SYMBOLS = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
_PICTURES = "\U0001f000-\U0001faff"
_JOINING = "\u200d\u20e3\ufe0f\U000e0020-\U000e007f"
_SIGNS = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299"
_EMOJI = re.compile(f"[{_SYMBOLS}{_PICTURES}{_JOINING}{_SIGNS}]")
"""Every character that is an emoji or part of one; some of them can also be plain signs, which are then counted too high."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def length(text: str) -> int:
    """How much of the limit `text` takes."""
    return len(text) + sum(len(found.encode()) - 1 for found in _EMOJI.findall(text))


def links(text: str) -> set[str]:
    """The different addresses in `text`."""
    return {found.rstrip(".,;:!?)'") for found in _ADDRESS.findall(text)}
