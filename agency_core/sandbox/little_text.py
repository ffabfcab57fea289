r"""LinkedIn's little text, read as LinkedIn does: the text ends, silently, at the first reserved character without a `\`."""

from __future__ import annotations

import re

_RESERVED = set("|{}@[]()<>#*_~\\")
_MENTION = re.compile(r"@\[([^\]\n]+)\]\(urn:li:(?:person|organization):[\w-]+\)")
_TEMPLATE = re.compile(r"\{hashtag\|\\#\|([^}|]+)\}")
_HASHTAG = re.compile(r"#(\w+)")


def shown(commentary: str) -> tuple[str, str]:
    """What readers see of `commentary`, and how much of the commentary as sent that was."""
    out: list[str] = []
    at = 0
    while at < len(commentary):
        taken, visible = _next(commentary, at)
        if not taken:
            break
        out.append(visible)
        at += taken
    return "".join(out), commentary[:at]


def _next(text: str, at: int) -> tuple[int, str]:
    """How many characters the element at `at` has, and what is seen of it; 0 at a reserved character on its own."""
    char = text[at]
    if char == "\\":
        escaped = text[at + 1 : at + 2]
        return (2, escaped) if escaped in _RESERVED and escaped else (0, "")
    if char not in _RESERVED:
        return 1, char
    return _element(text, at)


def _element(text: str, at: int) -> tuple[int, str]:
    mention = _MENTION.match(text, at)
    if mention:
        return len(mention[0]), mention[1]
    template = _TEMPLATE.match(text, at)
    if template:
        return len(template[0]), f"#{template[1]}"
    begins = at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "#_")
    hashtag = _HASHTAG.match(text, at) if begins else None
    if hashtag:
        word = hashtag[1].split("_")[0]
        return (1 + len(word), f"#{word}") if word else (0, "")
    return 0, ""
