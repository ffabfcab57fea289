"""What LinkedIn takes, in numbers, and which version of its interface we speak."""

from __future__ import annotations

from datetime import date, timedelta

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

VERSION = "202607"
IMAGE_PIXELS = 36_152_320
COMMENT_LENGTH = 1250

FACTS = ConnectorFacts(
    key=Platform.LINKEDIN,
    spec_version=VERSION,
    sunset=date(2027, 7, 15),
    verified=Verified.DOCUMENTATION,
    live_base="https://api.linkedin.com",
    login=Login(
        LoginKind.OAUTH2,
        scopes=(
            "openid", "profile", "w_member_social", "w_organization_social", "r_organization_social", "rw_organization_admin",
        ),
        authorize_url="https://www.linkedin.com/oauth/v2/authorization",
        token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.IMAGE_POST: Carries(1, 20, frozenset({MediaSort.IMAGE})),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
            ContentType.DOCUMENT: Carries(1, 1, frozenset({MediaSort.DOCUMENT})),
            ContentType.ARTICLE: Carries(0, 1, frozenset({MediaSort.IMAGE})),
        },
        text_limit=3000,
        text_unit="characters as sent, escapes included",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png", "image/gif"}), 20_000_000),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4"}), 500_000_000, 75_000, seconds=(3.0, 1800.0)),
            MediaSort.DOCUMENT: FileLimits(frozenset({"application/pdf"}), 100_000_000),
        },
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.NONE,
        settling_seconds=8,
        metrics=("impressions", "reach", "likes", "comments", "shares", "saves", "clicks"),
        followers="of organizations, not of persons",
        alt_text_limit=4086,
        follow_up=FollowUp.COMMENT,
        comment_limit=COMMENT_LENGTH,
        link_cards=frozenset({ContentType.ARTICLE}),
        allowances=(Allowance(150, timedelta(days=1)),),
    ),
)
