"""Questions about what people set about rules."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agency_core.domain.rule import RuleSetting
from agency_core.models import RuleSettingRow
from agency_core.store.rows import fetch


def every(session: Session) -> dict[tuple[str, str], RuleSetting]:
    """All settings, by rule and client (an empty client: for the whole agency)."""
    return {(row.rule, row.client_id): row.view() for row in session.scalars(select(RuleSettingRow))}


def of_client(session: Session, client_id: str) -> dict[tuple[str, str], RuleSetting]:
    """The settings of a client and of the whole agency."""
    question = select(RuleSettingRow).where(RuleSettingRow.client_id.in_({"", client_id}))
    return {(row.rule, row.client_id): row.view() for row in session.scalars(question)}


def find(session: Session, rule: str, client_id: str) -> RuleSettingRow | None:
    """What was set of a rule for a client."""
    return fetch(session, RuleSettingRow, (rule, client_id))


def forget(session: Session, rule: str, client_id: str) -> None:
    """Set nothing of a rule for a client."""
    session.execute(delete(RuleSettingRow).where(RuleSettingRow.rule == rule, RuleSettingRow.client_id == client_id))
