"""Renewing Instagram's tokens: those of an Instagram login renew themselves, those of a Facebook login are traded."""

from __future__ import annotations

from agency_core.domain.publishing import Tokens
from agency_core.platforms.base import Context
from agency_core.platforms.graph.tokens import lengthened, traded
from agency_core.platforms.instagram.calls import GRAPH

INSTAGRAM_LOGIN = "https://graph.instagram.com"
_FACEBOOK_LOGIN = "https://graph.facebook.com"


def refreshed(ctx: Context) -> Tokens:
    """A new token for one that has not run out.

    Raises:
        PlatformError: AUTH_REVOKED when Instagram no longer accepts it.
    """
    account = ctx.account
    if not account.is_sandbox and account.base_url.startswith(_FACEBOOK_LOGIN):
        return lengthened(GRAPH, ctx)
    base = account.base_url.rstrip("/") if account.is_sandbox else INSTAGRAM_LOGIN
    params = {"grant_type": "ig_refresh_token", "access_token": account.access_token}
    return traded(GRAPH, ctx, f"{base}/refresh_access_token", params)
