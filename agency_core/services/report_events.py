"""What happened in the period of a report: deliveries, pauses, alerts, notes, insights, and what is planned next."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.platform import LABELS, Platform
from agency_core.models import DeliveryRow
from agency_core.store.queries import client as clients
from agency_core.store.queries import report

Json = dict[str, Any]
LATE = timedelta(minutes=5)
"""A delivery that was out later than this after its time was late."""
AHEAD = timedelta(days=7)
LISTED = 12


def events(session: Session, client_id: str, start: datetime, end: datetime, now: datetime) -> Json:
    """What happened in [start, end), and the seven days after it (after now, where that is later)."""
    zone = ZoneInfo(clients.get(session, client_id).timezone)
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    return {
        "deliveries": _deliveries(session, client_id, start, min(end, now)),
        "deliveries_before": _counts(report.deliveries(session, client_id, start - (end - start), start)),
        "pauses": _pauses(session, client_id, start, min(end, now)),
        "alerts": [
            {"summary": row.summary, "severity": row.severity, "from": _text(row.fired_at), "until": _text(row.resolved_at)}
            for row in report.alerts(session, client_id, start, end)[:LISTED]
        ],
        "insights": [
            {"claim": row.claim, "since": _text(at), "sample": row.evidence.get("sample_size"), "fresh": at >= start}
            for row, at in report.applied(session, client_id, min(end, now))[:LISTED]
        ],
        "notes": [
            {"first": _day(row.first_day), "last": _day(row.last_day), "label": row.label}
            for row in report.notes(session, client_id, first, last)
        ],
        "plan": _plan(session, client_id, max(end, now)),
    }


def _deliveries(session: Session, client_id: str, start: datetime, end: datetime) -> Json:
    found = report.deliveries(session, client_id, start, end)
    late = [(row, title) for row, title in found if row.delivered_at and row.delivered_at - row.due_at > LATE]
    lost = [(row, title) for row, title in found if report.ended_early(row)]
    return {
        "counts": _counts(found), "late": len(late),
        "late_list": [
            {**_line(row, title), "seconds": (row.delivered_at - row.due_at).total_seconds()}
            for row, title in late[:LISTED] if row.delivered_at
        ],
        "lost": [{**_line(row, title), "state": row.state, "why": row.why} for row, title in lost[:LISTED]],
        "lost_more": max(len(lost) - LISTED, 0),
    }  # fmt: skip


def _counts(found: list[tuple[DeliveryRow, str]]) -> Json:
    states = Counter(row.state for row, _ in found)
    return {"total": len(found), **{state.value: states[state] for state in DeliveryState}}


def _line(row: DeliveryRow, title: str) -> Json:
    return {"at": row.due_at.isoformat(), "platform": LABELS[Platform(row.platform)], "title": title}


def _pauses(session: Session, client_id: str, start: datetime, end: datetime) -> list[Json]:
    """The times in [start, end) in which publishing was held back, for this client or for all."""
    spans: list[tuple[str, datetime, datetime]] = []
    since: dict[str, datetime] = {}
    for at, noun, on in report.switched(session, client_id):
        if on:
            since.setdefault(noun, at)
        elif noun in since:
            spans.append((noun, since.pop(noun), at))
    spans += [(noun, at, end) for noun, at in since.items()]
    return [
        {"from": max(begin, start).isoformat(), "until": min(stop, end).isoformat(), "all": noun == "switch"}
        for noun, begin, stop in spans if begin < end and stop > start
    ]  # fmt: skip


def _plan(session: Session, client_id: str, start: datetime) -> Json:
    until = start + AHEAD
    waiting = [
        (row, title) for row, title in report.deliveries(session, client_id, start, until) if row.state == DeliveryState.PENDING
    ]
    return {
        "from": start.isoformat(), "until": until.isoformat(), "total": len(waiting),
        "list": [_line(row, title) for row, title in waiting[: 2 * LISTED]],
        "undecided": len(report.undecided(session, client_id, start, until)),
    }  # fmt: skip


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def _text(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
