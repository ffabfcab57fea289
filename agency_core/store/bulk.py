"""Many rows at once: the shortest way into each database. Rows are tuples in the order of the named columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any

import polars as pl
from numpy import column_stack
from sqlalchemy import ColumnElement, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import QueryableAttribute, Session
from sqlalchemy.types import BigInteger, String

AT_ONCE = 100
"""Rows of one INSERT on SQLite: more make it no faster, and fewer slower."""
WORTH_COPYING = 500
"""From so many rows on, COPY is faster than single statements on a server."""


Rows = Sequence[tuple[Any, ...]] | pl.DataFrame
"""Values in the order of the named columns."""


class Meets(StrEnum):
    """What happens to a row whose key is taken."""

    STAYS = "stays"
    """The row that is there stays as it is."""
    REPLACED = "replaced"
    """Its values take the place of those that are there."""
    ADDED = "added"
    """Its values are added to those that are there."""


def put(
    session: Session, table: Table, names: Sequence[str], rows: Rows, *, meets: Meets,
    fixed: Mapping[str, Any] | None = None,
) -> int:
    """Insert rows; how many were inserted or changed.

    Args:
        session: of a transaction.
        table: where to.
        names: the columns of `rows`.
        rows: the values.
        meets: what becomes of a row whose primary key (or, of the table of posts, whose name) is there already.
        fixed: columns that have one value in all rows.
    """
    if not len(rows):
        return 0
    same, tail = dict(fixed or {}), _conflict(table, [*names], meets)
    if isinstance(rows, pl.DataFrame) and rows.height > 1:
        names, rows = _told_once(rows, same)
    if session.get_bind().dialect.name == "postgresql":
        return _on_server(session, table, names, rows.rows() if isinstance(rows, pl.DataFrame) else rows, same, tail)
    return _in_file(session, table, names, rows, same, tail)


def _told_once(rows: pl.DataFrame, same: dict[str, Any]) -> tuple[list[str], pl.DataFrame]:
    """Move texts and truths that are the same in all rows to `same`; what is left, with its names."""
    for column in rows.get_columns():
        is_plain = column.dtype in {pl.String, pl.Boolean} and column.null_count() == 0 and column.n_unique() == 1
        if is_plain and column[0] in {"", True, False}:  # a text of strangers is never written into a statement
            same[column.name] = column[0]
    left = rows.drop([name for name in rows.columns if name in same])
    return left.columns, left


def _conflict(table: Table, names: list[str], meets: Meets) -> str:
    keys = _key(table)
    values = [name for name in names if name not in keys]
    if meets is Meets.STAYS or not values:
        return "ON CONFLICT DO NOTHING"
    said = "excluded.{0}" if meets is Meets.REPLACED else table.name + ".{0} + excluded.{0}"
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET " + ", ".join(f"{name} = {said.format(name)}" for name in values)


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def _in_file(
    session: Session, table: Table, names: Sequence[str], rows: Rows, same: Mapping[str, Any], tail: str,
) -> int:
    # what is the same in all rows is written into the statement: binding it again and again would cost as much as the rest
    one = "(" + ", ".join([*("?" * len(names)), *map(_literal, same.values())]) + ")"
    head = f"INSERT INTO {table.name} ({', '.join([*names, *same])}) VALUES "  # noqa: S608 - names of our own columns
    connection, full, changed = session.connection(), len(rows) // AT_ONCE * AT_ONCE, 0
    if full:
        changed += connection.exec_driver_sql(head + ", ".join([one] * AT_ONCE) + " " + tail, _flat(rows[:full])).rowcount
    if full < len(rows):
        left = rows[full:]
        left = left.rows() if isinstance(left, pl.DataFrame) else list(left)
        changed += connection.exec_driver_sql(f"{head}{one} {tail}", left).rowcount
    return changed


def _flat(rows: Rows) -> list[tuple[Any, ...]]:
    """The values of each `AT_ONCE` rows, one behind the other."""
    if isinstance(rows, pl.DataFrame):
        if all(kind.is_integer() for kind in rows.dtypes) and not any(column.null_count() for column in rows):
            width = rows.width * AT_ONCE
            values = column_stack([column.to_numpy() for column in rows]).reshape(-1, width).tolist()
            return [tuple(each) for each in values]
        rows = rows.rows()
    return [tuple(chain.from_iterable(rows[start : start + AT_ONCE])) for start in range(0, len(rows), AT_ONCE)]


def _literal(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, bool | int):
        return str(int(value))
    return "'" + str(value).replace("'", "''") + "'"


def _on_server(
    session: Session, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]], same: Mapping[str, Any], tail: str,
) -> int:
    said = ", ".join([*names, *same])
    if len(rows) < WORTH_COPYING:
        marks = ", ".join(["%s"] * (len(names) + len(same)))
        statement = f"INSERT INTO {table.name} ({said}) VALUES ({marks}) {tail}"  # noqa: S608 - names of our own columns
        return session.connection().exec_driver_sql(statement, [(*row, *same.values()) for row in rows]).rowcount
    stage = f"stage_{table.name}"
    driver = session.connection().connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection in use
    with driver.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {stage} (LIKE {table.name} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS")
        cursor.execute(f"TRUNCATE {stage}")
        with cursor.copy(f"COPY {stage} ({said}) FROM STDIN") as copy:
            constant = tuple(same.values())
            for row in rows:
                copy.write_row((*row, *constant))
        cursor.execute(f"INSERT INTO {table.name} ({said}) SELECT {said} FROM {stage} {tail}")  # noqa: S608 - likewise
        return int(cursor.rowcount)


def among(session: Session, column: QueryableAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column is one of many values: they travel as one parameter, however many they are."""
    given = list(values)
    if session.get_bind().dialect.name == "postgresql":
        kind = ARRAY(String() if isinstance(column.type, String) else BigInteger())
        return column == any_(bindparam(None, given, type_=kind))
    return column.in_(select(func.json_each(json.dumps(given)).table_valued("value").c.value))
