"""Verdicts: kept with the hash of exactly what they were given for, and void as soon as that changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency_core.domain.actor import Actor
from agency_core.domain.approval import SHORT, Verdict, given, missing
from agency_core.domain.content import ContentStatus
from agency_core.domain.ids import new_id
from agency_core.domain.terms import Step, terms_from
from agency_core.models import ApprovalRow, ContentRow
from agency_core.services.audit import note
from agency_core.store.queries import approval as approvals
from agency_core.store.queries import client as clients


def give(session: Session, row: ContentRow, said: tuple[Step, Verdict, str], actor: Actor, now: datetime) -> None:
    """Keep a verdict on what stands there now, in the caller's transaction and in the audit trail.

    Args:
        session: the caller's transaction.
        row: what it is about.
        said: the step, the verdict, and why.
        actor: who says it.
        now: when.
    """
    step, verdict, why = said
    before, words = len(approvals.of_content(session, row.id)), row.view().approvable_hash
    later = now + timedelta(milliseconds=before)  # ids sort by time: of two verdicts in a millisecond the second comes after
    session.add(ApprovalRow(
        id=new_id(later), client_id=row.client_id, content_id=row.id, step=step, verdict=verdict, words=words, by=actor.label,
        why=why, at=now,
    ))
    session.flush()
    note(
        session, actor, f"approval.{verdict}", client_id=row.client_id, noun="content", subject_id=row.id,
        said={"step": step.value, "words": words[:SHORT], "why": why},
    )


def void(session: Session, row: ContentRow, actor: Actor, now: datetime) -> bool:
    """Let earlier approvals count no more; whether there were any."""
    found = approvals.of_content(session, row.id)
    if not found or found[-1].verdict != Verdict.APPROVED:
        return False
    give(session, row, (Step.INTERNAL, Verdict.VOID, "it was edited"), actor, now)
    return True


def steps_of(session: Session, client_id: str) -> tuple[Step, ...]:
    """Who approves the content of a client."""
    row = clients.get(session, client_id)
    return terms_from(row.steps, row.retention).steps


def wanted(session: Session, row: ContentRow) -> tuple[Step, ...]:
    """The steps whose approval of what stands there now is still missing."""
    found = given(approvals.of_content(session, row.id), row.view().approvable_hash)
    return missing(steps_of(session, row.client_id), found)


def held_for_client(session: Session, rows: Sequence[ContentRow]) -> bool:
    """Put new content of one client into review instead, where the client itself approves too; whether it does."""
    if Step.CLIENT not in steps_of(session, rows[0].client_id):
        return False
    for row in rows:
        row.status = ContentStatus.IN_REVIEW
    return True
