"""The Pages that a token can act for."""

from __future__ import annotations

from agency_core.domain.publishing import Profile
from agency_core.platforms.base import Context
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.graph.pages import pages
from agency_core.platforms.reading import identifier


def profiles(ctx: Context) -> tuple[Profile, ...]:
    """The login's Pages, each with its own token: only with that can a Page post.

    Raises:
        PlatformError: classified.
    """
    found = [
        Profile(identifier(page.get("id")), identifier(page.get("name")), identifier(page.get("access_token")))
        for page in pages(GRAPH, ctx, "id,name")
    ]
    return tuple(profile for profile in found if profile.external_id)
