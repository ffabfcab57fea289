"""Renewing Threads' tokens: the hour-long one of a login is traded for one of 60 days, which then renews itself."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, PlatformError, Tokens
from agency_core.platforms.base import Context
from agency_core.platforms.graph.tokens import traded
from agency_core.platforms.threads.calls import GRAPH


def refreshed(ctx: Context) -> Tokens:
    """A new token. Only the short one can be traded and only the long one renewed, and no token says which it is.

    Raises:
        PlatformError: AUTH_REVOKED when Threads accepts it for neither.
    """
    base, token = ctx.account.base_url.rstrip("/"), ctx.account.access_token
    if ctx.app is not None and not ctx.account.is_sandbox:
        keys = {"grant_type": "th_exchange_token", "client_secret": ctx.app.client_secret, "access_token": token}
        try:
            return traded(GRAPH, ctx, f"{base}/access_token", keys)
        except PlatformError as error:
            if error.failure is not Failure.AUTH_REVOKED:
                raise
    return traded(GRAPH, ctx, f"{base}/refresh_access_token", {"grant_type": "th_refresh_token", "access_token": token})
