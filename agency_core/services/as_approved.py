"""As approved: what is about to be sent is held against what was approved; anything else is not sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from agency_core.domain.actor import SYSTEM
from agency_core.domain.audit import NewEntry
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import NOT_AS_APPROVED, DeliveryState
from agency_core.domain.operations import Change
from agency_core.domain.publishing import Phase
from agency_core.models import ContentRow, DeliveryRow
from agency_core.services.audit import note
from agency_core.services.stamp import other_files
from agency_core.services.verdicts import void
from agency_core.store.queries import audit, history
from agency_core.store.queries import delivery as deliveries

WHY = "What stands there now is not what was approved, so nothing was sent."
_ON_ITS_WAY = {DeliveryState.SENDING, DeliveryState.UNCONFIRMED, DeliveryState.DELIVERED}


def is_as_approved(row: DeliveryRow, content: ContentRow, *, has_other_files: bool = False) -> bool:
    """Whether a delivery may go on; the hash of what it sends is kept with it. What was sent before is only asked about.

    Args:
        row: the delivery.
        content: what it sends.
        has_other_files: a file that it shows is not the one any more that was approved.
    """
    if row.publish_state.get("phase") in {Phase.COMMIT_SENT, Phase.CONFIRMED}:
        return True
    words = content.view().approvable_hash
    if words != content.approved_hash or has_other_files:
        return False
    row.words = words
    return True


def note_published(session: Session, row: DeliveryRow, actor: str) -> None:
    """Put into the audit trail that a delivery is out, with the hash that was approved and that of what was sent.

    Args:
        session: the caller's transaction.
        row: what is out.
        actor: the label of whoever found so: the engine, or a person who looked.
    """
    content = session.get(ContentRow, row.content_id)
    said = {"approved": content.approved_hash if content else "", "sent": row.words, "url": row.url}
    audit.add(session, NewEntry(actor, "delivery.delivered", row.client_id, "delivery", row.id, said=said))


def refuse(session: Session, row: DeliveryRow, content: ContentRow, now: datetime) -> None:
    """Fail a delivery and let the others of its content wait for nothing; it is audited.

    The content goes back into review, unless a part of it is out or on its way: then it is for the caller to settle. The caller
    holds the content already.
    """
    found, exchanged = content.view().approvable_hash, other_files(session, [content])
    note(
        session, SYSTEM, "delivery.refused", client_id=row.client_id, noun="delivery", subject_id=row.id, outcome="refused",
        said={"approved": content.approved_hash, "found": found, "why": WHY, "files": "other" if exchanged else "as approved"},
    )
    deliveries.change(session, row, DeliveryState.FAILED, actor=SYSTEM.label, at=now, why=WHY)
    row.failure, row.words = NOT_AS_APPROVED, ""
    others = [each for each in deliveries.of_content(session, content.id) if each.id != row.id]
    for each in others:
        if each.state in {DeliveryState.PENDING, DeliveryState.MISSED} and not deliveries.is_sent(each):
            deliveries.change(session, each, DeliveryState.CANCELLED, actor=SYSTEM.label, at=now, why=WHY)
    if any(each.state in _ON_ITS_WAY or deliveries.is_sent(each) for each in others):
        return
    if content.status == ContentStatus.IN_REVIEW:
        return
    void(session, content, SYSTEM, now)
    change = Change(row.client_id, "content", content.id, content.status, ContentStatus.IN_REVIEW, SYSTEM.label, now, WHY)
    history.note(session, change)
    content.status, content.review_note = ContentStatus.IN_REVIEW, WHY
    content.approved_hash, content.approved_by, content.approved_at = "", "", None
    content.revision += 1
    content.updated_at = now
