"""How many follow a profile: told only to logins with a permission of its own, which ours does not ask for."""

from __future__ import annotations

from agency_core.domain.publishing import PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.reading import an_object, whole
from agency_core.platforms.tiktok.calls import data_of, reading

_FOLLOWERS = "follower_count"
_NOT_GRANTED = frozenset({"scope_not_authorized", "scope_permission_missed"})


def followers(ctx: Context) -> int | None:
    """The followers of the profile; None where the login lacks `user.info.stats`, which is no reason to disconnect it.

    Raises:
        PlatformError: classified.
    """
    try:
        user = an_object(data_of(ctx, reading(ctx, "user/info/", _FOLLOWERS)), "user")
    except PlatformError as error:
        if error.network_code in _NOT_GRANTED:
            return None
        raise
    return whole(user.get(_FOLLOWERS))
