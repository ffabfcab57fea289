"""Text as a network shows it: its hashtags, mentions and addresses in the colour of links, and nothing else read as a format."""

from __future__ import annotations

import re

from agency_core.ui import kit

_MARKED = re.compile(r"(?:https?://[^\s]+|(?<![\w&/@#])[@#]\w[\w.@-]*)")
_TAIL = ".,;:!?)]}'\"»”’"


def said(text: str) -> str:
    """`text` as Markdown."""
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    return "\n\n".join("  \n".join(_line(line) for line in block.split("\n")) for block in blocks)


def _line(line: str) -> str:
    parts, at = [], 0
    for found in _MARKED.finditer(line):
        whole = found[0].rstrip(_TAIL)
        if len(whole) > 1:
            parts += [_plain(line[at : found.start()]), f":blue[{kit.plain(whole)}]"]
            at = found.start() + len(whole)
    return "".join([*parts, _plain(line[at:])])


def _plain(text: str) -> str:
    """Plain words with the blanks at their ends kept, which stand between them and what is marked."""
    if not text.strip():
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{kit.plain(text)}{' ' if text[-1].isspace() else ''}"
