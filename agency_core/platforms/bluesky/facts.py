"""What Bluesky takes, in numbers, and which version of its interface we speak."""

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
    Platform,
    ReadBack,
    Verified,
)

COLLECTION = "app.bsky.feed.post"
WEB = "https://bsky.app"
TEXT_BYTES = 3000
THUMB_BYTES = 1_000_000
TAG_GRAPHEMES = 64
_POINTS_PER_HOUR, _POINTS_PER_DAY = 5000, 35_000
_POINTS_OF_A_POST = 2
"""What putRecord costs; createRecord would cost 3."""
_PICTURE = frozenset({MediaSort.IMAGE})

FACTS = ConnectorFacts(
    key=Platform.BLUESKY,
    spec_version="lexicons 2026-08",
    sunset=None,
    verified=Verified.REAL_SERVER,
    live_base="https://bsky.social",
    login=Login(LoginKind.APP_PASSWORD),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.IMAGE_POST: Carries(1, 4, _PICTURE),
            ContentType.ARTICLE: Carries(0, 1, _PICTURE),
        },
        text_limit=300,
        text_unit="graphemes",
        files={MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png", "image/webp"}), 2_000_000)},
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.EXACT,
        idempotency=Idempotency.KEY,
        settling_seconds=5,
        metrics=("likes", "comments", "shares", "saves"),
        followers="yes",
        alt_text_limit=2000,
        follow_up=FollowUp.THREAD,
        link_cards=frozenset({ContentType.TEXT_POST, ContentType.ARTICLE}),
        allowances=(
            Allowance(_POINTS_PER_HOUR // _POINTS_OF_A_POST, timedelta(hours=1)),
            Allowance(_POINTS_PER_DAY // _POINTS_OF_A_POST, timedelta(days=1)),
        ),
    ),
)
