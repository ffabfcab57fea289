"""Questions about uptime: when alerts fired, and since when there is anything to observe."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from agency_core.domain.uptime import Span
from agency_core.models import AlertRow, ClientRow, HistoryRow, TaskRow, WorkerRow


@dataclass(frozen=True)
class Fired:
    """An alert of a rule about a subject fired for a time."""

    rule: str
    subject: str
    span: Span


def fired(session: Session, rules: Collection[str], within: Span, clients: Collection[str] | None = None) -> list[Fired]:
    """Every alert of some rules that fired in a time; one that still fires, until its end. `clients` None: whoever's."""
    question = select(AlertRow.rule, AlertRow.subject, AlertRow.fired_at, AlertRow.resolved_at).where(
        AlertRow.rule.in_(rules), AlertRow.first_seen_at < within.until, AlertRow.fired_at < within.until,
        or_(AlertRow.resolved_at.is_(None), AlertRow.resolved_at > within.since),
    )
    if clients is not None:
        question = question.where(AlertRow.client_id.in_(clients))
    return [
        Fired(rule, subject, Span(since, until or within.until))
        for rule, subject, since, until in session.execute(question.order_by(AlertRow.fired_at))
        if since is not None
    ]


def began(session: Session) -> datetime | None:
    """Since when this installation is known to exist: the first thing that is on record; None while there is nothing."""
    first = select(HistoryRow.at).order_by(HistoryRow.id).limit(1)
    signs = [
        session.scalar(first), session.scalar(select(func.min(ClientRow.created_at))),
        session.scalar(select(func.min(WorkerRow.started_at))), session.scalar(select(func.min(TaskRow.last_run_at))),
    ]
    return min((each for each in signs if each is not None), default=None)
