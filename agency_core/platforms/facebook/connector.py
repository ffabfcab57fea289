"""The connector: the parts of this folder behind the one interface that every network has."""

from __future__ import annotations

from collections.abc import Mapping
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
from agency_core.platforms.facebook.calls import GRAPH
from agency_core.platforms.facebook.draft_rules import broken_rules
from agency_core.platforms.facebook.facts import FACTS
from agency_core.platforms.facebook.metrics import measured
from agency_core.platforms.facebook.profiles import profiles
from agency_core.platforms.facebook.publish import step
from agency_core.platforms.facebook.readback import reconcile
from agency_core.platforms.graph.audience import followers
from agency_core.platforms.graph.calls import node
from agency_core.platforms.graph.tokens import lengthened


class Facebook:
    """Posts, photos, videos and reels of a Page, whose `external_id` is its number and whose token is the Page's own."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Characters of the message."""
        return len(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:  # noqa: ARG002 - no limits of its own
        """Every rule that `shaped` breaks on Facebook."""
        return broken_rules(shaped)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further; publishing a video also asks for its post's address, and bears not getting it.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the post, video or comment is there.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What Facebook counts for the post now.

        Raises:
            PlatformError: classified; NOT_FOUND when the post is gone.
        """
        return measured(external_id, ctx)

    def audience(self, ctx: Context) -> int | None:
        """How many follow the Page.

        Raises:
            PlatformError: classified.
        """
        return followers(GRAPH, ctx)

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
        """The Pages behind the login.

        Raises:
            PlatformError: classified.
        """
        return profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:
        """A long-lived token for the one of a fresh login; the Page tokens that follow from it do not run out.

        Raises:
            PlatformError: AUTH_REVOKED when Facebook no longer accepts the token.
        """
        return lengthened(GRAPH, ctx)
