"""The platform architecture designer: plans who says what, where and when, and writes about that when it is asked to."""

from __future__ import annotations

from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.writer import Writer
from agency_core.domain.content import ContentType

ONE_THOUGHT = Angle(
    name="one thought, several places",
    titles=("{Topic}: one thought, many places", "{Topic}, told in the right place", "A place for {topic}"),
    hooks=(
        "{Topic}: the same thought needs different clothes in different places.",
        "Where would you look for {topic}?",
        "Copying {topic} everywhere is quick, and it shows.",
    ),
    setups=(
        "A place has habits: how long people stay, what they came for, whether they have the sound on.",
        "We plan this for {audience}: first the place, then the words.",
    ),
    points=(
        Point("Where they read: make a point one can argue with."),
        Point("Where they look: show it before you say it."),
        Point("Where they talk: ask, and be there for the answers."),
        Point("Where they learn: show each step, and leave out the applause."),
    ),
    turns=(
        "Our view: fewer places, better kept, beat presence everywhere.",
        "A format is a promise. Break it seldom.",
    ),
    asks=("In which place do you listen best?", "Where would you like to hear about this?", "Which place would you give up?"),
    picture="one sentence in several frames: a page, a phone, a poster.",
)
SERIES = Angle(
    name="a series with a rhythm",
    titles=("{Topic}: a series with a rhythm", "{Topic}, step by step", "What comes next on {topic}"),
    hooks=(
        "One post about {topic} is a note. Several, in order, are a conversation.",
        "What would a small series on {topic} have to answer?",
        "One post is too small for {topic}. So let us not try.",
    ),
    setups=(
        "A rhythm helps both sides: you know when to look, and we know when to be ready.",
        "For {audience}, a short piece at a known time is worth more than a long one at some point.",
    ),
    points=(
        Point("Begin with the question that people really ask."),
        Point("Then the answer, as short as honesty allows."),
        Point("Then the exception. There always is one."),
        Point("Then your cases, one at a time."),
        Point("In the end: what we would say differently now."),
    ),
    turns=(
        "Our view: reliability beats volume.",
        "A series may end. A good ending is part of the plan.",
    ),
    asks=("Which question should come first?", "What should the next part be about?", "How often is often enough for you?"),
    picture="numbered cards in a row, the first one turned over.",
    keeps=4,
)

PERSONA = Writer(
    Voice(
        key="platform_architect",
        promise="Chooses the place before the words.",
        taboos=("the same text everywhere", "posting for the sake of posting"),
        formats=(ContentType.TEXT_POST, ContentType.IMAGE_POST),
        angles=(ONE_THOUGHT, SERIES),
        introduces=("Who is planning here: {about}", "Where we speak from: {about}"),
        hashtags=3,
    )
)
