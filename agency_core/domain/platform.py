"""The networks, what they can carry, and what a connector says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

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


class Verified(StrEnum):
    """How a connector was checked. None was tried against the living network before a user's account has done it."""

    REAL_SERVER = "real server"
    RECORDINGS = "real recordings"
    OFFICIAL_CLIENT = "official spec and client"
    DOCUMENTATION = "documentation only"


class FollowUp(StrEnum):
    """What a text that follows a post becomes: the next post of a thread, a comment below it, or nothing."""

    THREAD = "thread"
    COMMENT = "comment"
    NONE = "none"


class MediaSort(StrEnum):
    """What a medium is."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Carries:
    """The media of one kind of content: from `least` to `most`, of these sorts, and whether sorts may be mixed.

    `text_limit` is that of this kind where it has one of its own.
    """

    least: int = 0
    most: int = 0
    sorts: frozenset[MediaSort] = frozenset()
    mixed: bool = False
    text_limit: int = 0


@dataclass(frozen=True)
class FileLimits:
    """What a platform takes of one sort of media: types, bytes, pixels of a side, width / height, seconds. 0: not limited."""

    types: frozenset[str]
    most_bytes: int
    least_bytes: int = 0
    aspect: tuple[float, float] | None = None
    least_side: int = 0
    most_side: int = 0
    seconds: tuple[float, float] | None = None


@dataclass(frozen=True)
class Allowance:
    """At most `posts` in any `per` for one account, as far as the platform says."""

    posts: int
    per: timedelta


@dataclass(frozen=True)
class Option:
    """A choice that a platform asks for beside words and media, for example who may see a video."""

    name: str
    label: str
    choices: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class Capabilities:
    """What a connector can do; lengths in the platform's own unit, a limit of 0 for what it does not have.

    `own_limit` names the entry of an account's limits that stands in for `text_limit`; `comment_limit` is that of what
    follows a post. `link_cards` are the kinds that show a link as a card, `link_in_text`: it is added to the words instead.

    `followers` says, in words, whose followers the network counts for us; empty: nobody's.
    `fetches` names the sorts of media that the platform gets itself, from a public address; others are sent to it.
    """

    kinds: Mapping[str, Carries]
    text_limit: int
    text_unit: str
    files: Mapping[MediaSort, FileLimits]
    fetches: frozenset[MediaSort]
    supports_delete: bool
    read_back: ReadBack
    idempotency: Idempotency
    settling_seconds: float
    metrics: tuple[str, ...]
    title_limit: int = 0
    alt_text_limit: int = 0
    follow_up: FollowUp = FollowUp.NONE
    allowances: tuple[Allowance, ...] = ()
    options: tuple[Option, ...] = ()
    own_limit: str = ""
    comment_limit: int = 0
    link_cards: frozenset[str] = frozenset()
    link_in_text: bool = False
    followers: str = ""

    def limit_of(self, kind: str, limits: Mapping[str, Any], *, follows: bool = False) -> int:
        """The longest text of a kind, or of what `follows` a post, for an account with these limits of its own."""
        own = limits.get(self.own_limit) if self.own_limit else None
        usual = own if isinstance(own, int) and own > 0 else self.text_limit
        if follows:
            return self.comment_limit or usual
        carries = self.kinds.get(kind)
        return carries.text_limit if carries and carries.text_limit else usual

    @property
    def content_types(self) -> frozenset[str]:
        """The kinds of content it carries."""
        return frozenset(self.kinds)

    @property
    def media_required(self) -> frozenset[str]:
        """The kinds that are nothing without a medium."""
        return frozenset(kind for kind, carries in self.kinds.items() if carries.least)


class LoginKind(StrEnum):
    """How a person lets us act for an account."""

    OAUTH2 = "oauth2"
    APP_PASSWORD = "app_password"  # noqa: S105 - the name of a way
    INSTANCE = "instance"


@dataclass(frozen=True)
class Login:
    """How an account is connected: OAuth 2 addresses and least scopes, an app password, or registration with an instance.

    For INSTANCE the addresses are paths on the instance. `client_key`: what the platform calls `client_id`. `basic`: the
    application proves itself in the Authorization header. `lengthen`: the first token is short-lived and is traded by the
    connector's `refresh` at once.
    """

    kind: LoginKind
    scopes: tuple[str, ...] = ()
    authorize_url: str = ""
    token_url: str = ""
    pkce: bool = False
    basic: bool = False
    scope_separator: str = " "
    client_key: str = "client_id"
    extra: Mapping[str, str] = field(default_factory=dict)
    lengthen: bool = False


@dataclass(frozen=True)
class ConnectorFacts:
    """What a connector is: shown in the Studio, on Settings and in the docs, and read by an alert (`sunset`).

    `live_base` is the address of the interface; empty where each account has a server of its own.
    """

    key: Platform
    spec_version: str
    sunset: date | None
    verified: Verified
    capabilities: Capabilities
    login: Login
    live_base: str
