"""A task: a function of the agency with a rhythm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

A = TypeVar("A")


@dataclass(frozen=True)
class Task(Generic[A]):
    """What is done how often.

    Attributes:
        name: its id, for ever.
        label: what people read.
        every: from the start of one run to the start of the next.
        run: does the work; returns what was done in a few words, or nothing when there was nothing to do.
        is_sparing: a long run is followed by a rest of a hundred times its length (half a minute at most), so that a rhythm
            that suits a small agency does not wear out a large one.
    """

    name: str
    label: str
    every: timedelta
    run: Callable[[A], str]
    is_sparing: bool = False


def summary(count: int, one: str, many: str) -> str:
    """`1 message answered`, `3 messages answered`, or nothing for 0."""
    return f"{count} {one if count == 1 else many}" if count else ""
