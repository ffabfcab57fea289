"""The frame around an asker's own points: every persona uses it, so that given facts are passed on and not dressed up."""

from __future__ import annotations

from agency_core.agents.voice import Angle

BRIEFED = Angle(
    name="the points as they were given",
    titles=("{Topic}: what to know", "{Topic}, point by point", "{Topic} in short"),
    hooks=(
        "{Topic}, point by point.",
        "What we would like you to know about {topic}.",
        "A few words about {topic}, without detours.",
        "What matters to you about {topic}?",
    ),
    setups=(
        "We wrote this for {audience}.",
        "Short enough to read now, and to pass on.",
    ),
    points=(),
    turns=(),
    asks=(
        "What would you like to know beyond this?",
        "Which of these points matters most to you?",
        "What did we leave open?",
    ),
    picture="the first of the points, shown as plainly as it is said.",
)
