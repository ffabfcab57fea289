"""Where the request that is worked on comes from: the address that the audit trail puts beside each entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("caller", default="")


def current() -> str:
    """The address of whoever asks; empty when nobody does."""
    return _current.get()


def known_as(address: str) -> None:
    """From here on (in this thread or task), work is done for somebody at `address`."""
    _current.set(address)


@contextmanager
def bound(address: str) -> Iterator[None]:
    """Work for somebody at `address` inside the block."""
    token = _current.set(address)
    try:
        yield
    finally:
        _current.reset(token)
