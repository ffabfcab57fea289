"""What Instagram takes, in numbers, and which version of its interface we speak."""

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

VERSION = "v26.0"
HASHTAGS = 30
MENTIONS = 20
IMAGE_WIDTH = 320
STORY_VIDEO_BYTES = 100_000_000
STORY_SECONDS = (3.0, 60.0)
COMMENT = 300
COMMENT_HASHTAGS = 4
SHARE_TO_FEED = Option("share_to_feed", "Where a reel is shown", ("feed", "reels_only"), "feed")

_EITHER = frozenset({MediaSort.IMAGE, MediaSort.VIDEO})

FACTS = ConnectorFacts(
    key=Platform.INSTAGRAM,
    spec_version=VERSION,
    sunset=None,
    verified=Verified.OFFICIAL_CLIENT,
    live_base="https://graph.facebook.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=(
            "instagram_basic", "instagram_content_publish", "instagram_manage_insights", "instagram_manage_comments",
            "pages_show_list", "pages_read_engagement",
        ),
        authorize_url=f"https://www.facebook.com/{VERSION}/dialog/oauth",
        token_url=f"https://graph.facebook.com/{VERSION}/oauth/access_token",
        scope_separator=",",
        lengthen=True,
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.IMAGE_POST: Carries(1, 10, _EITHER, mixed=True),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
            ContentType.REEL: Carries(1, 1, frozenset({MediaSort.VIDEO})),
            ContentType.STORY: Carries(1, 1, _EITHER),
        },
        text_limit=2200,
        text_unit="characters",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg"}), 8 * 1024**2, aspect=(4 / 5, 1.91)),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4", "video/quicktime"}), 300_000_000, seconds=(3.0, 900.0)),
        },
        fetches=frozenset({MediaSort.IMAGE, MediaSort.VIDEO}),
        supports_delete=True,
        read_back=ReadBack.EXACT,
        idempotency=Idempotency.HANDLE,
        settling_seconds=5,
        metrics=("views", "reach", "likes", "comments", "shares", "saves"),
        followers="yes",
        alt_text_limit=1000,
        follow_up=FollowUp.COMMENT,
        comment_limit=COMMENT,
        allowances=(Allowance(100, timedelta(hours=24)),),
        options=(SHARE_TO_FEED,),
    ),
)
