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
from agency_core.platforms.linkedin import text as little_text
from agency_core.platforms.linkedin.audience import followers
from agency_core.platforms.linkedin.calls import answered, ask, urn_in_url
from agency_core.platforms.linkedin.comments import is_comment, remove_comment
from agency_core.platforms.linkedin.draft_rules import broken_rules
from agency_core.platforms.linkedin.facts import FACTS
from agency_core.platforms.linkedin.metrics import measured
from agency_core.platforms.linkedin.profiles import profiles
from agency_core.platforms.linkedin.publish import step
from agency_core.platforms.linkedin.readback import reconcile
from agency_core.platforms.linkedin.tokens import refreshed


class LinkedIn:
    """Posts as a member (`urn:li:person:...`) or an organization (`urn:li:organization:...`)."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Characters of `text` as sent, escapes included."""
        return little_text.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:  # noqa: ARG002 - no limits of its own
        """Every rule that `shaped` breaks on LinkedIn."""
        return broken_rules(shaped)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the post is there, as far as LinkedIn lets us read.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What LinkedIn counts for the post now.

        Raises:
            PlatformError: classified; NOT_FOUND when the post is gone.
        """
        return measured(external_id, ctx)

    def audience(self, ctx: Context) -> int | None:
        """How many follow the organization; None for a person.

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
            if is_comment(external_id):
                remove_comment(external_id, ctx)
            else:
                answered(ctx, ask(ctx, "DELETE", f"posts/{urn_in_url(external_id)}"))
        except PlatformError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The member who logged in, and the organizations that the member administers.

        Raises:
            PlatformError: classified.
        """
        return profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:
        """A new access token.

        Raises:
            PlatformError: AUTH_REVOKED when LinkedIn no longer accepts the refresh token.
        """
        return refreshed(ctx)
