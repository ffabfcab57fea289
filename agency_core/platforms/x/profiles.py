"""Who a token of X acts for, and how long the texts of this user may be."""

from __future__ import annotations

from agency_core.domain.publishing import Failure, PlatformError, Profile
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, identifier
from agency_core.platforms.x.calls import ask, fetched
from agency_core.platforms.x.facts import SUBSCRIBER_TEXT_LIMIT, TEXT_LIMIT_KEY

_SUBSCRIPTIONS = frozenset({"basic", "premium", "premiumplus"})


def own_profile(ctx: Context) -> Profile:
    """The user whose token it is.

    Raises:
        PlatformError: classified.
    """
    user = an_object(fetched(ctx, ask(ctx, "GET", "users/me?user.fields=name,subscription_type,username")), "data")
    user_id, handle = identifier(user.get("id")), identifier(user.get("username"))
    if not user_id:
        raise PlatformError(Failure.TRANSIENT, "X's answer names no user.")
    name = identifier(user.get("name")) or handle or user_id
    subscribed = str(user.get("subscription_type", "")).lower() in _SUBSCRIPTIONS
    limits = {TEXT_LIMIT_KEY: SUBSCRIBER_TEXT_LIMIT} if subscribed else {}
    return Profile(user_id, f"{name} (@{handle})" if handle else name, limits=limits)
