"""What a platform's own text says differently from the body, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from agency_core.ui.kit.text import plain

_TOKENS = re.compile(r"\n|[^\s]+")


def marked(body: str, own: str) -> str:
    """`own` as Markdown: words that only it has are green, words of the body that it leaves out are struck through."""
    before, after = _TOKENS.findall(body), _TOKENS.findall(own)
    parts: list[str] = []
    for step, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            parts.append(_lines(after[other_start:other_end], "{}"))
            continue
        parts.append(_lines(before[start:end], ":gray[~~{}~~]"))
        parts.append(_lines(after[other_start:other_end], ":green-background[{}]"))
    return " ".join(part for part in parts if part)


def _lines(tokens: list[str], frame: str) -> str:
    """Words in a frame, line by line, as no Markdown frame spans a line break."""
    lines = " ".join(tokens).split("\n")
    return "  \n".join(frame.format(plain(line)) if line.strip() else "" for line in lines)
