"""What SQLite and PostgreSQL say in different words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Double, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from agency_core.models import Base

QUARTER = 900
"""Seconds of a quarter of an hour: every zone of the world is a whole number of them away from UTC."""


class QuarterOf(FunctionElement[int]):
    """The number of the quarter of an hour, since 1970, in which a moment lies."""

    type = BigInteger()
    inherit_cache = True


class SecondsBetween(FunctionElement[float]):
    """Seconds from the first moment to the second."""

    type = Double()
    inherit_cache = True


@compiles(QuarterOf)
def _quarter(element: QuarterOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    moment = compiler.process(element.clauses, **words)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) / {QUARTER})"


@compiles(QuarterOf, "postgresql")
def _quarter_on_server(element: QuarterOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    moment = compiler.process(element.clauses, **words)
    return f"CAST(floor(extract(epoch FROM {moment}) / {QUARTER}) AS BIGINT)"


@compiles(SecondsBetween)
def _seconds(element: SecondsBetween, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    start, end = (compiler.process(each, **words) for each in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(SecondsBetween, "postgresql")
def _seconds_on_server(element: SecondsBetween, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    start, end = (compiler.process(each, **words) for each in element.clauses)
    return f"CAST(extract(epoch FROM {end} - {start}) AS DOUBLE PRECISION)"


def catch_up(session: Session, table: Table) -> None:
    """Let a table number its next row after those that came with a number of their own; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is not None and session.get_bind().dialect.name == "postgresql":
        name = func.pg_get_serial_sequence(table.name, column.name)
        last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        session.execute(select(func.setval(name, last, False)))


def upsert(session: Session, table: type[Base], keys: Sequence[str], values: Mapping[str, Any]) -> None:
    """Insert a row, or overwrite the one that has the same `keys`."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_update(index_elements=list(keys), set_=values))


def moments_for(session: Session, column: pl.Expr) -> pl.Expr:
    """Moments (a column of milliseconds since 1970) as they are bound where rows go past the types of our columns."""
    moment = pl.from_epoch(column, time_unit="ms")
    return moment if session.get_bind().dialect.name == "postgresql" else moment.dt.strftime("%Y-%m-%d %H:%M:%S%.6f")


def table_of(row: type[Base]) -> Table:
    """The table behind a row."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 - none of ours is a join
    return table
