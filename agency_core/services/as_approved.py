"""As approved: what is about to be sent is held against what was approved; anything else is not sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.actor import SYSTEM
from agency_core.domain.approval import SHORT
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.operations import Change
from agency_core.domain.publishing import Phase
from agency_core.models import ContentRow, DeliveryRow
from agency_core.services.audit import note
from agency_core.services.verdicts import void
from agency_core.store.queries import delivery as deliveries
from agency_core.store.queries import history

WHY = "What stands there now is not what was approved, so nothing was sent."
_ON_ITS_WAY = {DeliveryState.SENDING, DeliveryState.UNCONFIRMED, DeliveryState.DELIVERED}


def is_as_approved(row: DeliveryRow, content: ContentRow) -> bool:
    """Whether a delivery may go on; the hash of what it sends is kept with it. What was sent before is only asked about."""
    if row.publish_state.get("phase") in {Phase.COMMIT_SENT, Phase.CONFIRMED}:
        return True
    words = content.view().approvable_hash
    if words != content.approved_hash:
        return False
    row.words = words
    return True


def refuse(session: Session, row: DeliveryRow, content: ContentRow, now: datetime) -> None:
    """Fail a delivery, let the others of its content wait for nothing, and put the content back into review; it is audited."""
    note(
        session, SYSTEM, "delivery.refused", client_id=row.client_id, noun="delivery", subject_id=row.id, outcome="refused",
        said={"approved": content.approved_hash[:SHORT], "found": content.view().approvable_hash[:SHORT], "why": WHY},
    )
    deliveries.change(session, row, DeliveryState.FAILED, actor=SYSTEM.label, at=now, why=WHY)
    others = [each for each in deliveries.of_content(session, content.id) if each.id != row.id]
    for each in others:
        if each.state in {DeliveryState.PENDING, DeliveryState.MISSED} and not deliveries.is_sent(each):
            deliveries.change(session, each, DeliveryState.CANCELLED, actor=SYSTEM.label, at=now, why=WHY)
    if any(each.state in _ON_ITS_WAY or deliveries.is_sent(each) for each in others):
        return  # a part is out, or the next one is refused in a moment
    if content.status == ContentStatus.IN_REVIEW:
        return
    void(session, content, SYSTEM, now)
    change = Change(row.client_id, "content", content.id, content.status, ContentStatus.IN_REVIEW, SYSTEM.label, now, WHY)
    history.note(session, change)
    content.status, content.review_note = ContentStatus.IN_REVIEW, WHY
    content.approved_hash, content.approved_by, content.approved_at = "", "", None
    content.revision += 1
