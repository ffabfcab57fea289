"""The Facebook Pages that a token can act for, each with its own token: Facebook posts as them, Instagram through them."""

from __future__ import annotations

from typing import Any

from agency_core.domain.publishing import PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph
from agency_core.platforms.graph.errors import names_wrong_parameter
from agency_core.platforms.reading import an_object, identifier, objects

_PAGE = "100"
_MOST_CALLS = 20


def pages(graph: Graph, ctx: Context, fields: str) -> list[dict[str, Any]]:
    """Every Page with the `fields` asked for and its `access_token`; with a Page's own token that Page alone, without.

    Raises:
        PlatformError: classified.
    """
    try:
        return _of_person(graph, ctx, fields)
    except PlatformError as error:
        if not names_wrong_parameter(error):
            raise
    return [graph.fetched(ctx, graph.reading(ctx, "me", {"fields": fields}))]


def _of_person(graph: Graph, ctx: Context, fields: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = ""
    for _ in range(_MOST_CALLS):
        params = {"fields": f"{fields},access_token", "limit": _PAGE, **({"after": after} if after else {})}
        body = graph.fetched(ctx, graph.reading(ctx, "me/accounts", params))
        found += objects(body, "data")
        paging = an_object(body, "paging")
        after = identifier(an_object(paging, "cursors").get("after"))
        if not after or not identifier(paging.get("next")):
            break
    return found
