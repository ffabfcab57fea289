"""How a persona speaks: what it promises, what it never does, and the pieces that it can write."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.content import ContentType


@dataclass(frozen=True)
class Point:
    """One item of a list: `short` stands alone, `more` says why."""

    short: str
    more: str = ""


@dataclass(frozen=True)
class Angle:
    """One way to treat any topic. Lines may hold {topic}, {Topic}, {audience} and {count} (the number of points, in words).

    `hooks` open, `setups` say why it matters, `points` carry it, `turns` make a point that one can argue with, `asks` close.
    `picture` tells a person what to show. `keeps` is how many points are used; they stay in their order.
    """

    name: str
    titles: tuple[str, ...]
    hooks: tuple[str, ...]
    setups: tuple[str, ...]
    points: tuple[Point, ...]
    turns: tuple[str, ...]
    asks: tuple[str, ...]
    picture: str
    keeps: int = 3


@dataclass(frozen=True)
class Voice:
    """A persona's way of speaking. `hashtags` is how many it likes at most, whatever the platform would take."""

    key: str
    promise: str
    taboos: tuple[str, ...]
    formats: tuple[ContentType, ...]
    angles: tuple[Angle, ...]
    introduces: tuple[str, ...]
    hashtags: int
    emoji: tuple[str, ...] = ()
