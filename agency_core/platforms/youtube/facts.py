"""What YouTube takes, in numbers, and which version of its interface we speak."""

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

SHORT_SECONDS = 180.0
UNVERIFIED_SECONDS = 900.0
PRIVACY = Option("privacy", "Who can watch it", ("public", "unlisted", "private"), "public")
FOR_KIDS = Option("made_for_kids", "Made for kids", ("no", "yes"), "no")

_VIDEO_AND_THUMBNAIL = frozenset({MediaSort.VIDEO, MediaSort.IMAGE})

FACTS = ConnectorFacts(
    key=Platform.YOUTUBE,
    spec_version="v3",
    sunset=None,
    verified=Verified.OFFICIAL_CLIENT,
    live_base="https://www.googleapis.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=(
            "https://www.googleapis.com/auth/youtube.upload",
            "https://www.googleapis.com/auth/youtube.force-ssl",
        ),
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        pkce=True,
        extra={"access_type": "offline", "prompt": "consent"},
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.VIDEO_POST: Carries(1, 2, _VIDEO_AND_THUMBNAIL, mixed=True),
            ContentType.REEL: Carries(1, 2, _VIDEO_AND_THUMBNAIL, mixed=True),
        },
        text_limit=5000,
        text_unit="bytes",
        files={
            MediaSort.VIDEO: FileLimits(
                frozenset({"video/mp4", "video/quicktime", "video/webm"}), 256 * 1024**3, seconds=(1.0, 43_200.0)
            ),
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png"}), 50 * 1024**2),
        },
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.EXACT,
        idempotency=Idempotency.HANDLE,
        settling_seconds=10,
        metrics=("views", "likes", "comments"),
        followers="unless hidden; rounded down to three digits",
        title_limit=100,
        follow_up=FollowUp.COMMENT,
        allowances=(Allowance(100, timedelta(days=1)),),
        options=(PRIVACY, FOR_KIDS),
    ),
)
