"""What is missing from the days ahead, and what stands too close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from agency_core.ui import kit
from agency_core.ui.month_board import Card

LEAST_GAP = 3
CLOSE = timedelta(minutes=30)


def gaps(cards: Sequence[Card], days: Iterable[date], today: date, platforms: Iterable[str]) -> tuple[str, ...]:
    """The longest runs of days ahead without anything on a platform, when at least three: platforms alike in one sentence."""
    ahead = [day for day in days if day >= today]
    without: dict[tuple[date, ...], list[str]] = {}
    for platform in platforms:
        run = _longest(ahead, {card.at.date() for card in cards if platform in card.platforms})
        if len(run) >= LEAST_GAP:
            without.setdefault(tuple(run), []).append(platform)
    return tuple(
        f"{len(run)} days without {' or '.join(names)}: {kit.day(run[0])} to {kit.day(run[-1])}"
        for run, names in without.items()
    )


def clashes(cards: Sequence[Card], today: date) -> tuple[str, ...]:
    """Neighbours on one platform that are less than half an hour apart, from today on: a sentence each."""
    return tuple(
        f"Two on {platform} within {kit.span(CLOSE)}: {kit.day(first.at)} {first.at:%H:%M} and {second.at:%H:%M}"
        for platform in sorted({name for card in cards for name in card.platforms})
        for first, second in _neighbours([card for card in cards if platform in card.platforms])
        if first.at.date() >= today and second.at - first.at < CLOSE
    )


def _longest(days: Sequence[date], busy: set[date]) -> list[date]:
    best: list[date] = []
    run: list[date] = []
    for day in days:
        run = [] if day in busy else [*run, day]
        best = run if len(run) > len(best) else best
    return best


def _neighbours(cards: Iterable[Card]) -> Iterator[tuple[Card, Card]]:
    return pairwise(sorted(cards, key=lambda card: card.at))
