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
from agency_core.platforms.tiktok import draft_rules
from agency_core.platforms.tiktok.audience import followers
from agency_core.platforms.tiktok.facts import FACTS
from agency_core.platforms.tiktok.metrics import measured
from agency_core.platforms.tiktok.publish import step
from agency_core.platforms.tiktok.readback import reconcile
from agency_core.platforms.tiktok.tokens import profiles, refreshed


class TikTok:
    """Videos and photos of the profile that a token was given for, whose `external_id` is its open id."""

    facts = FACTS

    def length(self, text: str) -> int:
        """UTF-16 units of the text."""
        return draft_rules.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
        """Every rule that `shaped` breaks on TikTok; `limits` hold what the account's owner allows."""
        return draft_rules.broken_rules(shaped, limits)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further. After the irreversible one the state stays COMMIT_SENT until TikTok says what became of it.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the publication is complete.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What TikTok counts for the post now; nothing while it has no public id.

        Raises:
            PlatformError: classified; NOT_FOUND when the post is gone.
        """
        return measured(external_id, ctx)

    def audience(self, ctx: Context) -> int | None:
        """How many follow the profile; None where the login may not see it.

        Raises:
            PlatformError: classified.
        """
        return followers(ctx)

    def delete(self, external_id: str, ctx: Context) -> None:  # noqa: ARG002 - nothing can be done with them
        """TikTok lets no program remove a post.

        Raises:
            PlatformError: PERMISSION_DENIED, always.
        """
        message, remedy = "TikTok lets no program remove a post.", "Remove it in TikTok."
        raise PlatformError(Failure.PERMISSION_DENIED, message, remedy=remedy)

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The profile that the token acts for, with what its owner allows.

        Raises:
            PlatformError: classified.
        """
        return profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:
        """New tokens, the refresh token included.

        Raises:
            PlatformError: AUTH_REVOKED when TikTok no longer accepts the old one.
        """
        return refreshed(ctx)
