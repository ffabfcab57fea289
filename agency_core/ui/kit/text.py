"""Text of people and agents, made safe for places that read Markdown."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINTS = re.compile(r"(?<=:)(?=[\w+-]|//)|(?<=www)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)


def plain(text: str, most: int = 0) -> str:
    """`text` so that Markdown shows it as it is: nothing in it becomes a format, link, icon, formula or colour.

    Line breaks become spaces; longer than `most` characters (0: any length) it is cut and ends in an ellipsis.
    """
    flat = " ".join(text.split())
    if most and len(flat) > most:
        flat = flat[: most - 1].rstrip() + "…"
    # A zero-width joiner keeps `:word:` from becoming an icon, and an address from becoming a link: both happen to text
    # after its escapes are gone.
    return _PUNCTUATION.sub(r"\\\1", _JOINTS.sub("\u2060", flat))


def words(name: str) -> str:
    """A name of code in words: `content_request` becomes `Content request`."""
    return name.replace("_", " ").replace(".", " ").strip().capitalize()


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 post`, `3 posts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}".replace(",", "\u202f")
