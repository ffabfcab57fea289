"""Questions about requests that were answered before (Idempotency-Key)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from agency_core.errors import Conflict
from agency_core.models import ReplayRow


def claim(session: Session, scope: str, key: str, fingerprint: str) -> str:
    """The id that this key created before; empty when it is new or when there is no key.

    Raises:
        Conflict: the key came with another request.
    """
    if not key:
        return ""
    row = session.scalar(select(ReplayRow).where(ReplayRow.scope == scope, ReplayRow.key == _own(session, key)))
    if row is None:
        return ""
    if row.fingerprint != fingerprint:
        raise Conflict(
            "This Idempotency-Key was used for a different request.",
            field="Idempotency-Key",
            remedy="Use a new key for a new request, and the old one only to repeat the same.",
        )
    return row.subject_id


def remember(session: Session, row: ReplayRow) -> None:
    """Bind a key to what it created, in the same transaction; a row without a key is left out."""
    if row.key:
        row.key = _own(session, row.key)
        session.add(row)


def _own(session: Session, key: str) -> str:
    """The key as one of the clients within reach: the same key of another client is another one."""
    clients = session.info["reach"].clients if "reach" in session.info else None
    return key if clients is None else hashlib.sha256("\n".join([*sorted(clients), key]).encode()).hexdigest()


def forget(session: Session, older_than: timedelta, now: datetime) -> int:
    """Delete keys made longer ago than `older_than`; how many."""
    gone = session.execute(delete(ReplayRow).where(ReplayRow.created_at < now - older_than))
    assert isinstance(gone, CursorResult)  # noqa: S101 - what a DELETE returns
    return int(gone.rowcount)
