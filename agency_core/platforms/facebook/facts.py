"""What a Facebook Page takes, in numbers, and which version of the interface we speak."""

from __future__ import annotations

from agency_core.domain.content import ContentType
from agency_core.domain.platform import (
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

VERSION = "v26.0"
COMMENT = 8000
REEL_SECONDS = (3.0, 90.0)
REEL_SIDES = (540, 960)
REEL_SHAPE = 9 / 16
REEL_BYTES = 300_000_000
"""A reel goes up in one piece, so it is kept to what one call can carry."""
TITLE = 254

FACTS = ConnectorFacts(
    key=Platform.FACEBOOK,
    spec_version=VERSION,
    sunset=None,
    verified=Verified.OFFICIAL_CLIENT,
    live_base="https://graph.facebook.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=(
            "pages_show_list", "pages_manage_posts", "pages_read_engagement", "read_insights", "pages_manage_engagement",
            "business_management",
        ),
        authorize_url=f"https://www.facebook.com/{VERSION}/dialog/oauth",
        token_url=f"https://graph.facebook.com/{VERSION}/oauth/access_token",
        scope_separator=",",
        lengthen=True,
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.ARTICLE: Carries(),
            ContentType.IMAGE_POST: Carries(1, 10, frozenset({MediaSort.IMAGE})),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
            ContentType.REEL: Carries(1, 1, frozenset({MediaSort.VIDEO})),
        },
        text_limit=63_206,
        text_unit="characters",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png", "image/gif"}), 10_000_000),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4", "video/quicktime"}), 10_000_000_000, seconds=(1.0, 14_400.0)),
        },
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.NONE,
        settling_seconds=8,
        metrics=("views", "reach", "likes", "comments", "shares", "clicks"),
        followers="yes",
        title_limit=TITLE,
        alt_text_limit=1000,
        follow_up=FollowUp.COMMENT,
        comment_limit=COMMENT,
        link_cards=frozenset({ContentType.TEXT_POST, ContentType.ARTICLE}),
    ),
)
