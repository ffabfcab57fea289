"""The connector: the parts of this folder behind the one interface that every network has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from agency_core.domain.publishing import (
    Failure,
    Issue,
    Measurement,
    Outcome,
    PlatformError,
    Profile,
    PublishState,
    Shaped,
    Tokens,
)
from agency_core.platforms.base import Context
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.readback import Shelf, reconcile_container
from agency_core.platforms.reading import identifier
from agency_core.platforms.threads import text as counting
from agency_core.platforms.threads.audience import followers
from agency_core.platforms.threads.calls import GRAPH
from agency_core.platforms.threads.containers import CONTAINERS
from agency_core.platforms.threads.draft_rules import broken_rules
from agency_core.platforms.threads.facts import FACTS
from agency_core.platforms.threads.metrics import measured
from agency_core.platforms.threads.tokens import refreshed

_SETTLING = timedelta(seconds=FACTS.capabilities.settling_seconds)
_POSTS = Shelf(CONTAINERS, "threads", "text", _SETTLING)
_REPLIES = Shelf(CONTAINERS, "replies", "text", _SETTLING)


class Threads:
    """Posts and threads of a profile, whose `external_id` is its number."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Characters, emoji by their bytes."""
        return counting.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:  # noqa: ARG002 - no limits of its own
        """Every rule that `shaped` breaks on Threads."""
        return broken_rules(shaped)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further; the irreversible one also asks for the post's address, and bears not getting it.

        Raises:
            PlatformError: classified.
        """
        return CONTAINERS.step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the container became a post or reply.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile_container(state, shaped, ctx, _REPLIES if shaped.parent else _POSTS)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What Threads counts for the post now.

        Raises:
            PlatformError: classified; NOT_FOUND when the post is gone.
        """
        return measured(external_id, ctx)

    def audience(self, ctx: Context) -> int | None:
        """How many follow the profile.

        Raises:
            PlatformError: classified.
        """
        return followers(ctx)

    def delete(self, external_id: str, ctx: Context) -> None:
        """Take the post down.

        Raises:
            PlatformError: classified.
        """
        try:
            GRAPH.fetched(ctx, GRAPH.deleting(ctx, node(external_id)))
        except PlatformError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The one profile of a login.

        Raises:
            PlatformError: classified.
        """
        me = GRAPH.fetched(ctx, GRAPH.reading(ctx, "me", {"fields": "id,username"}))
        found = Profile(identifier(me.get("id")), identifier(me.get("username")))
        return (found,) if found.external_id else ()

    def refresh(self, ctx: Context) -> Tokens:
        """A new access token.

        Raises:
            PlatformError: AUTH_REVOKED when Threads no longer accepts the old one.
        """
        return refreshed(ctx)
