"""What people decided on content of a desk under random acts, and how the texts of its threads are told apart."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from agency_core.domain.content import FollowUpText


@dataclass
class Promise:
    """What people decided on one piece of content: the words approved, the time, and what was given up.

    Its thread says the same words, numbered; what is said of one post is kept by (platform, part).
    """

    said: str
    parts: int = 1
    approved: str = ""
    due: datetime | None = None
    given_up: set[tuple[str, int]] = field(default_factory=set)
    again: Counter = field(default_factory=Counter)
    vouched: set[tuple[str, int]] = field(default_factory=set)


def part_of(text):
    """The number of a text in its thread, 0 for the first."""
    return int(text.partition(" + ")[2] or 0)


def thread_of(text, parts):
    """What follows the first text of a thread."""
    return tuple(FollowUpText(f"{text} + {number}") for number in range(1, parts))
