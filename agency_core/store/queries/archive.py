"""Questions about all of it: copies of the database, and every row of one client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import Column, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agency_core.domain.delivery import DeliveryState
from agency_core.domain.operations import BEAT_EVERY, Change
from agency_core.domain.publishing import Phase
from agency_core.errors import Invalid, StorageFailed
from agency_core.models import Base, DeliveryRow, WorkerRow
from agency_core.store.database import Database
from agency_core.store.dialect import catch_up
from agency_core.store.queries import history
from agency_core.store.queries.delivery import is_sent

Row = dict[str, Any]
OF_CLIENT = (
    "client", "agent", "account", "media", "content", "delivery", "attempt", "post", "snapshot", "insight", "message", "upload",
    "upload_reject", "followers", "competitor", "competitor_count", "saved_view", "annotation", "recipe", "report_plan",
    "history",
)
"""Tables with rows of a client, parents first; what can be counted from them anew (rollups) is not among them."""
TOLD = (
    "slot", "recurrence", "approval", "report", "alert", "notifier", "notification", "custom_rule", "rule_setting", "silence",
    "rehearsal", "audit",
)
"""Tables that an export tells of and an import leaves out: what acts by itself is set up anew, and what was is history."""
_THROUGH = {
    "attempt": ("delivery_id", "delivery", "id"),
    "snapshot": ("post_pk", "post", "pk"),
    "upload_reject": ("upload_id", "upload", "id"),
    "competitor_count": ("competitor_id", "competitor", "id"),
}
_WITHHELD: dict[tuple[str, str], Any] = {
    ("account", "credentials"): {}, ("notifier", "secret"): {}, ("notifier", "settings"): {}, ("report", "folder"): "",
    ("upload", "path"): "", ("upload", "number"): 0, ("snapshot", "upload"): 0,
}
REQUIRED = object()
"""The default of a column that has none."""


@dataclass(frozen=True)
class Shape:
    """What a column holds: its Python type, whether it may be null, and its default (`REQUIRED` when there is none)."""

    kind: type
    nullable: bool
    default: Any


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in Base.metadata.tables.items()}


def copy_into(database: Database, target: Path) -> None:
    """Write a compact copy of the database, as it is at one moment, to `target`, which must not exist.

    Raises:
        StorageFailed: the disk is full or failing.
    """
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM INTO ?", (str(target),))
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")  # what came in meanwhile: otherwise the next writer would do it
    except database.engine.dialect.loaded_dbapi.Error as error:
        raise StorageFailed(f"The copy could not be written: {error}.", remedy="Free some space in that place.") from error
    finally:
        connection.close()


def quick_check(session: Session) -> str:
    """What SQLite finds wrong with the file; empty when nothing is."""
    found = [str(row) for row in session.scalars(text("PRAGMA quick_check(5)"))]
    return "" if found == ["ok"] else "; ".join(found)


def beating(session: Session, now: datetime) -> bool:
    """Whether a process gave a sign of life a moment ago."""
    last = session.scalar(select(func.max(WorkerRow.beat_at)))
    return last is not None and now - last < 3 * BEAT_EVERY


def hold(session: Session, actor: str, now: datetime) -> tuple[int, int]:
    """Keep a restored database from publishing what the lost one may have published already.

    What was due becomes missed, what was being sent becomes unconfirmed. How many of each.
    """
    why = "Held: the database was restored from a backup, and it may have been published since."
    waiting = list(
        session.scalars(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at <= now))
    )
    due = [row for row in waiting if not is_sent(row)]
    sending = list(session.scalars(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING)))
    sending += [row for row in waiting if is_sent(row)]
    for rows, state in ((due, DeliveryState.MISSED), (sending, DeliveryState.UNCONFIRMED)):
        for row in rows:
            history.note(session, Change(row.client_id, "delivery", row.id, row.state, state, actor, now, why))
            row.state, row.why, row.updated_at = state, why, now
            row.lease_owner, row.lease_until, row.next_attempt_at = "", None, now
    return len(due), len(sending)


def rows_of(session: Session, client_id: str, name: str) -> Iterator[Row]:
    """The rows of a client in one table of OF_CLIENT, without credentials and addresses of this machine."""
    table = _table(name)
    question = select(table)
    if name == "client":
        question = question.where(table.c.id == client_id)
    elif name in _THROUGH:
        column, parent, key = _THROUGH[name]
        owner = _table(parent)
        question = question.where(table.c[column].in_(select(owner.c[key]).where(owner.c.client_id == client_id)))
    else:
        question = question.where(table.c.client_id == client_id)
    for found in session.execute(question.order_by(*table.primary_key.columns).execution_options(yield_per=500)):
        row = {key: _WITHHELD.get((name, key), value) for key, value in found._mapping.items()}
        if name == "delivery":
            row["publish_state"] = unless_sent(row["publish_state"])
        yield row


def unless_sent(state: Mapping[str, Any]) -> dict[str, Any]:
    """What travels of the state of a publication: only that it was sent, and that nobody knows whether it is out."""
    return {"phase": Phase.COMMIT_SENT.value, "handles": {}} if state.get("phase") == Phase.COMMIT_SENT else {}


@cache
def shapes(name: str) -> Mapping[str, Shape]:
    """What the columns of a table hold."""
    row = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is _table(name))
    hints = get_type_hints(row)
    return {column.name: _shape(column, get_args(hints[column.name])[0]) for column in _table(name).columns}


def taken(session: Session, name: str, ids: Iterable[str]) -> set[str]:
    """Those of `ids` that a table has already."""
    column = _table(name).c.id
    wanted, found = sorted(ids), set[str]()
    for start in range(0, len(wanted), 500):
        found |= set(session.scalars(select(column).where(column.in_(wanted[start : start + 500]))))
    return found


def free_name(session: Session, name: str, wish: str, others: set[str]) -> str:
    """`wish` with the first number that makes it free, in the table and among `others`."""
    number = 2
    while (found := f"{wish[:58]}-{number}") in others or taken(session, name, [found]):
        number += 1
    return found


def next_post(session: Session) -> int:
    """The first free key of a post."""
    return (session.scalar(select(func.max(_table("post").c.pk))) or 0) + 1


def add(session: Session, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as they are.

    Raises:
        Invalid: they contradict each other or a rule of the table.
    """
    try:
        session.execute(insert(_table(name)), list(rows))
        catch_up(session, _table(name))
    except IntegrityError as error:
        raise Invalid(
            f"Rows of {name} contradict each other: {error.orig}.", field=name, remedy="Export again; the file was changed."
        ) from error


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _shape(column: Column[Any], hint: Any) -> Shape:  # noqa: ANN401 - a type form: `str`, `datetime | None`, `list[Any]`
    held = next((part for part in get_args(hint) if part is not NoneType), hint) if column.nullable else hint
    kind: type = get_origin(held) or held
    default: Any = None if column.nullable else REQUIRED
    if column.default is not None:
        default = column.default.arg if column.default.is_scalar else kind()  # type: ignore[attr-defined]  # scalars have it
    return Shape(kind, bool(column.nullable), default)
