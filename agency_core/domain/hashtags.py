"""Hashtags as networks read them: a `#` before letters, digits and underscores, not only digits, whatever the case."""

from __future__ import annotations

import re

PATTERN = r"(?:^|[^\w#&/])#(\w*[^\W\d]\w*)"
"""For other engines of regular expressions, too; the tag is the first group."""
_TAG = re.compile(PATTERN)


def hashtags_of(text: str) -> tuple[str, ...]:
    """The hashtags of a text in small letters, without `#`, each once, in their order."""
    return tuple(dict.fromkeys(found.lower() for found in _TAG.findall(text)))
