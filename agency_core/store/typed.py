"""Many rows of one table by their column types, past the machinery that makes a statement anew for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, Table, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from agency_core.models.base import UtcDateTime
from agency_core.store.bulk import Meets, put

Row = Mapping[str, Any]
Question = Callable[[Select[Any]], Select[Any]]


def read_all(session: Session, columns: Sequence[InstrumentedAttribute[Any]], where: Question) -> Iterator[tuple[Any, ...]]:
    """The values of `columns`, of what `where` makes of a question for them; each moment is made once, however many have it."""
    moments = {place for place, column in enumerate(columns) if isinstance(column.type, UtcDateTime)}
    question = where(select(*(type_coerce(each, NullType()) if i in moments else each for i, each in enumerate(columns))))
    known: dict[Any, datetime | None] = {None: None}
    found = session.connection().execute(question).all()
    parts = list(zip(*found, strict=True)) or [()] * len(columns)
    for place in moments:
        known.update((raw, _moment(raw)) for raw in set(parts[place]).difference(known))
        parts[place] = tuple([known[raw] for raw in parts[place]])
    return zip(*parts, strict=True)


def _moment(raw: str | datetime) -> datetime:
    return (datetime.fromisoformat(raw) if isinstance(raw, str) else raw).replace(tzinfo=UTC)


def add_all(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns; a row whose key is taken is left out."""
    if rows:
        names = list(rows[0])
        put(session, table, names, _bound(session, table, names, rows), meets=Meets.STAYS)


def change_all(session: Session, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the columns `names` of rows that are there, by their `id`."""
    if rows:
        mark = "%s" if session.get_bind().dialect.name == "postgresql" else "?"
        sets = ", ".join(f"{name} = {mark}" for name in names)
        values = _bound(session, table, [*names, "id"], rows)
        session.connection().exec_driver_sql(f"UPDATE {table.name} SET {sets} WHERE id = {mark}", values)  # noqa: S608 - our names


def _bound(session: Session, table: Table, names: Sequence[str], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The values of `names` as the driver takes them."""
    dialect = session.get_bind().dialect
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        to_driver = table.columns[name].type.dialect_impl(dialect).bind_processor(dialect)
        columns.append(values if to_driver is None else _converted(values, to_driver))
    return list(zip(*columns, strict=True))


def _converted(values: list[Any], to_driver: Callable[[Any], Any]) -> list[Any]:
    if not all(value is None or isinstance(value, datetime) for value in values):
        return [to_driver(value) for value in values]
    known = {value: to_driver(value) for value in set(values)}  # most moments of one evaluation are the same
    return [known[value] for value in values]
