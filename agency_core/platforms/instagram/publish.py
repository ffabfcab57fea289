"""How a variant gets onto Instagram and is found again: a post through containers, what follows it as a comment."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.publishing import Outcome, PublishState, Shaped
from agency_core.platforms.base import Context
from agency_core.platforms.graph.comments import Comments
from agency_core.platforms.graph.readback import Shelf, reconcile_container
from agency_core.platforms.instagram.calls import GRAPH
from agency_core.platforms.instagram.containers import CONTAINERS
from agency_core.platforms.instagram.facts import FACTS

_SETTLING = timedelta(seconds=FACTS.capabilities.settling_seconds)
_SHELF = Shelf(CONTAINERS, "media", "caption", _SETTLING)
_COMMENTS = Comments(GRAPH, "text", "timestamp", "from", _SETTLING)


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further."""
    return (_COMMENTS if shaped.parent else CONTAINERS).step(state, shaped, ctx)


def reconcile(state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
    """Whether the container became a post, or the comment is there.

    Raises:
        PlatformError: AUTH_EXPIRED or AUTH_REVOKED, because fresh tokens make the question answerable.
    """
    return _COMMENTS.reconcile(state, shaped, ctx) if shaped.parent else reconcile_container(state, shaped, ctx, _SHELF)
