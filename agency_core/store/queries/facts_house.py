"""How the house is: gaps of the engine, planned maintenance, backups, and accounts in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.account import AccountStatus
from agency_core.domain.backup import BackupPlan, BackupState
from agency_core.domain.downtime import Component, GapKind
from agency_core.domain.facts import BackupFacts, DrillFacts
from agency_core.domain.watching import GapView, MaintenanceView
from agency_core.models import (
    AccountRow,
    BackupRow,
    ClientRow,
    GapRow,
    MaintenanceRow,
    SettingRow,
)

BACKUP = "backup"
"""The setting that holds the plan of backups."""
_NEWEST = 20
_IN_USE = (AccountStatus.CONNECTED, AccountStatus.PAUSED, AccountStatus.RECONNECT)


def gaps(session: Session, since: datetime) -> tuple[GapView, ...]:
    """Times without a sign of life of the engine that nobody planned, and that last or ended since a moment; oldest first."""
    newest = select(GapRow).where(GapRow.component == Component.ENGINE).order_by(GapRow.since.desc()).limit(_NEWEST).subquery()
    question = select(GapRow).join(newest, newest.c.id == GapRow.id).where(
        GapRow.kind == GapKind.DOWN, or_(GapRow.until.is_(None), GapRow.until >= since)
    )
    return tuple(row.view() for row in session.scalars(question.order_by(GapRow.since)))


def maintenance(session: Session, now: datetime, ahead: timedelta) -> tuple[MaintenanceView, ...]:
    """Windows of maintenance that are under way, or begin within `ahead`; the first one first."""
    question = select(MaintenanceRow).where(
        MaintenanceRow.ends_at > now, MaintenanceRow.starts_at <= now + ahead, MaintenanceRow.ended_at.is_(None)
    )
    return tuple(row.view() for row in session.scalars(question.order_by(MaintenanceRow.starts_at)))


def backup(session: Session) -> BackupFacts | None:
    """How backups stand; None where none are planned, or there is nothing yet to back up."""
    row = session.get(SettingRow, BACKUP)
    plan = BackupPlan.of(row.value if row else {})
    since = session.scalar(select(func.min(ClientRow.created_at)))
    if not plan.every_hours or since is None:
        return None
    newest = select(BackupRow.ended_at, BackupRow.started_at).where(BackupRow.state == BackupState.VERIFIED)
    last = session.execute(newest.order_by(BackupRow.id.desc()).limit(1)).one_or_none()
    begun = max(since, row.changed_at) if row else since
    return BackupFacts(timedelta(hours=plan.every_hours), (last[0] or last[1]) if last else None, begun)


def failed_drill(session: Session) -> DrillFacts | None:
    """The last restore drill of a backup that is still there, when it failed."""
    drilled = select(BackupRow.place, BackupRow.drilled_at, BackupRow.drill).where(
        BackupRow.state == BackupState.VERIFIED, BackupRow.drilled_at.is_not(None)
    )
    last = session.execute(drilled.order_by(BackupRow.id.desc()).limit(1)).one_or_none()
    if last is None:
        return None
    place, at, said = last
    return DrillFacts(place, at, said) if at is not None and not said.startswith("ok") else None


def accounts(session: Session) -> list[AccountRow]:
    """Every account that was not disconnected."""
    question = select(AccountRow).where(AccountRow.status.in_(_IN_USE))
    return list(session.scalars(question.order_by(AccountRow.client_id, AccountRow.platform, AccountRow.id)))
