"""The networks, what they can carry, and what a connector says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agency_core.errors import Invalid


class Platform(StrEnum):
    """A network we can talk to."""

    LINKEDIN = "linkedin"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    X = "x"
    FACEBOOK = "facebook"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    THREADS = "threads"


LABELS = {
    Platform.LINKEDIN: "LinkedIn",
    Platform.INSTAGRAM: "Instagram",
    Platform.YOUTUBE: "YouTube",
    Platform.TIKTOK: "TikTok",
    Platform.X: "X",
    Platform.FACEBOOK: "Facebook",
    Platform.BLUESKY: "Bluesky",
    Platform.MASTODON: "Mastodon",
    Platform.THREADS: "Threads",
}
ALIASES = {"twitter": Platform.X}

ENGAGEMENT_TARGETS = {
    Platform.LINKEDIN: (0.03, 0.05),
    Platform.INSTAGRAM: (0.06, 0.08),
    Platform.YOUTUBE: (0.04, 0.06),
    Platform.TIKTOK: (0.08, 0.12),
}
"""Engagement rate aimed at, low and high end, as fractions; platforms not named have no target."""


def platform(name: str, field: str = "platform") -> Platform:
    """The platform called `name`; `twitter` is X.

    Raises:
        Invalid: unknown name.
    """
    folded = name.strip().lower()
    if folded in ALIASES:
        return ALIASES[folded]
    try:
        return Platform(folded)
    except ValueError:
        known = ", ".join([*Platform, *ALIASES])
        raise Invalid(f"{name!r} is not a platform.", field=field, remedy=f"Use one of: {known}.") from None


class Network(StrEnum):
    """Which network an account lives on: the rehearsal on this machine, or the real one."""

    SANDBOX = "sandbox"
    LIVE = "live"


class ReadBack(StrEnum):
    """How sure a connector can be of what happened when an answer was lost."""

    EXACT = "exact"
    HEURISTIC = "heuristic"
    NONE = "none"


class Idempotency(StrEnum):
    """What keeps a second call from making a second post."""

    KEY = "key"
    HANDLE = "handle"
    NONE = "none"


@dataclass(frozen=True)
class Capabilities:
    """What a connector can do; sizes in bytes, lengths in the platform's own unit."""

    content_types: frozenset[str]
    text_limit: int
    text_unit: str
    media_required: frozenset[str]
    media_min: int
    media_max: int
    image_types: frozenset[str]
    image_bytes: int
    needs_public_media_url: bool
    supports_delete: bool
    read_back: ReadBack
    idempotency: Idempotency
    settling_seconds: float
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class ConnectorFacts:
    """What a connector is: shown in the Studio, on Settings and in the docs."""

    key: Platform
    spec_version: str
    sunset: date | None
    verified: str
    capabilities: Capabilities
