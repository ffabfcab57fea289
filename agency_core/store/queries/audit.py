"""Questions about the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from agency_core.domain.audit import AuditFilter, AuditView, NewEntry
from agency_core.domain.operations import Change
from agency_core.domain.paging import Listing, Page
from agency_core.models import AuditRow
from agency_core.store import chain
from agency_core.store.queries.paging import newest_first

CHUNK = 2_000
_MADE_UP = "system:demo"
"""Who did what is only told in a demo."""


_TITLED = frozenset({"content", "delivery", "client", "agent", "report", "import"})
"""Nouns whose changes say a title or a name: words that do not belong into files taken elsewhere."""


def _always(_change: Change) -> bool:
    return True


def _decided(change: Change) -> bool:
    asked_or_given = change.to_state in {"in_review", "approved"} or change.from_state == "in_review"
    return asked_or_given and change.from_state != change.to_state


def _open(change: Change) -> bool:
    """What is out is told where the hashes of what was approved and sent are known."""
    return change.to_state == "unconfirmed"


def _by_somebody(change: Change) -> bool:
    return not change.actor.startswith("system:")


AUDITED: Mapping[str, Callable[[Change], bool]] = {
    "client": _by_somebody, "account": _always, "agent": _always, "application": _always, "rule": _always, "notifier": _always,
    "setting": _always, "switch": _always, "task": _by_somebody, "maintenance": _always, "silence": _always,
    "report_plan": _always, "backup": _always, "report": _by_somebody, "import": _by_somebody, "content": _decided,
    "delivery": _open,
}
"""Nouns of the history whose changes are entries of the audit trail too, and which of them."""


def add(session: Session, entry: NewEntry) -> None:
    """Have an entry written when the transaction commits."""
    chain.wait(session, entry)


def add_changes(session: Session, changes: Iterable[Change]) -> None:
    """Have those changes written that belong into the trail."""
    for change in changes:
        wanted = AUDITED.get(change.noun)
        if wanted and change.actor != _MADE_UP and wanted(change):
            said = {"from": change.from_state, "why": "" if change.noun in _TITLED else change.why}
            add(session, NewEntry(
                change.actor, f"{change.noun}.{change.to_state.replace(' ', '_')}", change.client_id, change.noun,
                change.subject_id, said={name: value for name, value in said.items() if value},
            ))


def entries(session: Session, *, after: int = 0) -> Iterator[AuditView]:
    """Every entry after the one with the number `after`, in order, so many in memory at a time."""
    while True:
        question = select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(CHUNK)
        rows = session.scalars(question).all()
        yield from (row.view() for row in rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1].id
        session.expunge_all()


def found(session: Session, wanted: AuditFilter, clients: frozenset[str] | None, page: Page) -> Listing[AuditView]:
    """Entries that are wanted, newest first; of `clients` only, unless that is None."""
    rows, cursor = newest_first(session, _narrowed(wanted, clients), AuditRow.id, page)
    return Listing(tuple(row.view() for row in rows), cursor)


def _narrowed(wanted: AuditFilter, clients: frozenset[str] | None) -> Select[AuditRow]:
    question = select(AuditRow)
    if clients is not None:
        question = question.where(AuditRow.client_id.in_(sorted(clients)), AuditRow.client_id != "")
    for column in (
        AuditRow.actor, AuditRow.action, AuditRow.noun, AuditRow.subject_id, AuditRow.client_id, AuditRow.outcome
    ):
        if value := getattr(wanted, column.key):
            question = question.where(column == value)
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), UTC)
        question = question.where(AuditRow.at >= begins, AuditRow.at < begins + timedelta(days=1))
    return question
