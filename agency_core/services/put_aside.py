"""Put aside: what was taken and may not, or cannot, be sent ends, each in a transaction of its own.

Not in the one that took it: that one holds deliveries, and whoever edits or approves holds content and waits for its deliveries.
"""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.clock import Clock
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.services.as_approved import refuse
from agency_core.services.deliver import settle
from agency_core.services.record import ENGINE, end_attempt
from agency_core.store.database import Database
from agency_core.store.queries import content as contents
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import ledger


@dataclass(frozen=True)
class Aside:
    """A delivery that was taken under `fence`; `unreadable` says why it makes no sense, and is empty when it is refused."""

    id: str
    fence: int
    unreadable: str = ""


def put_aside(db: Database, clock: Clock, each: Aside) -> None:
    """End a delivery, its try and, where it was the last, its content; nothing, when somebody else has it by now."""
    now = clock.now()
    with db.transaction() as session:
        row = deliveries.get(session, each.id)  # takes its content first, as everybody does
        if row.fence != each.fence or row.state != DeliveryState.SENDING:
            return
        content = contents.get(session, row.content_id)
        if each.unreadable:
            deliveries.change(session, row, DeliveryState.FAILED, actor=ENGINE, at=now, why=each.unreadable)
        else:
            refuse(session, row, content, now)
        attempt = ledger.open_attempts(session, [row.id]).get(row.id)
        if attempt is not None:
            end_attempt(attempt, now, DeliveryState.FAILED)
            attempt.detail = row.why
        if content.status != ContentStatus.IN_REVIEW:
            settle(session, row, ENGINE, clock)
