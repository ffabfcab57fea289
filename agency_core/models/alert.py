"""The rows of the watch: alerts, and what people set about rules, silences and maintenance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from agency_core.domain.alert import AlertView
from agency_core.domain.rule import RuleSetting
from agency_core.domain.watching import CustomRuleView, MaintenanceView, Matcher, SilenceView
from agency_core.models.base import Base

_OPEN = text("state != 'resolved'")


class AlertRow(Base):
    """A finding that persists. At most one that is not resolved per rule and subject."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("uq_alert_open", "rule", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_alert_state", "state", "id"),
        Index("ix_alert_client", "client_id", "id"),
        Index("ix_alert_rule", "rule", "first_seen_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str]
    subject: Mapped[str]
    summary: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    first_seen_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]
    calm_since: Mapped[datetime | None]
    assigned_to: Mapped[str] = mapped_column(default="", server_default="")
    snoozed_until: Mapped[datetime | None]
    muted_by: Mapped[str] = mapped_column(default="", server_default="")
    notified_at: Mapped[datetime | None]
    told_severity: Mapped[str] = mapped_column(default="", server_default="")
    escalated: Mapped[int] = mapped_column(default=0, server_default="0")
    post_mortem: Mapped[str] = mapped_column(default="", server_default="")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    def view(self) -> AlertView:
        """A frozen copy."""
        return AlertView(
            id=self.id, client_id=self.client_id, rule=self.rule, severity=self.severity, state=self.state,
            subject=self.subject, summary=self.summary, detail=self.detail, link=self.link,
            first_seen_at=self.first_seen_at, fired_at=self.fired_at, last_seen_at=self.last_seen_at,
            resolved_at=self.resolved_at, acknowledged_by=self.acknowledged_by, acknowledged_at=self.acknowledged_at,
            calm_since=self.calm_since, assigned_to=self.assigned_to, snoozed_until=self.snoozed_until,
            muted_by=self.muted_by, notified_at=self.notified_at, told_severity=self.told_severity,
            escalated=self.escalated, post_mortem=self.post_mortem, figures=dict(self.figures),
        )


class RuleSettingRow(Base):
    """What people changed about a rule, for a client or (empty) the whole agency."""

    __tablename__ = "rule_setting"

    rule: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    severity: Mapped[str] = mapped_column(default="")
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]

    def view(self) -> RuleSetting:
        """A frozen copy."""
        return RuleSetting(self.client_id, self.rule, self.is_on, self.severity, dict(self.limits))


class CustomRuleRow(Base):
    """A rule that people made from a metric."""

    __tablename__ = "custom_rule"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    metric: Mapped[str]
    comparison: Mapped[str]
    threshold: Mapped[float]
    window_minutes: Mapped[int]
    fewest: Mapped[int] = mapped_column(default=0)
    hold_minutes: Mapped[int] = mapped_column(default=0)
    severity: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]

    def view(self) -> CustomRuleView:
        """A frozen copy."""
        return CustomRuleView(
            id=self.id, client_id=self.client_id, name=self.name, metric=self.metric, comparison=self.comparison,
            threshold=self.threshold, window_minutes=self.window_minutes, fewest=self.fewest,
            hold_minutes=self.hold_minutes, severity=self.severity, is_on=self.is_on, created_by=self.created_by,
            created_at=self.created_at,
        )


class SilenceRow(Base):
    """A mute by matcher ({rules, severities, subjects}) and time."""

    __tablename__ = "silence"
    __table_args__ = (Index("ix_silence_ends", "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    match: Mapped[dict[str, Any]] = mapped_column(default=dict)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    why: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def view(self) -> SilenceView:
        """A frozen copy."""
        return SilenceView(
            id=self.id, client_id=self.client_id, match=matcher_from(self.match), starts_at=self.starts_at,
            ends_at=self.ends_at, why=self.why, created_by=self.created_by, created_at=self.created_at,
            ended_at=self.ended_at,
        )


class MaintenanceRow(Base):
    """A planned time in which the installation is worked on."""

    __tablename__ = "maintenance"
    __table_args__ = (Index("ix_maintenance_ends", "ends_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    why: Mapped[str]
    holds_publishing: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def view(self) -> MaintenanceView:
        """A frozen copy."""
        return MaintenanceView(
            id=self.id, starts_at=self.starts_at, ends_at=self.ends_at, why=self.why,
            holds_publishing=self.holds_publishing, created_by=self.created_by, created_at=self.created_at,
            ended_at=self.ended_at,
        )


def matcher_from(stored: dict[str, Any]) -> Matcher:
    """A matcher from its JSON."""
    return Matcher(*(tuple(stored.get(name, ())) for name in ("rules", "severities", "subjects")))
