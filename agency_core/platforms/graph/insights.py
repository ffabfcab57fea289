"""The Graph interface's insights. One metric that does not exist for this kind of post, or any more, spoils a whole call."""

from __future__ import annotations

from agency_core.domain.publishing import PlatformError
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import Graph, node
from agency_core.platforms.graph.errors import names_wrong_parameter
from agency_core.platforms.reading import an_object, identifier, number, objects


def insights(graph: Graph, post_id: str, names: tuple[str, ...], ctx: Context) -> dict[str, float]:
    """The metrics called `names` as far as the network tells them; one that does not exist is left out.

    Raises:
        PlatformError: classified.
    """
    try:
        return _asked(graph, post_id, names, ctx)
    except PlatformError as error:
        if not names_wrong_parameter(error):
            raise
    found: dict[str, float] = {}
    for name in names:  # the error's text alone names the offender, and it may be in any language
        try:
            found |= _asked(graph, post_id, (name,), ctx)
        except PlatformError as error:
            if not names_wrong_parameter(error):
                raise
    return found


def _asked(graph: Graph, post_id: str, names: tuple[str, ...], ctx: Context) -> dict[str, float]:
    body = graph.fetched(ctx, graph.reading(ctx, node(post_id, "insights"), {"metric": ",".join(names)}))
    found = {}
    for entry in objects(body, "data"):
        value = _value(next(iter(objects(entry, "values")), {}))
        value = value if value is not None else _value(an_object(entry, "total_value"))
        if value is not None:
            found[identifier(entry.get("name"))] = value
    return found


def _value(told: dict[str, object]) -> float | None:
    """A number; numbers told by kind (reactions) are added up."""
    by_kind = an_object(told, "value")
    if not by_kind:
        return number(told.get("value"))
    return sum(number(value) or 0.0 for value in by_kind.values())
