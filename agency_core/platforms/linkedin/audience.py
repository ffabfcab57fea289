"""How many follow an organization. LinkedIn does not tell a program how many follow a person."""

from __future__ import annotations

from agency_core.platforms.base import Context
from agency_core.platforms.linkedin.calls import ask, fetched, is_person, urn_in_url
from agency_core.platforms.reading import whole


def followers(ctx: Context) -> int | None:
    """The followers of the organization; None for a person.

    Raises:
        PlatformError: classified.
    """
    if is_person(ctx.account):
        return None
    path = f"networkSizes/{urn_in_url(ctx.account.external_id)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    return whole(fetched(ctx, ask(ctx, "GET", path)).get("firstDegreeSize"))
