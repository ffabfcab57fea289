"""Where the request that is worked on comes from: the address that the audit trail puts beside each entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("caller", default="")


def current() -> str:
    """The address of whoever asks; empty when nobody does."""
    return _current.get()


@contextmanager
def bound(address: str) -> Iterator[None]:
    """Work for somebody at `address` inside the block."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)
