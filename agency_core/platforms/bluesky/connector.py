"""The connector: the parts of this folder behind the one interface that every network has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency_core.domain.publishing import Issue, Measurement, Outcome, Profile, PublishState, Shaped, Tokens
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky import facets, tokens
from agency_core.platforms.bluesky.audience import followers
from agency_core.platforms.bluesky.calls import answered, procedure, record_key
from agency_core.platforms.bluesky.draft_rules import broken_rules
from agency_core.platforms.bluesky.facts import FACTS
from agency_core.platforms.bluesky.metrics import measured
from agency_core.platforms.bluesky.publish import step
from agency_core.platforms.bluesky.readback import reconcile


class Bluesky:
    """Posts of an account whose `external_id` is its DID; a post's id is its rkey, its `uri` and `cid` are in the handles."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Graphemes of `text`."""
        return facets.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:  # noqa: ARG002 - no limits of its own
        """Every rule that `shaped` breaks on Bluesky."""
        return broken_rules(shaped)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:  # noqa: ARG002 - its name suffices
        """Whether the post is there.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What Bluesky counts for the post now.

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
        """Take the post down; Bluesky takes it for done when there is none.

        Raises:
            PlatformError: classified.
        """
        answered(ctx, procedure(ctx, "com.atproto.repo.deleteRecord", record_key(ctx, external_id)))

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The profile that this session acts for, with the server that keeps it.

        Raises:
            PlatformError: classified.
        """
        return tokens.profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:
        """New tokens.

        Raises:
            PlatformError: AUTH_REVOKED when the server no longer accepts the refresh token.
        """
        return tokens.refreshed(ctx)
