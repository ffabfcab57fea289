"""The connector: the parts of this folder behind the one interface that every network has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

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
from agency_core.domain.weighted_text import weighted_length
from agency_core.platforms.base import Context
from agency_core.platforms.x.audience import followers
from agency_core.platforms.x.calls import answered, ask
from agency_core.platforms.x.draft_rules import broken_rules
from agency_core.platforms.x.facts import FACTS
from agency_core.platforms.x.metrics import measured
from agency_core.platforms.x.profiles import own_profile
from agency_core.platforms.x.publish import step
from agency_core.platforms.x.readback import reconcile
from agency_core.platforms.x.tokens import refreshed


class X:
    """Posts as one user, alone or as the next post of a thread."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Weighted length of `text`: a web address is 23, an emoji 2."""
        return weighted_length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
        """Every rule that `shaped` breaks on X, and what its link costs; a subscriber's texts may be longer."""
        return broken_rules(shaped, limits)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the post is there.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What X counts for the post now.

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
            answered(ctx, ask(ctx, "DELETE", f"tweets/{quote(external_id, safe='')}"))
        except PlatformError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The one user whose token it is.

        Raises:
            PlatformError: classified.
        """
        return (own_profile(ctx),)

    def refresh(self, ctx: Context) -> Tokens:
        """A new access token and the next refresh token.

        Raises:
            PlatformError: AUTH_REVOKED when X no longer accepts the refresh token.
        """
        return refreshed(ctx)
