"""The correlation id: one word that follows what somebody asked for through the log, the ledger and the calls to networks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("correlation", default="")


def current() -> str:
    """The id of what this thread or task works on; empty when it works on nothing in particular."""
    return _current.get()


def fresh(kind: str) -> str:
    """A new id; `kind` says where it began: `api`, `ui`, `task`."""
    return f"{kind}-{secrets.token_hex(8)}"


def accepted(given: str, kind: str) -> str:
    """`given`, where it may be an id (8 to 64 letters, digits, dots, dashes, underscores); a new one otherwise."""
    return given if ACCEPTED.fullmatch(given) else fresh(kind)


@contextmanager
def bound(correlation_id: str) -> Iterator[None]:
    """Work on `correlation_id` inside the block."""
    token = _current.set(correlation_id)
    try:
        yield
    finally:
        _current.reset(token)
