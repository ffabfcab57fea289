"""What the board shows and what it answers: days, cards and events, free of Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN_PER_DAY = 3


@dataclass(frozen=True)
class Card:
    """One thing on the board. `at` is local to the client; `tone` is ok, info, warning, critical or off."""

    id: str
    at: datetime
    title: str
    platforms: tuple[str, ...]
    word: str
    icon: str
    tone: str
    movable: bool


@dataclass(frozen=True)
class Moved:
    """A card was dropped on another day; `hour` is None on the month board, where the time of day stays."""

    id: str
    day: date
    hour: int | None = None

    def wall(self, before: datetime) -> datetime:
        """The naive local time that is meant, for a card that stood at `before`; minutes stay."""
        moved = before.replace(tzinfo=None, fold=0, year=self.day.year, month=self.day.month, day=self.day.day)
        return moved if self.hour is None else moved.replace(hour=self.hour)


@dataclass(frozen=True)
class Opened:
    """A card was clicked, or Enter was pressed on it."""

    id: str


def month_days(month: date) -> tuple[date, ...]:
    """Whole weeks, Monday first, that cover the month of `month`: 28 to 42 days."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    return tuple(start + timedelta(days=step) for step in range((end - start).days + 1))


def week_days(day: date) -> tuple[date, ...]:
    """The seven days of the week of `day`, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=step) for step in range(7))


def board_data(view: str, days: tuple[date, ...], cards: Iterable[Card], today: date, month: int) -> dict[str, Any]:
    """What the browser needs to draw the board: plain values only, texts included."""
    return {
        "view": view,
        "weekdays": list(WEEKDAYS),
        "shown": SHOWN_PER_DAY,
        "days": [
            {
                "iso": day.isoformat(),
                "number": day.day,
                "name": f"{day:%A} {day.day} {day:%B %Y}",
                "short": f"{WEEKDAYS[day.weekday()]} {day.day} {day:%b}",
                "today": day == today,
                "outside": view == "month" and day.month != month,
            }
            for day in days
        ],
        "cards": [_card(card) for card in sorted(cards, key=lambda card: (card.at, card.id))],
    }


def _card(card: Card) -> dict[str, Any]:
    platforms = ", ".join(card.platforms)
    return {
        "id": card.id,
        "day": card.at.date().isoformat(),
        "hour": card.at.hour,
        "time": f"{card.at:%H:%M}",
        "title": card.title,
        "platforms": platforms,
        "word": card.word,
        "icon": card.icon,
        "tone": card.tone,
        "movable": card.movable,
    }


def moved(answer: object, cards: Mapping[str, Card]) -> Moved | None:
    """The move that the browser reports, None when it makes no sense: what a browser sends is never trusted."""
    if not isinstance(answer, Mapping):
        return None
    card = cards.get(str(answer.get("id", "")))
    hour = answer.get("hour")
    if card is None or not card.movable or not (hour is None or (isinstance(hour, int) and 0 <= hour <= 23)):
        return None
    try:
        day = date.fromisoformat(str(answer.get("day", "")))
    except ValueError:
        return None  # not a date, so not a move that the board can have offered
    changed = day != card.at.date() or (hour is not None and hour != card.at.hour)
    return Moved(card.id, day, hour) if changed else None


def opened(answer: object, cards: Mapping[str, Card]) -> Opened | None:
    """The card that the browser asks to open, None when there is no such card."""
    if not isinstance(answer, Mapping):
        return None
    card_id = str(answer.get("id", ""))
    return Opened(card_id) if card_id in cards else None
