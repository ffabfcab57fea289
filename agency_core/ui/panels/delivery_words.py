"""A delivery in words: its place in a thread, and how it stands when something would go wrong."""

from __future__ import annotations

from agency_core.domain.delivery import DeliveryView

WOULD_FAIL = "would_fail"
"""What is shown in the place of `pending` where the look ahead found a reason."""


def what(delivery: DeliveryView, most: int = 80) -> str:
    """What is said, in short: the title, or the words of a part that follows, with its place."""
    words = delivery.text if delivery.part else delivery.title or delivery.text
    place = f"{delivery.place}: " if delivery.place else ""
    return f"{place}{' '.join(words.split())}"[:most]


def standing(delivery: DeliveryView) -> str:
    """Its state as it is shown."""
    return WOULD_FAIL if delivery.problems else delivery.state
