"""Content as cards of the board and rows of the list, with its time where the client is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from agency_core.domain.content import ContentView
from agency_core.domain.delivery import DeliveryFilter
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit
from agency_core.ui.month_board import Card
from agency_core.ui.panels.delivery_words import WOULD_FAIL

MOVABLE = frozenset({"draft", "in_review", "approved", "scheduled"})
_URGENT = ("unconfirmed", "missed")


def troubles(client_id: str) -> Mapping[str, str]:
    """Content with a delivery that a person must decide on, or that would fail: its id and how that delivery stands."""
    coming = context.agency().deliver.coming(context.actor(), client_id=client_id, limit=200)
    found = {one.content_id: WOULD_FAIL for one in coming if one.problems}
    for state in _URGENT:
        wanted = DeliveryFilter(client_id=client_id, state=state)
        for one in context.agency().deliver.list(context.actor(), filter=wanted, page=Page(limit=200)).items:
            found[one.content_id] = state
    return found


def state_of(content: ContentView, wrong: Mapping[str, str]) -> kit.Status:
    """The status to show: that of a delivery in trouble before that of the content."""
    trouble = wrong.get(content.id)
    return kit.status("standing", trouble) if trouble else kit.status("content", content.status)


def cards(contents: Iterable[ContentView], zone: ZoneInfo, wrong: Mapping[str, str]) -> tuple[Card, ...]:
    """The cards of everything that has a time; to be moved by those who may."""
    may_move = context.may(Verb.DECIDE, "content")
    return tuple(_card(one, zone, state_of(one, wrong), may_move=may_move) for one in contents if one.scheduled_time)


def _card(content: ContentView, zone: ZoneInfo, state: kit.Status, *, may_move: bool) -> Card:
    when = content.scheduled_time or content.created_at
    return Card(
        id=content.id, at=when.astimezone(zone), title=content.title,
        platforms=tuple(LABELS[Platform(one)] for one in content.target_platforms), word=state.word,
        icon=state.level.value.icon.removeprefix(":material/").removesuffix(":"), tone=state.level.name.lower(),
        movable=may_move and content.status in MOVABLE,
    )
