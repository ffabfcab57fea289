"""Steps of time in both kinds of SQL: a moment as a number, a difference in whole milliseconds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from agency_core.domain.windows import STEP_SECONDS
from agency_core.store.dialect import SecondsBetween

_DAY = 86_400
_QUARTER = timedelta(minutes=15)


class EpochOf(FunctionElement[int]):
    """Whole seconds from 1970 to a moment."""

    type = BigInteger()
    inherit_cache = True


@compiles(EpochOf)
def _epoch(element: EpochOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **words)}) AS INTEGER)"


@compiles(EpochOf, "postgresql")
def _epoch_on_server(element: EpochOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **words)})) AS BIGINT)"


Shifts = tuple[tuple[int, int], ...]
"""Until which second since 1970 a zone is how many seconds ahead of UTC, oldest first."""


def step_of(seconds: Any, shifts: Shifts = ()) -> ColumnElement[int]:  # noqa: ANN401 - a column or an expression
    """The number of the step since 1970; with `shifts`, the first step of its day in that zone, as if it were in UTC."""
    if not shifts:
        return cast(seconds // STEP_SECONDS, BigInteger)
    *earlier, (_, last) = shifts
    ahead = case(*((seconds < until, literal(offset)) for until, offset in earlier), else_=literal(last)) if earlier else last
    return cast((seconds + ahead) // _DAY * (_DAY // STEP_SECONDS), BigInteger)


def shifts_of(zone: ZoneInfo, since: datetime, until: datetime) -> Shifts:
    """How a zone runs ahead of UTC from one moment to another, looked up for each quarter of an hour where it changes."""
    found: list[tuple[int, int]] = []
    at = since
    while at < until:
        end = min(at + timedelta(days=1), until)
        while _ahead(zone, at) != _ahead(zone, end) and end - at > timedelta(minutes=15):
            end = at + max((end - at) // 2 // _QUARTER * _QUARTER, _QUARTER)
        if found and found[-1][1] == _ahead(zone, at):
            found.pop()
        found.append((int(end.timestamp()), _ahead(zone, at)))
        at = end
    return tuple(found)


def _ahead(zone: ZoneInfo, at: datetime) -> int:
    return round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def millis_between(start: Any, end: Any) -> ColumnElement[int]:  # noqa: ANN401 - columns or moments
    """Whole milliseconds from one moment to another: exact, where seconds as a fraction of days are not."""
    return cast(func.round(SecondsBetween(start, end) * 1000), BigInteger)
