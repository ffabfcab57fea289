"""Steps of time in both kinds of SQL: a moment as a number, a difference in whole milliseconds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from agency_core.domain.windows import STEP_SECONDS
from agency_core.store.dialect import SecondsBetween


class StepOf(FunctionElement[int]):
    """The number of the step, since 1970, in which a moment lies."""

    type = BigInteger()
    inherit_cache = True


@compiles(StepOf)
def _step(element: StepOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    moment = compiler.process(element.clauses, **words)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) / {STEP_SECONDS})"


@compiles(StepOf, "postgresql")
def _step_on_server(element: StepOf, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    moment = compiler.process(element.clauses, **words)
    return f"CAST(floor(extract(epoch FROM {moment}) / {STEP_SECONDS}) AS BIGINT)"


def millis_between(start: Any, end: Any) -> ColumnElement[int]:  # noqa: ANN401 - columns or moments
    """Whole milliseconds from one moment to another: exact, where seconds as a fraction of days are not."""
    return cast(func.round(SecondsBetween(start, end) * 1000), BigInteger)
