"""How TikTok wants a video cut: every piece of one size, and the last one takes what remains.

The number of pieces is rounded down: the last piece is the larger one, never an extra small one.
"""

from __future__ import annotations

from dataclasses import dataclass

PIECE = 10_000_000
LEAST_PIECE, MOST_PIECE, MOST_LAST = 5_000_000, 64_000_000, 128_000_000


@dataclass(frozen=True)
class Cut:
    """A file of `size` bytes in `count` pieces of `piece` bytes, the last one longer."""

    size: int
    piece: int
    count: int

    def span(self, place: int) -> tuple[int, int]:
        """First and last byte of a piece."""
        first = place * self.piece
        return first, (self.size if place + 1 == self.count else first + self.piece) - 1


def cut(size: int) -> Cut:
    """How a file of `size` bytes is sent; one that is smaller than two pieces goes as a whole.

    >>> cut(50_000_123)
    Cut(size=50000123, piece=10000000, count=5)
    >>> cut(4_000_000)
    Cut(size=4000000, piece=4000000, count=1)
    """
    if size < 2 * PIECE:
        return Cut(size, size, 1)
    return Cut(size, PIECE, size // PIECE)
