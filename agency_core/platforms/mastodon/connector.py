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
from agency_core.http_client import Call
from agency_core.platforms.base import Context
from agency_core.platforms.mastodon import text as counted
from agency_core.platforms.mastodon.audience import followers
from agency_core.platforms.mastodon.calls import address, answered, headers
from agency_core.platforms.mastodon.draft_rules import broken_rules
from agency_core.platforms.mastodon.facts import FACTS
from agency_core.platforms.mastodon.metrics import measured
from agency_core.platforms.mastodon.profiles import profiles
from agency_core.platforms.mastodon.publish import step
from agency_core.platforms.mastodon.readback import reconcile
from agency_core.platforms.wire import Ask


class Mastodon:
    """Posts as one account of one server."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Characters of `text`: 23 for a link, only the name of a mention."""
        return counted.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
        """Every rule that `shaped` breaks on the account's server."""
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
            PlatformError: AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What the server counts for the post now.

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
        """Take the post down; already gone is success.

        Raises:
            PlatformError: classified.
        """
        try:
            answered(ctx, Ask("DELETE", address(ctx, "/api/v1/statuses", external_id), Call(headers(ctx))))
        except PlatformError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The account of this token, with what its server takes.

        Raises:
            PlatformError: classified.
        """
        return profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:  # noqa: ARG002 - there is nothing to ask for
        """Never a new token: Mastodon's do not run out, so one that is refused was taken back.

        Raises:
            PlatformError: AUTH_REVOKED, always.
        """
        message = "A token of Mastodon does not run out: one that is no longer accepted was taken back."
        remedy = "Connect the account again on its server."
        raise PlatformError(Failure.AUTH_REVOKED, message, remedy=remedy)
