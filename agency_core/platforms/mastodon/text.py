"""How Mastodon counts a text, and how it writes one back."""

from __future__ import annotations

import re
from html import unescape

LINK_LENGTH = 23
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_PATH = r"(?:/(?:(?:\([^()\s]*\)|[\w!*';:=+,.$/%#\[\]~&|@-])*(?:\([^()\s]*\)|[\w=#/+-]))?)?"
_QUERY = r"(?:\?[A-Za-z0-9!?*'();:&=+$/%#\[\]_.,~|@-]*[A-Za-z0-9_&=#/-])?"
_LINK = re.compile(rf"(?<![\w@#$/])https?://(?:{_LABEL}\.)+[^\W\d_]{{2,}}(?![\w-])(?::\d+)?{_PATH}{_QUERY}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![=/\w])@(\w+(?:[.-]+\w+)*)@\w[\w.-]*\w", re.ASCII | re.IGNORECASE)
_PARTING_TAG = re.compile(r"<(?:p|br|li|ul|ol|blockquote|pre)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def length(text: str) -> int:
    """Characters of `text` as Mastodon counts: 23 for a link, and of a mention elsewhere only the name.

    >>> length("see https://example.com/a/long/path and @ann@example.social")
    36
    """
    return len(_named(_LINK.sub("x" * LINK_LENGTH, text)))


def as_read(text: str) -> str:
    """What a reader sees of `text` as it was sent, with every run of white space as one blank."""
    return " ".join(_named(text).split())


def read(html: str) -> str:
    """The same of the HTML in which a server writes the text back; a mention it knows nobody for is left whole there."""
    return as_read(unescape(_TAG.sub("", _PARTING_TAG.sub(" ", html))))


def _named(text: str) -> str:
    return _MENTION.sub(r"@\1", text)
