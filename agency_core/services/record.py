"""Record: what the ledger says of a delivery after a call to its network, each in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState, next_measure
from agency_core.domain.publishing import Phase, PlatformError, PublishState
from agency_core.models import AttemptRow, DeliveryRow
from agency_core.services.deliver import settle
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import metric as metrics

ENGINE = "system:engine"


def record_delivered(session: Session, row: DeliveryRow, state: PublishState, clock: Clock, *, why: str) -> None:
    """Write that the post is out, with the network's id."""
    now = clock.now()
    deliveries.change(session, row, DeliveryState.DELIVERED, actor=ENGINE, at=now, why=why)
    row.publish_state = state.to_json()
    row.external_id, row.url = state.external_id, state.url
    row.delivered_at, row.failure, row.measure_at = now, "", next_measure(now, now)
    metrics.post_of(session, row)
    settle(session, row, ENGINE, clock)


def rearmed(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored state with its handles, one step before the irreversible call, which is known to have done nothing."""
    state = PublishState.from_json(stored)
    return state.at(Phase.ARMED).to_json() if state.phase is Phase.COMMIT_SENT else stored


def step_taken(started: datetime, ended: datetime, phase: Phase, note: str) -> dict[str, Any]:
    """One call to a network, as an attempt keeps it: {at, phase, ms, note}."""
    took = round((ended - started).total_seconds() * 1000)
    return {"at": started.isoformat(), "phase": phase.value, "ms": took, "note": note}


def add_steps(session: Session, attempt_id: str, steps: list[dict[str, Any]]) -> AttemptRow:
    """Keep the calls of an attempt that goes on."""
    attempt = session.get_one(AttemptRow, attempt_id)
    attempt.steps = [*attempt.steps, *steps]
    return attempt


def end_attempt(attempt: AttemptRow, at: datetime, outcome: str, error: PlatformError | None = None) -> None:
    """Write how an attempt ended, and what the network said where it failed."""
    attempt.ended_at, attempt.outcome = at, outcome
    if error is not None:
        attempt.failure, attempt.detail = error.failure, error.message[:2000]
        attempt.network_code, attempt.http_status = error.network_code, error.http_status
