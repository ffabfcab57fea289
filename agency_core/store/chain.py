"""The chain of the audit trail: entries wait until their transaction is about to commit, and are chained on then.

So the turn at the chain is the last thing that a transaction takes, and it keeps nobody waiting while it does other work.
"""

from __future__ import annotations

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session, sessionmaker

from agency_core.domain.audit import FIRST, AuditView, NewEntry, chained
from agency_core.domain.audit_words import clean, fit
from agency_core.domain.clock import Clock
from agency_core.models import AuditRow
from agency_core.observe import caller, correlation
from agency_core.store.turns import take_turn

WAITING, WRITTEN = "audit", "audited"
"""Where a session keeps the entries that wait, and the last one that was written."""
TURN = "audit"


def wait(session: Session, entry: NewEntry) -> None:
    """Have an entry written when the transaction commits; it is forgotten when that does not happen."""
    session.info.setdefault(WAITING, []).append(entry)


def watch(sessions: sessionmaker[Session], clock: Clock) -> None:
    """Chain on, in every transaction of `sessions`, what waits."""
    event.listen(sessions, "before_commit", lambda session: _write(session, clock))


def _write(session: Session, clock: Clock) -> None:
    if session.in_nested_transaction() or not session.info.get(WAITING):
        return
    entries = session.info.pop(WAITING)
    session.flush()
    take_turn(session, TURN)
    last = session.execute(select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
    number, before = (last.id, last.hash) if last else (0, FIRST)
    rows = []
    for entry in entries:
        number += 1
        view = _chained(number, entry, clock, before)
        rows.append({**vars(view), "said": dict(view.said)})
        before = view.hash
    session.execute(insert(AuditRow), rows)
    session.info[WRITTEN] = (number, before)


def _chained(number: int, entry: NewEntry, clock: Clock, before: str) -> AuditView:
    said = clean(entry.said)
    if correlation.current():
        said["correlation_id"] = correlation.current()
    bare = AuditView(
        id=number, at=clock.now(), actor=fit(entry.actor, 200), client_id=fit(entry.client_id, 200),
        action=fit(entry.action, 100), noun=fit(entry.noun, 100), subject_id=fit(entry.subject_id, 200), outcome=entry.outcome,
        address=fit(entry.address or caller.current(), 100), said=said, before=before, hash="",
    )
    return AuditView(**{**vars(bare), "hash": chained(bare.told(), before)})
