"""Those whom a client is compared with: public profiles, what is public of them, and what follows from it.

Everything here is made of public numbers only: likes, comments and shares, posts and followers. It is never compared with rates
over reach or impressions, which nobody outside can see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from agency_core.domain.platform import Platform, platform
from agency_core.errors import Invalid

LEAST_POSTS = 3
"""Fewer posts say nothing about how posts do."""
COVERED = 0.5
"""So much of a period counts have to cover, before frequency and share of voice are told."""
MOST = 200
"""So many competitors may a client have."""
_HANDLE = re.compile(r"[^\s/\\?#<>\"'`]{1,100}")
_BASE = 1000


@dataclass(frozen=True)
class NewCompetitor:
    """A public profile of somebody else. `handle` is what the platform calls it, with or without `@`."""

    platform: str
    handle: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class CompetitorChanges:
    """What is to be changed of a competitor; None leaves a field as it is."""

    handle: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class CompetitorView:
    """A competitor, and the day and followers of its last count."""

    id: str
    client_id: str
    platform: str
    handle: str
    name: str
    url: str
    created_at: datetime
    counts: int = 0
    last_day: date | None = None
    followers: int | None = None


@dataclass(frozen=True)
class NewCount:
    """What was public of a competitor on a day; posts and interactions are those since the count before it."""

    day: date
    followers: int | None = None
    posts: int | None = None
    interactions: int | None = None


@dataclass(frozen=True)
class CountView:
    """One count of a competitor, and who says so: `hand`, `import`, `api` or `demo`."""

    competitor_id: str
    day: date
    followers: int | None
    posts: int | None
    interactions: int | None
    source: str


@dataclass(frozen=True)
class Standing:
    """How one profile did in a period, by what is public; `competitor_id` is empty for the client itself.

    `days` are those that its counts cover. `rate` is interactions per post per 1,000 followers, `weekly` posts a week, `growth`
    the share by which followers grew, `voice` and `voice_posts` its shares of the interactions and posts of all on the platform.
    What cannot be told is None, and `lacks` says why.
    """

    platform: str
    competitor_id: str
    name: str
    handle: str
    days: int
    followers: int | None
    posts: int | None
    interactions: int | None
    rate: float | None
    weekly: float | None
    growth: float | None
    voice: float | None
    voice_posts: float | None
    lacks: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether it is the client."""
        return not self.competitor_id


@dataclass(frozen=True)
class Benchmark:
    """The middle of the competitors on a platform; `of` tells how many were known of each."""

    platform: str
    rate: float | None
    weekly: float | None
    growth: float | None
    of: dict[str, int]


@dataclass(frozen=True)
class VoicePoint:
    """The interactions of one profile in the week (or month) that begins on `start`, and its share of all that were counted."""

    start: date
    platform: str
    competitor_id: str
    name: str
    interactions: int
    share: float | None


@dataclass(frozen=True)
class Field:
    """A period among competitors: how each did, the middle of each platform, and the share of voice over time."""

    standings: tuple[Standing, ...]
    benchmarks: tuple[Benchmark, ...]
    voice: tuple[VoicePoint, ...]


def handle_of(text: str) -> str:
    """A handle as it is kept: without `@`, and in small letters, as platforms do not tell them apart.

    Raises:
        Invalid: it is empty, too long, or an address.
    """
    handle = text.strip().removeprefix("@").casefold()
    if not _HANDLE.fullmatch(handle):
        raise Invalid(
            f"{text.strip()[:60]!r} is not a handle.", field="handle", remedy="Write the name of the profile, for example @name."
        )
    return handle


def checked(new: NewCompetitor) -> NewCompetitor:
    """The profile as it is kept.

    Raises:
        Invalid: the platform is unknown, the handle is none, or the address is not one of the web.
    """
    handle = handle_of(new.handle)
    return NewCompetitor(Platform(platform(new.platform)), handle, named(new.name, handle), address(new.url))


def named(text: str, handle: str) -> str:
    """A name of at most 120 characters; the handle where there is none."""
    return " ".join(text.split())[:120] or handle


def address(text: str) -> str:
    """An address of the web, or nothing.

    Raises:
        Invalid: it is something else.
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in {"http", "https"} or not parts.netloc or len(url) > 500):
        remedy = "Begin it with https://, or leave it out."
        raise Invalid(f"{url[:60]!r} is not an address of the web.", field="url", remedy=remedy)
    return url


def per_thousand(interactions: int | None, posts: int | None, followers: int | None) -> float | None:
    """Interactions per post per 1,000 followers: the only rate whose base is public."""
    if interactions is None or not followers or posts is None or posts < LEAST_POSTS:
        return None
    return interactions / posts / followers * _BASE
