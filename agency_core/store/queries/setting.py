"""Questions about what people set for the whole installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agency_core.models import SettingRow
from agency_core.store.rows import fetch


def get(session: Session, name: str) -> dict[str, Any]:
    """What is set under `name`; nothing when it never was."""
    row = fetch(session, SettingRow, name)
    return dict(row.value) if row else {}


def put(session: Session, name: str, value: Mapping[str, Any], actor: str, at: datetime) -> None:
    """Set it."""
    row = fetch(session, SettingRow, name)
    if row is None:
        session.add(SettingRow(name=name, value=dict(value), changed_by=actor, changed_at=at))
    else:
        row.value, row.changed_by, row.changed_at = dict(value), actor, at
