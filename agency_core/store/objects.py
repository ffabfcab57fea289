"""Rows as JSON objects that the database writes: for lists that are handed on and not looked at."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Text, literal_column
from sqlalchemy.orm import Session

from agency_core.models import Base
from agency_core.models.base import UtcDateTime
from agency_core.store.dialect import table_of


def object_of(session: Session, row: type[Base], names: tuple[str, ...]) -> ColumnElement[str]:
    """The named columns of a row as the text of one JSON object.

    Moments are ISO 8601 in UTC, as everywhere in the API: `2026-11-22T09:00:00Z`, with six digits where there is a fraction.
    """
    return _object(session.get_bind().dialect.name == "postgresql", row, names)


@cache
def _object(on_server: bool, row: type[Base], names: tuple[str, ...]) -> ColumnElement[str]:
    columns = [table_of(row).c[name] for name in names]
    pairs = ", ".join(f"'{column.name}', {_value(column, on_server)}" for column in columns)
    return literal_column(f"CAST(json_build_object({pairs}) AS text)" if on_server else f"json_object({pairs})", Text())


def _value(column: Column[Any], on_server: bool) -> str:
    name = f"{column.table.name}.{column.name}"
    if isinstance(column.type, UtcDateTime):
        written = f"""to_char({name}, 'YYYY-MM-DD"T"HH24:MI:SS.US')""" if on_server else f"replace({name}, ' ', 'T')"
        return f"replace({written}, '.000000', '') || 'Z'"
    if isinstance(column.type, JSON) and not on_server:
        return f"json({name})"
    return name
