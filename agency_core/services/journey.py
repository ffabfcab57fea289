"""Journey: how far one try of a delivery got, and what a failure means there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from agency_core.domain.delivery import Decision, DeliveryState
from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState, RateNote
from agency_core.services.record import rearmed

_FINAL = frozenset({Failure.MEDIA_REJECTED, Failure.CONTENT_REJECTED})
"""What a network may say of something it took: that it did not become a post after all."""


class Journey:
    """How far one try got: the state after each step, the steps, and what the network said of its limits.

    `called`: the irreversible call was made in this try. `sent`: it was answered, in this try or before; what is left is
    looking what became of it.
    """

    def __init__(self, state: PublishState) -> None:
        """Set out from `state`."""
        self.state = state
        self.called = False
        self.sent = state.phase is Phase.COMMIT_SENT
        self.steps: list[dict[str, Any]] = []
        self.note: RateNote | None = None

    def heard(self, note: RateNote) -> None:
        """Keep the last word."""
        self.note = note


def after_sending(error: PlatformError, decision: Decision) -> Decision:
    """What a failure means once the network took the post: unless it says that nothing came of it, the outcome is open."""
    gives_up = decision.state is DeliveryState.FAILED or decision.starts_over
    if gives_up and error.failure not in _FINAL:
        return replace(decision, state=DeliveryState.UNCONFIRMED, starts_over=False, why=f"It was sent: {decision.why}")
    return decision


def to_go_on_from(stored: dict[str, Any], decision: Decision, journey: Journey) -> dict[str, Any]:
    """The state from which the next try goes on."""
    if decision.starts_over:
        return {}
    return journey.state.to_json() if journey.sent else rearmed(stored)


def resting_until(state: PublishState, due_at: datetime) -> datetime | None:
    """When the next step makes sense: nothing is published before its time, however early it was prepared."""
    return later(state.not_before, due_at if state.phase is Phase.ARMED else None)


def later(*moments: datetime | None) -> datetime | None:
    """The last of them; None when there is none."""
    return max((each for each in moments if each is not None), default=None)
