"""The story of one delivery, told in the order in which it happened: decisions, moves, calls and waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from agency_core.domain.delivery import AttemptView
from agency_core.domain.operations import HistoryView

READ_BACK = "read_back"
"""The phase under which a question about a lost answer is kept among the steps of a try."""
_WORTH_TELLING = timedelta(seconds=1)


class Event(StrEnum):
    """What a moment is: a person or the engine decided, the network was called, or nothing happened for a while."""

    DECISION = "decision"
    CALL = "call"
    WAIT = "wait"


@dataclass(frozen=True)
class Moment:
    """One moment. `answer` is the class of a call's answer (the next phase, or how it failed); `ms` how long it took."""

    at: datetime
    event: Event
    title: str
    detail: str = ""
    actor: str = ""
    attempt: int = 0
    answer: str = ""
    ms: float = 0.0


def told(history: Iterable[HistoryView], attempts: Iterable[AttemptView]) -> tuple[Moment, ...]:
    """The story, oldest moment first; pauses of a second or more between calls and decisions are moments, too."""
    happened = sorted(
        [*(call for attempt in attempts for call in _calls(attempt)), *(_decision(each) for each in history)],
        key=lambda each: each.at,  # what happened at the same moment: the call first, then what followed from it
    )
    waits = [_wait(before, after) for before, after in pairwise(happened)]
    return tuple(sorted([*happened, *(each for each in waits if each)], key=lambda each: each.at))


def _decision(change: HistoryView) -> Moment:
    title = f"{change.from_state} to {change.to_state}" if change.from_state else change.to_state
    return Moment(change.at, Event.DECISION, title, change.why, change.actor)


def _calls(attempt: AttemptView) -> Iterable[Moment]:
    for step in attempt.steps:
        note = str(step.get("note", ""))
        answer, _, detail = note.removeprefix("-> ").partition(": ")
        at, ms = datetime.fromisoformat(step["at"]), float(step.get("ms") or 0)
        yield Moment(at, Event.CALL, str(step.get("phase", "")), detail, attempt=attempt.number, answer=answer, ms=ms)


def _wait(before: Moment, after: Moment) -> Moment | None:
    since = before.at + timedelta(milliseconds=before.ms)
    gap = after.at - since
    if gap < _WORTH_TELLING:
        return None
    return Moment(since, Event.WAIT, "waited", ms=gap / timedelta(milliseconds=1))
