"""Whom a token acts for, and what that account's server says of itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from agency_core.domain.publishing import Failure, PlatformError, Profile
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon.calls import fetched, reading
from agency_core.platforms.mastodon.limits import told
from agency_core.platforms.reading import identifier


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The one account of this token, with its server's limits.

    Raises:
        PlatformError: classified.
    """
    who = fetched(ctx, reading(ctx, "/api/v1/accounts/verify_credentials"))
    name, user = identifier(who.get("id")), identifier(who.get("username"))
    if not name:
        raise PlatformError(Failure.TRANSIENT, "The server does not say whose token this is.")
    limits = told(_if_there_is(ctx, "/api/v2/instance"), _if_there_is(ctx, "/nodeinfo/2.0"))
    host = urlsplit(ctx.account.base_url).netloc
    return (Profile(name, f"@{user}@{host}", base_url=ctx.account.base_url, limits=limits),)


def _if_there_is(ctx: Context, path: str) -> dict[str, Any]:
    """What a server says at an address that not every server has; then the usual facts hold."""
    try:
        return fetched(ctx, reading(ctx, path))
    except PlatformError as error:
        if error.failure is Failure.NOT_FOUND:
            return {}
        raise
