"""What a migration says of SQLite, as PostgreSQL has to hear it: the released ones were written when there was only SQLite.

Whole numbers have 64 bits in SQLite, whatever their column is called. An index is partial by the words of each dialect.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn, CreateIndex


@compiles(Integer, "postgresql")
def _wide(_kind: Integer, _compiler: PGTypeCompiler, **_words: Any) -> str:  # noqa: ANN401 - the interface
    return "BIGINT"


@compiles(CreateColumn, "postgresql")
def _wide_serial(column: CreateColumn, compiler: PGDDLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    return str(compiler.visit_create_column(column, **words)).replace(" SERIAL", " BIGSERIAL")  # type: ignore[no-untyped-call]


@compiles(CreateIndex, "postgresql")
def _partial(create: CreateIndex, compiler: PGDDLCompiler, **words: Any) -> str:  # noqa: ANN401 - the interface
    options = create.element.dialect_options
    if options["postgresql"]["where"] is None:
        options["postgresql"]["where"] = options["sqlite"]["where"]
    return str(compiler.visit_create_index(create, **words))  # type: ignore[no-untyped-call]
