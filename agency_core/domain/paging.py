"""How every list is cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from agency_core.errors import Invalid

T = TypeVar("T")
MOST = 500


@dataclass(frozen=True)
class Page:
    """A wish: at most `limit` items after the one called `cursor`."""

    limit: int = 100
    cursor: str = ""

    def __post_init__(self) -> None:
        """Refuse a limit out of bounds."""
        if not 1 <= self.limit <= MOST:
            raise Invalid(f"limit is {self.limit}.", field="limit", remedy=f"Use 1 to {MOST}, and cursor for more.")


def cut(items: tuple[T, ...], page: Page) -> Listing[T]:
    """The part of a short list, read as a whole, that `page` asks for; the cursor counts what came before."""
    start = int(page.cursor) if page.cursor.isdecimal() else 0
    end = start + page.limit
    return Listing(items[start:end], str(end) if end < len(items) else "")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of a list; `next_cursor` is empty on the last one."""

    items: tuple[T, ...]
    next_cursor: str = ""
