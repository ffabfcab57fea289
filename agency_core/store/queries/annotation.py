"""Questions about notes on the time axis, and about what the house knows of a period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus
from agency_core.domain.annotation import AnnotationView
from agency_core.domain.operations import PUBLISHING_PAUSED
from agency_core.domain.rule import Severity
from agency_core.domain.upload import UploadStatus
from agency_core.errors import NotFound
from agency_core.models import AccountRow, AlertRow, AnnotationRow, HistoryRow, UploadRow
from agency_core.store.queries.alert import within
from agency_core.store.queries.upload import POSTS
from agency_core.store.rows import fetch

_ZERO = date(1970, 1, 1)
LONGEST_DAYS = 366
"""Of one note, so that a period finds its notes by their first day."""
MOST = 200
"""So many of each kind are looked at."""


def day_of(moment: date) -> int:
    """Days since 1970."""
    return (moment - _ZERO).days


def get(session: Session, annotation_id: str) -> AnnotationRow:
    """The annotation with this id.

    Raises:
        NotFound: there is none.
    """
    row = fetch(session, AnnotationRow, annotation_id)
    if row is None:
        raise NotFound(f"There is no note {annotation_id!r}.", field="annotation_id", remedy="It may have been deleted.")
    return row


def view(row: AnnotationRow) -> AnnotationView:
    """A frozen copy."""
    return AnnotationView(
        id=row.id, client_id=row.client_id, first=_ZERO + timedelta(days=row.first_day),
        last=_ZERO + timedelta(days=row.last_day), label=row.label, created_by=row.created_by, created_at=row.created_at,
    )


def touching(session: Session, client_id: str, first: date, last: date) -> list[AnnotationRow]:
    """Notes of people that share a day with a period, the latest first."""
    question = select(AnnotationRow).where(
        AnnotationRow.client_id == client_id,
        AnnotationRow.first_day.between(day_of(first) - LONGEST_DAYS, day_of(last)), AnnotationRow.last_day >= day_of(first),
    )
    return list(session.scalars(question.order_by(AnnotationRow.first_day.desc(), AnnotationRow.id).limit(MOST)))


def pauses(session: Session, client_id: str) -> list[HistoryRow]:
    """When publishing was paused and resumed, for the client or for all, the latest first."""
    states = ("publishing paused", "publishing resumed")
    question = select(HistoryRow).where(
        or_(
            (HistoryRow.noun == "client") & (HistoryRow.subject_id == client_id) & HistoryRow.to_state.in_(states),
            (HistoryRow.noun == "switch") & (HistoryRow.subject_id == PUBLISHING_PAUSED),
        )
    )
    return list(session.scalars(question.order_by(HistoryRow.id.desc()).limit(MOST)))


def reconnections(session: Session, client_id: str, since: datetime, until: datetime) -> list[HistoryRow]:
    """When accounts of the client were connected anew, the latest first."""
    question = select(HistoryRow).where(
        HistoryRow.noun == "account", HistoryRow.subject_id.in_(select(AccountRow.id).where(AccountRow.client_id == client_id)),
        HistoryRow.to_state == AccountStatus.CONNECTED,
        HistoryRow.from_state.in_((AccountStatus.RECONNECT, AccountStatus.DISCONNECTED)),
        HistoryRow.at >= since, HistoryRow.at < until,
    )
    return list(session.scalars(question.order_by(HistoryRow.id.desc()).limit(MOST)))


def alarms(
    session: Session, client_id: str, clients: frozenset[str] | None, since: datetime, until: datetime
) -> list[AlertRow]:
    """Critical and warning alerts that fired in a period or went on into it, the latest first."""
    question = select(AlertRow).where(
        within(client_id, clients), AlertRow.severity.in_((Severity.CRITICAL, Severity.WARNING)),
        AlertRow.fired_at < until, or_(AlertRow.resolved_at.is_(None), AlertRow.resolved_at >= since),
    )
    return list(session.scalars(question.order_by(AlertRow.id.desc()).limit(MOST)))


def imports(session: Session, client_id: str, since: datetime, until: datetime) -> list[UploadRow]:
    """Files of figures that were imported in a period, the latest first."""
    question = select(UploadRow).where(
        UploadRow.client_id == client_id, UploadRow.importer != POSTS, UploadRow.status == UploadStatus.IMPORTED,
        UploadRow.finished_at >= since, UploadRow.finished_at < until,
    )
    return list(session.scalars(question.order_by(UploadRow.id.desc()).limit(MOST)))
