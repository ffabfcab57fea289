"""What X takes, in numbers and prices, and which version of its interface we speak."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.content import ContentType
from agency_core.domain.platform import (
    Allowance,
    Capabilities,
    Carries,
    ConnectorFacts,
    FileLimits,
    FollowUp,
    Idempotency,
    Login,
    LoginKind,
    MediaSort,
    Option,
    Platform,
    ReadBack,
    Verified,
)

GIF = "image/gif"
GIF_BYTES = 15_000_000
SUBSCRIBER_TEXT_LIMIT = 25_000
TEXT_LIMIT_KEY = "text_limit"
"""Under which name an account's own limit on the length of a text is kept."""
EVERYONE = "everyone"

FACTS = ConnectorFacts(
    key=Platform.X,
    spec_version="2 (2.167)",
    sunset=None,
    verified=Verified.OFFICIAL_CLIENT,
    live_base="https://api.x.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        authorize_url="https://x.com/i/oauth2/authorize",
        token_url="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
        pkce=True,
        basic=True,
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.IMAGE_POST: Carries(1, 4, frozenset({MediaSort.IMAGE})),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
            ContentType.ARTICLE: Carries(),
        },
        text_limit=280,
        text_unit="weighted characters (a link counts 23, an emoji 2)",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png", "image/webp", GIF}), 5_000_000),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4"}), 512_000_000, seconds=(0.5, 140.0)),
        },
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.NONE,
        settling_seconds=15,
        metrics=("impressions", "likes", "comments", "shares", "saves", "clicks"),
        followers="yes",
        alt_text_limit=1000,
        follow_up=FollowUp.THREAD,
        own_limit=TEXT_LIMIT_KEY,
        link_in_text=True,
        allowances=(Allowance(100, timedelta(minutes=15)),),
        options=(
            Option(
                "reply_settings", "Who can reply", (EVERYONE, "following", "mentionedUsers", "subscribers", "verified"), EVERYONE
            ),
        ),
    ),
)
