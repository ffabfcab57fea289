"""The professional accounts that a token can act for."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import Profile
from agency_core.platforms.base import Context
from agency_core.platforms.graph.pages import pages
from agency_core.platforms.instagram.calls import GRAPH
from agency_core.platforms.instagram.tokens import INSTAGRAM_LOGIN
from agency_core.platforms.reading import an_object, identifier

_LINKED = "instagram_business_account"


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The accounts linked to the login's Pages, each with its Page's token; with an Instagram login the account itself.

    Raises:
        PlatformError: classified.
    """
    if ctx.account.base_url.startswith(INSTAGRAM_LOGIN):
        me = GRAPH.fetched(ctx, GRAPH.reading(ctx, "me", {"fields": "user_id,username"}))
        return _known([Profile(identifier(me.get("user_id")), identifier(me.get("username")))])
    found = pages(GRAPH, ctx, f"id,{_LINKED}{{id,username}}")
    return _known([_linked(page) for page in found])


def _linked(page: dict[str, Any]) -> Profile:
    account = an_object(page, _LINKED)
    return Profile(identifier(account.get("id")), identifier(account.get("username")), identifier(page.get("access_token")))


def _known(found: list[Profile]) -> tuple[Profile, ...]:
    return tuple(profile for profile in found if profile.external_id)
