"""Counting words and links as Threads does."""

from __future__ import annotations

import re
import unicodedata

_PICTURES = (0x1F000, 0x1FAFF)
_SYMBOLS = (0x2600, 0x27BF)
_JOINING = frozenset({0x200D, 0xFE0F, 0x20E3})
_ADDRESS = re.compile(r"https?://\S+")


def size(text: str) -> int:
    """Characters, emoji by their bytes in UTF-8."""
    return sum(len(letter.encode("utf-8", "replace")) if _is_emoji(letter) else 1 for letter in text)


def different_links(text: str) -> int:
    """How many different addresses there are."""
    return len({found.rstrip(".,;:!?)") for found in _ADDRESS.findall(text)})


def _is_emoji(letter: str) -> bool:
    number = ord(letter)
    if number in _JOINING or _PICTURES[0] <= number <= _PICTURES[1]:
        return True
    return _SYMBOLS[0] <= number <= _SYMBOLS[1] and unicodedata.category(letter) == "So"
