"""What all rows share: times that keep their zone, JSON values, and names for constraints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values on the way in, gives aware UTC on the way out (SQLite itself would lose the zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """To naive UTC for the column."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r} must not reach the database")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """To aware UTC for everybody else."""
        return value.replace(tzinfo=UTC) if value is not None else None


class UtcMillis(TypeDecorator[datetime]):
    """A moment as whole milliseconds since 1970, UTC: where there are millions of them, and they are part of a key."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the interface
        """To milliseconds; what is finer is cut off."""
        return None if value is None else millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """To aware UTC for everybody else."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970.

    Raises:
        ValueError: the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"naive time {moment!r} must not reach the database")
    return (moment - EPOCH) // timedelta(milliseconds=1)


class Base(DeclarativeBase):
    """The parent of all rows."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: UtcDateTime,
        int: Integer().with_variant(BigInteger(), "postgresql"),  # SQLite keeps 64 bits in any case
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
