"""What TikTok takes, in numbers, and which version of its interface we speak."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.content import ContentType
from agency_core.domain.platform import (
    Allowance,
    Capabilities,
    Carries,
    ConnectorFacts,
    FileLimits,
    Idempotency,
    Login,
    LoginKind,
    MediaSort,
    Option,
    Platform,
    ReadBack,
    Verified,
)

VIDEO_TEXT, PHOTO_TEXT, PHOTO_TITLE = 2200, 4000, 90
PUBLIC = "public"
LEVELS = {
    PUBLIC: "PUBLIC_TO_EVERYONE",
    "followers": "FOLLOWER_OF_CREATOR",
    "friends": "MUTUAL_FOLLOW_FRIENDS",
    "private": "SELF_ONLY",
}
"""Who may see a post, widest first, and TikTok's names for it."""
PRIVACY = Option("privacy", "Who can see it", tuple(LEVELS), PUBLIC)

_VIDEO = Carries(1, 1, frozenset({MediaSort.VIDEO}))

FACTS = ConnectorFacts(
    key=Platform.TIKTOK,
    spec_version="v2",
    sunset=None,
    verified=Verified.DOCUMENTATION,
    live_base="https://open.tiktokapis.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=("user.info.basic", "video.publish", "video.list"),
        authorize_url="https://www.tiktok.com/v2/auth/authorize/",
        token_url="https://open.tiktokapis.com/v2/oauth/token/",  # noqa: S106 - an address
        scope_separator=",",
        client_key="client_key",
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.VIDEO_POST: _VIDEO,
            ContentType.REEL: _VIDEO,
            ContentType.IMAGE_POST: Carries(1, 35, frozenset({MediaSort.IMAGE}), text_limit=PHOTO_TEXT),
        },
        text_limit=VIDEO_TEXT,
        text_unit="UTF-16 units",
        files={
            MediaSort.VIDEO: FileLimits(
                frozenset({"video/mp4", "video/quicktime", "video/webm"}), 4 * 1024**3, least_side=360, most_side=4096,
                seconds=(1.0, 3600.0),
            ),
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/webp"}), 20_000_000),
        },
        fetches=frozenset({MediaSort.IMAGE}),
        supports_delete=False,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.HANDLE,
        settling_seconds=10,
        metrics=("views", "likes", "comments", "shares"),
        followers="only for a login with user.info.stats, which ours does not ask for",
        allowances=(Allowance(6, timedelta(minutes=1)), Allowance(15, timedelta(days=1))),
        options=(PRIVACY,),
    ),
)
