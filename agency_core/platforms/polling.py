"""Waiting for a network to finish with a picture or video: a second, then twice as long each time, up to a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from agency_core.domain.publishing import Phase, PublishState

_LONGEST = timedelta(seconds=60)
_COUNT = "polls"


def ask_again(state: PublishState, now: datetime, **handles: str) -> PublishState:
    """The state that polls later; each call waits longer than the one before."""
    polls = int(state.handles.get(_COUNT, "0"))
    waiting = state.at(Phase.MEDIA_PROCESSING, **{**handles, _COUNT: str(polls + 1)})
    return replace(waiting, not_before=now + min(timedelta(seconds=2 ** min(polls, 10)), _LONGEST))
