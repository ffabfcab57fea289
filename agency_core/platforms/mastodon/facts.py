"""What Mastodon takes, in numbers, as long as an account's own server does not say otherwise."""

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

VISIBILITY = Option("visibility", "Visibility", ("public", "unlisted", "private"), "public")
"""Sent with every post, because servers differ in what they assume."""

FACTS = ConnectorFacts(
    key=Platform.MASTODON,
    spec_version="4.7",
    sunset=None,
    verified=Verified.RECORDINGS,
    live_base="",
    login=Login(
        LoginKind.INSTANCE,
        scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
        authorize_url="/oauth/authorize",
        token_url="/oauth/token",  # noqa: S106 - an address
        pkce=True,
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.IMAGE_POST: Carries(1, 4, frozenset({MediaSort.IMAGE})),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
        },
        text_limit=500,
        text_unit="characters, 23 for a link",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}), 16 * 1024**2),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4", "video/webm", "video/quicktime"}), 99 * 1024**2),
        },
        fetches=frozenset(),
        supports_delete=True,
        read_back=ReadBack.HEURISTIC,
        idempotency=Idempotency.KEY,
        settling_seconds=8,
        metrics=("likes", "comments", "shares"),
        followers="yes",
        alt_text_limit=1500,
        follow_up=FollowUp.THREAD,
        own_limit="max_characters",
        allowances=(Allowance(300, timedelta(hours=3)),),
        options=(VISIBILITY,),
    ),
)
