"""Questions of a move: every row of every table from one database into another, and proof that they are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from agency_core.models import Base
from agency_core.store.dialect import catch_up

CHUNK = 1000


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and a sum of what they say that does not depend on their order."""

    rows: int
    checksum: str


def tables() -> tuple[Table, ...]:
    """Every table, those that others refer to first."""
    return tuple(Base.metadata.sorted_tables)


def filled(session: Session) -> list[str]:
    """Names of tables with rows."""
    return [table.name for table in tables() if session.scalar(select(func.count()).select_from(table))]


def chunks(session: Session, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table, so many at a time."""
    found = session.execute(select(table).execution_options(yield_per=CHUNK))
    for part in found.mappings().partitions(CHUNK):
        yield [dict(row) for row in part]


def add(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows as they are."""
    session.execute(insert(table), rows)


def number_on(session: Session, table: Table) -> None:
    """Let the table number its next row after those that came."""
    catch_up(session, table)


def summed(session: Session, table: Table) -> Sum:
    """What a table holds, as far as two databases can be compared."""
    rows, total = 0, 0
    for part in chunks(session, table):
        rows += len(part)
        for row in part:
            total = (total + int.from_bytes(hashlib.blake2b(_said(row), digest_size=16).digest())) % 2**128
    return Sum(rows, f"{total:032x}")


def _said(row: Mapping[str, Any]) -> bytes:
    return json.dumps({name: _plain(value) for name, value in row.items()}, sort_keys=True, ensure_ascii=True).encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, datetime) else value
