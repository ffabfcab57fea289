"""A question in plain words becomes a view."""

from __future__ import annotations

from datetime import date

from agency_core.domain.question import Names, Understood, View


def understand(text: str, names: Names, today: date) -> Understood:
    """What a question asks for."""
    return Understood(text, View(), (), (text,))
