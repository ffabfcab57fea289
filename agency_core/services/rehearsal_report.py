"""The report of a rehearsal: what went out and how late, what did not and why, how full accounts were, what asks for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from agency_core.domain.account import AccountStatus
from agency_core.domain.clock import Clock
from agency_core.domain.delivery import DeliveryState
from agency_core.models import AccountRow, ContentRow, DeliveryRow
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.weather import Sky
from agency_core.store.database import Database

MOST_LISTED = 100
_D = DeliveryState
_ASKS = {
    _D.UNCONFIRMED: "Is it there? Look at the network and say so.",
    _D.FAILED: "Correct it and try again, or give it up.",
    _D.MISSED: "Send it late, or give it up.",
    _D.PENDING: "Nothing sends it: its account is not ready.",
}


class Log:
    """Watches the accounts while the week passes."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Look into `db` whenever it is told to."""
        self._db = db
        self._clock = clock
        self.fullest: dict[str, float] = {}
        self.parked: dict[str, float] = {}
        self.incidents: list[dict[str, Any]] = []
        self._known: dict[str, tuple[str, datetime | None]] = {}

    def look(self) -> None:
        """Note how much each account has used, and which of them rests or must be connected again since the last look."""
        with self._db.reading() as session:
            for row in session.scalars(select(AccountRow)):
                self.fullest[row.id] = max(self.fullest.get(row.id, 0.0), _share(row))
                before = self._known.get(row.id, (AccountStatus.CONNECTED, None))
                if row.status != before[0]:
                    self._note(row, f"{row.display_name} must be connected again.", None)
                if row.parked_until and row.parked_until != before[1] and row.parked_until > self._clock.now():
                    begins = max(before[1] or self._clock.now(), self._clock.now())
                    self.parked[row.id] = self.parked.get(row.id, 0.0) + (row.parked_until - begins).total_seconds()
                    self._note(row, f"{row.display_name} rests.", row.parked_until)
                self._known[row.id] = (row.status, row.parked_until)

    def _note(self, row: AccountRow, what: str, until: datetime | None) -> None:
        self.incidents.append(_incident(self._clock.now(), until, row.platform, f"{what} {row.last_error}".strip()))


def report(db: Database, log: Log, sky: Sky, remarks: Sequence[tuple[datetime, str, str]]) -> dict[str, Any]:
    """Everything, as plain JSON; moments as ISO text, times in seconds."""
    with db.reading() as session:
        rows = session.scalars(select(DeliveryRow).order_by(DeliveryRow.due_at)).all()
        titles = {row.id: row.title for row in session.scalars(select(ContentRow))}
        accounts = session.scalars(select(AccountRow)).all()
    states = Counter(row.state for row in rows)
    late = sorted(max((row.delivered_at - row.due_at).total_seconds(), 0.0) for row in rows if row.delivered_at)
    spells = [_incident(each.begins, each.ends, each.platform, each.tells) for each in sky.spells]
    changed = [_incident(at, None, "", f"{title}: {remark}") for at, title, remark in remarks]
    incidents = [*spells, *log.incidents, *changed]
    return {
        "deliveries": len(rows), **{state.value: states[state] for state in (_D.DELIVERED, _D.FAILED, _D.MISSED, _D.UNCONFIRMED)},
        "waiting": states[_D.PENDING] + states[_D.SENDING],
        "lateness": {"p50": _at(late, 0.5), "p95": _at(late, 0.95), "max": late[-1] if late else 0.0},
        "reasons": _reasons(rows), "accounts": [_account(each, rows, log) for each in accounts],
        "decisions": _decisions(rows, accounts, titles), "faults": _faults(sky),
        "incidents": sorted(incidents, key=lambda each: each["at"])[:MOST_LISTED], "hours": _hours(rows),
    }


def _reasons(rows: Iterable[DeliveryRow]) -> list[dict[str, Any]]:
    found = Counter((row.state, row.platform, row.why) for row in rows if row.state != _D.DELIVERED)
    return [
        {"state": state, "platform": platform, "why": why, "count": count}
        for (state, platform, why), count in found.most_common(MOST_LISTED)
    ]


def _account(account: AccountRow, rows: Iterable[DeliveryRow], log: Log) -> dict[str, Any]:
    mine = [row for row in rows if row.account_id == account.id]
    return {
        "platform": account.platform, "name": account.display_name, "deliveries": len(mine),
        "delivered": sum(row.state == _D.DELIVERED for row in mine), "used": round(log.fullest.get(account.id, 0.0), 3),
        "rested": round(log.parked.get(account.id, 0.0)), "status": account.status,
    }


def _decisions(
    rows: Sequence[DeliveryRow], accounts: Iterable[AccountRow], titles: dict[str, str]
) -> list[dict[str, Any]]:
    """What waits for a person at the end: accounts first, then each delivery in its order."""
    found = [
        {
            "at": "", "platform": each.platform, "about": each.display_name,
            "asks": f"Connect it again. {each.last_error}".strip(),
            "concerns": sum(row.account_id == each.id and row.state != _D.DELIVERED for row in rows),
        }
        for each in accounts if each.status == AccountStatus.RECONNECT
    ]
    for row in rows:
        if row.state in _ASKS and not row.part:
            asks = f"{_ASKS[_D(row.state)]} {row.why}".strip()
            about = titles.get(row.content_id, "")
            found.append({"at": row.due_at.isoformat(), "platform": row.platform, "about": about, "asks": asks, "concerns": 1})
    return found


def _hours(rows: Iterable[DeliveryRow]) -> list[dict[str, Any]]:
    """For each hour in which something was due: how many, and of these how many went out and how late the last of them."""
    hours: dict[str, dict[str, Any]] = {}
    for row in rows:
        at = row.due_at.replace(minute=0, second=0, microsecond=0).isoformat()
        hour = hours.setdefault(at, {"at": at, "due": 0, "delivered": 0, "latest": 0.0})
        hour["due"] += 1
        if row.delivered_at:
            hour["delivered"] += 1
            hour["latest"] = max(hour["latest"], (row.delivered_at - row.due_at).total_seconds())
    return list(hours.values())


def _faults(sky: Sky) -> list[dict[str, Any]]:
    return [{"platform": platform, "kind": kind, "count": count} for (platform, kind), count in sorted(sky.hits.items())]


def _share(row: AccountRow) -> float:
    """How much of its tightest allowance an account has used."""
    allowances = CONNECTORS[row.platform].facts.capabilities.allowances if row.platform in CONNECTORS else ()
    spent = row.budget.get("spent", [])
    return max((each / one.posts for each, one in zip(spent, allowances, strict=False)), default=0.0)


def _incident(at: datetime, until: datetime | None, platform: str, what: str) -> dict[str, Any]:
    return {"at": at.isoformat(), "until": until.isoformat() if until else "", "platform": platform, "what": what}


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
