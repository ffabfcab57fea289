"""Filling lines with the client's words, leaving out what the brief bans, and choosing the same way for the same seed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from agency_core.domain.client import Brief

T = TypeVar("T")
_SLOT = re.compile(r"\{(\w+)\}")
_PLAIN_STARTS = frozenset({
    "a", "an", "the", "our", "your", "my", "their", "his", "her", "its", "how", "what", "why", "when", "where", "who",
    "which", "people", "anyone", "everyone", "everybody", "somebody", "those", "small", "large", "new", "old", "first",
    "young", "busy", "local", "independent", "home", "early", "simple", "better", "good", "great", "women", "men",
    "parents", "students", "families", "teams", "founders", "owners", "makers", "managers", "leaders", "teachers",
    "developers", "designers", "beginners", "marketing", "creative", "every", "all", "one", "two", "three", "behind",
    "from", "with", "for", "in", "on", "at", "about", "getting", "making", "choosing", "building", "planning", "writing",
    "learning",
})


def rank(seed: int, label: str, index: int) -> bytes:
    """A value to sort by: fixed for the same three, unrelated between different ones."""
    return hashlib.blake2b(f"{seed}|{label}|{index}".encode(), digest_size=8).digest()


def shuffled(seed: int, label: str, items: Sequence[T]) -> list[T]:
    """`items` in an order that depends on the seed and the label only."""
    order = sorted(range(len(items)), key=lambda index: rank(seed, label, index))
    return [items[index] for index in order]


def banned_pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Finds any of the words as whole words, their plural too, whatever their case; None when there are none."""
    parts = [r"\s+".join(re.escape(piece) for piece in straight(word).split()) for word in words if word.strip()]
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?:e?s)?(?!\w)", re.IGNORECASE)


def straight(text: str) -> str:
    """`text` with typographic apostrophes made plain, so that a banned word is found either way."""
    return text.replace("\u2019", "'")


def inline(text: str) -> str:
    """`text` as it goes into the middle of a sentence: no final stop, a small first letter where that is surely right.

    A question keeps its mark and is put in quotation marks.
    """
    text = " ".join(text.split())
    if text.endswith("?"):
        return f"“{text}”"
    text = text.rstrip(".!;:, ")
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in _PLAIN_STARTS and first == first.capitalize() else text


def leading(text: str) -> str:
    """`text` as it begins a sentence."""
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """`text`, cut at a word where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:- ") + "…"


LONGEST_TOPIC = 90
LONGEST_AUDIENCE = 48
"""A longer audience does not fit into a sentence; lines that name it are then left out."""
_QUESTION_WORDS = frozenset({"how", "what", "why", "when", "where", "who", "which", "whether"})


@dataclass(frozen=True)
class Wording:
    """Fills lines for one request. A line is usable when each of its slots has a value and it holds no banned word."""

    seed: int
    slots: dict[str, str]
    banned: re.Pattern[str] | None
    said: str

    def fill(self, line: str, **more: str) -> str:
        """The line with its slots filled, or an empty text when it cannot be used."""
        slots = {**self.slots, **more}
        if any(not slots.get(name) for name in _SLOT.findall(line)):
            return ""
        filled = _SLOT.sub(lambda found: slots[found[1]], line)
        return "" if self.bans(filled) else filled

    def bans(self, text: str) -> bool:
        """Whether the text holds a word that the brief bans."""
        return bool(self.banned and self.banned.search(straight(text)))

    def usable(self, lines: Sequence[str], label: str, **more: str) -> list[str]:
        """The usable lines: those not said lately first, else in the order of the seed."""
        filled = [line for line in (self.fill(each, **more) for each in shuffled(self.seed, label, lines)) if line]
        return sorted(filled, key=self.known)

    def known(self, text: str) -> bool:
        """Whether these very words were published or drafted lately."""
        return text.casefold() in self.said


def wording(topic: str, seed: int, brief: Brief, recent: Sequence[str]) -> Wording:
    """The wording for a topic. What follows a colon in it becomes a subtitle: sentences go on with what stands before."""
    head, _, rest = topic.partition(": ")
    topic, audience, more = shortened(inline(head), LONGEST_TOPIC), inline(brief.audience), shortened(inline(rest), LONGEST_TOPIC)
    noun = f"the question of {topic}" if topic.split(" ")[0] in _QUESTION_WORDS else topic
    slots = {
        "topic": noun, "Topic": leading(topic), "audience": audience if len(audience) <= LONGEST_AUDIENCE else "",
        "subtitle": f"{leading(more)}." if more else "",
    }
    return Wording(seed, slots, banned_pattern(brief.banned_words), "\n".join(recent).casefold())
