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
from agency_core.platforms.youtube import draft_rules
from agency_core.platforms.youtube.audience import followers
from agency_core.platforms.youtube.calls import answered, deleting
from agency_core.platforms.youtube.comments import is_comment
from agency_core.platforms.youtube.facts import FACTS
from agency_core.platforms.youtube.metrics import measured
from agency_core.platforms.youtube.publish import step
from agency_core.platforms.youtube.readback import reconcile
from agency_core.platforms.youtube.tokens import profiles, refreshed


class YouTube:
    """Videos, Shorts and comments below them, as the profile that was chosen at the login (`UC...`)."""

    facts = FACTS

    def length(self, text: str) -> int:
        """Bytes of the description."""
        return draft_rules.length(text)

    def validate(self, shaped: Shaped, limits: Mapping[str, Any]) -> list[Issue]:
        """Every rule that `shaped` breaks on YouTube; `limits` may say that long videos are not allowed yet."""
        return draft_rules.broken_rules(shaped, limits)

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """One call further. After the irreversible one the state stays COMMIT_SENT while the video is processed.

        Raises:
            PlatformError: classified.
        """
        return step(state, shaped, ctx)

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        """Whether the upload became a video.

        Raises:
            PlatformError: AUTH_EXPIRED or AUTH_REVOKED; anything else that keeps us from asking is an UNKNOWN verdict.
        """
        return reconcile(state, shaped, ctx)

    def metrics(self, external_id: str, content_type: str, ctx: Context) -> Measurement:  # noqa: ARG002 - same for all
        """What YouTube counts for the video or comment now.

        Raises:
            PlatformError: classified; NOT_FOUND when it is gone.
        """
        return measured(external_id, ctx)

    def audience(self, ctx: Context) -> int | None:
        """How many subscribed to the profile; None where they are hidden.

        Raises:
            PlatformError: classified.
        """
        return followers(ctx)

    def delete(self, external_id: str, ctx: Context) -> None:
        """Take the video or comment down.

        Raises:
            PlatformError: classified.
        """
        path = "comments" if is_comment(external_id) else "videos"
        try:
            answered(ctx, deleting(ctx, path, external_id))
        except PlatformError as error:
            if error.failure is not Failure.NOT_FOUND:
                raise

    def profiles(self, ctx: Context) -> tuple[Profile, ...]:
        """The profile that the token acts for.

        Raises:
            PlatformError: classified.
        """
        return profiles(ctx)

    def refresh(self, ctx: Context) -> Tokens:
        """A new access token; the refresh token stays.

        Raises:
            PlatformError: AUTH_REVOKED when Google no longer accepts it.
        """
        return refreshed(ctx)
