"""Taking turns across machines: what only one may do at a time, until its transaction ends."""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def number_of(name: str) -> int:
    """The number by which a PostgreSQL server knows a lock called `name`."""
    return int.from_bytes(blake2b(f"agency:{name}".encode(), digest_size=8).digest(), signed=True)


def take_turn(session: Session, name: str) -> None:
    """Wait until nobody else has the turn called `name`, and keep it until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number_of(name))))
