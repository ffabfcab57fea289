"""What Threads takes, in numbers, and which version of its interface we speak."""

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

VERSION = "v1.0"
LINKS = 5
REPLY_CONTROL = Option(
    "reply_control", "Who may reply", ("everyone", "accounts_you_follow", "mentioned_only", "followers_only"), "everyone"
)
_EITHER = frozenset({MediaSort.IMAGE, MediaSort.VIDEO})

FACTS = ConnectorFacts(
    key=Platform.THREADS,
    spec_version=VERSION,
    sunset=None,
    verified=Verified.DOCUMENTATION,
    live_base="https://graph.threads.net",
    login=Login(
        LoginKind.OAUTH2,
        scopes=(
            "threads_basic", "threads_content_publish", "threads_manage_insights", "threads_delete", "threads_manage_replies",
            "threads_read_replies",
        ),
        authorize_url="https://threads.net/oauth/authorize",
        token_url="https://graph.threads.net/oauth/access_token",  # noqa: S106 - an address
        scope_separator=",",
        lengthen=True,
    ),
    capabilities=Capabilities(
        kinds={
            ContentType.TEXT_POST: Carries(),
            ContentType.ARTICLE: Carries(),
            ContentType.IMAGE_POST: Carries(1, 20, _EITHER, mixed=True),
            ContentType.VIDEO_POST: Carries(1, 1, frozenset({MediaSort.VIDEO})),
        },
        text_limit=500,
        text_unit="characters, emoji by their bytes",
        files={
            MediaSort.IMAGE: FileLimits(frozenset({"image/jpeg", "image/png"}), 8 * 1024**2, aspect=(0.1, 10.0)),
            MediaSort.VIDEO: FileLimits(frozenset({"video/mp4", "video/quicktime"}), 1_000_000_000, seconds=(0.1, 300.0)),
        },
        fetches=frozenset({MediaSort.IMAGE, MediaSort.VIDEO}),
        supports_delete=True,
        read_back=ReadBack.EXACT,
        idempotency=Idempotency.HANDLE,
        settling_seconds=5,
        metrics=("views", "likes", "comments", "shares"),
        followers="yes",
        alt_text_limit=1000,
        follow_up=FollowUp.THREAD,
        link_cards=frozenset({ContentType.TEXT_POST, ContentType.ARTICLE}),
        allowances=(Allowance(250, timedelta(hours=24)),),
        options=(REPLY_CONTROL,),
    ),
)
