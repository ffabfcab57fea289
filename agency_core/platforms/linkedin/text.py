r"""LinkedIn's *little text*: a post is silently cut at the first reserved character that has no backslash before it."""

from __future__ import annotations

import re

_RESERVED = r"\\|{}@\[\]()<>#*_~"
_MENTION = r"@\[[^\\|{}@\[\]()<>#*_~\n]+\]\(urn:li:(?:person|organization):[A-Za-z0-9-]+\)"
_HASHTAG = r"(?<![\w#&])#[^\W_]+"
_KEPT_OR_RESERVED = re.compile(f"(?P<kept>{_MENTION}|{_HASHTAG})|(?P<reserved>[{_RESERVED}])")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")
_ESCAPED = re.compile(f"\\\\([{_RESERVED}])")


def escaped(text: str) -> str:
    r"""`text` as it is sent: reserved characters escaped, hashtags and mentions of the form `@[Name](urn:li:...)` kept.

    >>> escaped("3 * 4 (see #maths_club)")
    '3 \\* 4 \\(see #maths\\_club\\)'
    """
    return _KEPT_OR_RESERVED.sub(lambda found: found["kept"] or "\\" + found["reserved"], text)


def plain(commentary: str) -> str:
    """What a reader sees of `commentary`: the same for every way in which LinkedIn may write the same text back."""
    return _ESCAPED.sub(r"\1", _TEMPLATE.sub(r"#\1", commentary)).strip()


def length(text: str) -> int:
    """Characters of `text` as sent. Whether escapes count is not documented, so they do."""
    return len(escaped(text))
