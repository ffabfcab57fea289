"""How every list is cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from agency_core.errors import Invalid

T = TypeVar("T")
MOST = 500
LARGEST = 2**63


@dataclass(frozen=True)
class Page:
    """A wish: at most `limit` items after the one called `cursor`."""

    limit: int = 100
    cursor: str = ""

    def __post_init__(self) -> None:
        """Refuse a limit out of bounds."""
        if not 1 <= self.limit <= MOST:
            raise Invalid(f"limit is {self.limit}.", field="limit", remedy=f"Use 1 to {MOST}, and cursor for more.")


def position(cursor: str) -> int:
    """How many items of a list came before, as the cursor of such a list counts them; 0 at its beginning.

    Raises:
        Invalid: the cursor is no such count.
    """
    if not cursor:
        return 0
    if not cursor.isdecimal() or int(cursor) >= LARGEST:
        raise Invalid("cursor is not one that this list gave.", field="cursor", remedy="Send next_cursor as it came.")
    return int(cursor)


def cut(items: tuple[T, ...], page: Page) -> Listing[T]:
    """The part of a short list, read as a whole, that `page` asks for; the cursor counts what came before."""
    start = position(page.cursor)
    end = start + page.limit
    return Listing(items[start:end], str(end) if end < len(items) else "")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of a list; `next_cursor` is empty on the last one."""

    items: tuple[T, ...]
    next_cursor: str = ""
