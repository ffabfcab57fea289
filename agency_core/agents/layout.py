"""Laying the parts of a piece out for one network, inside its room and by its customs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agency_core.agents.habits import Habit
from agency_core.agents.voice import Point
from agency_core.agents.wording import shortened
from agency_core.domain.content import ContentType

SHORTER = 0.35


@dataclass(frozen=True)
class Parts:
    """What a piece is made of, filled and free of banned words; an empty text means there is none."""

    hook: str
    setup: str
    about: str
    points: tuple[Point, ...]
    turn: str
    ask: str
    covers: str
    link: str
    hashtags: tuple[str, ...]
    marks: tuple[str, ...]
    short: bool = False
    opinion_first: bool = False


Block = tuple[int, str]
"""How soon a block is dropped when room is short (0 never, higher sooner), and its text."""


def laid_out(parts: Parts, habit: Habit, content_type: ContentType) -> str:
    """The text for one network; never longer than its limit."""
    shape = habit.shape
    if content_type is ContentType.STORY:
        shape = "story"
    elif content_type is ContentType.ARTICLE and habit.shape == "essay":
        shape = "article"
    return SHAPES[shape](parts, habit)


def _essay(parts: Parts, habit: Habit) -> str:
    rich = "\n".join(f"– {point.short} {point.more}".rstrip() for point in parts.points)
    plain = "\n".join(f"– {point.short}" for point in parts.points)
    body = ((3, parts.turn), (2, rich), (4, parts.setup)) if parts.opinion_first else (
        (4, parts.setup), (2, rich), (3, parts.turn)
    )
    blocks = (
        (0, parts.hook), *body, (5, parts.about), (1, parts.ask), (0, _link(parts, habit)), (6, _tags(parts, habit)),
    )
    lean = tuple((rank, plain if text == rich else text) for rank, text in blocks)
    aim = _aim(parts, habit)
    text = _fitted(blocks, habit, aim, keep=4)
    return text if habit.cost(text) <= aim else _fitted(lean, habit, aim, keep=0)


def _article(parts: Parts, habit: Habit) -> str:
    sections = tuple((2, f"{point.short}\n{point.more}".rstrip()) for point in parts.points)
    blocks = (
        (0, parts.hook), (3, parts.setup), *sections, (1, parts.turn), (4, parts.about), (1, parts.ask),
        (5, _tags(parts, habit)),
    )
    return _fitted(blocks, habit, int(habit.limit * 0.9), keep=0)


def _caption(parts: Parts, habit: Habit) -> str:
    marks = parts.marks or ("·",)
    lines = "\n".join(f"{marks[place % len(marks)]} {point.short}" for place, point in enumerate(parts.points))
    tags = _tags(parts, habit)
    blocks = ((0, parts.hook), (4, parts.setup), (2, lines), (3, parts.turn), (1, parts.ask), (1, tags))
    return _fitted(blocks, habit, _aim(parts, habit), keep=0)


def _description(parts: Parts, habit: Habit) -> str:
    lines = "\n".join((parts.covers, *(f"– {point.short}" for point in parts.points))).strip()
    blocks = (
        (0, parts.hook), (4, parts.setup), (2, lines), (3, parts.turn), (5, parts.about), (1, parts.ask),
        (0, _link(parts, habit)), (1, _tags(parts, habit)),
    )
    return _fitted(blocks, habit, _aim(parts, habit), keep=0)


def _brief(parts: Parts, habit: Habit) -> str:
    points = "\n".join(f"– {point.short}" for point in parts.points)
    pieces = {
        "hook": parts.hook, "turn": parts.turn, "points": points, "ask": parts.ask, "link": _link(parts, habit),
        "tags": _tags(parts, habit),
    }
    kept = {"hook", "link"}
    for name in ("ask", "turn", "tags", "points"):
        tried = _joined([(0, text) for each, text in pieces.items() if each in kept | {name}])
        if habit.cost(tried) <= habit.aim:
            kept.add(name)
    return _fitted([(0, text) for each, text in pieces.items() if each in kept], habit, habit.limit, keep=0)


def _story(parts: Parts, habit: Habit) -> str:
    return _fitted(((0, parts.hook), (1, parts.ask)), habit, 200, keep=0)


SHAPES: dict[str, Callable[[Parts, Habit], str]] = {
    "essay": _essay, "article": _article, "caption": _caption, "description": _description, "brief": _brief, "story": _story,
}


def _aim(parts: Parts, habit: Habit) -> int:
    return int(habit.aim * SHORTER) if parts.short else habit.aim


def _link(parts: Parts, habit: Habit) -> str:
    return parts.link if habit.link_in_text else ""


def _tags(parts: Parts, habit: Habit) -> str:
    return " ".join(parts.hashtags[: habit.hashtags])


def _joined(blocks: Sequence[Block]) -> str:
    return "\n\n".join(text for _, text in blocks if text)


def _fitted(blocks: Sequence[Block], habit: Habit, aim: int, *, keep: int) -> str:
    """The blocks joined; those with the highest rank above `keep` go first until the text is at most `aim` long."""
    left = [block for block in blocks if block[1]]
    while habit.cost(_joined(left)) > aim:
        rank = max((each[0] for each in left), default=0)
        if rank <= keep:
            break
        last = max(place for place, each in enumerate(left) if each[0] == rank)
        del left[last]
    text = _joined(left)
    room = habit.limit
    while habit.cost(text) > habit.limit and room > 1 and keep == 0:
        room -= 20
        text = _joined([(left[0][0], shortened(left[0][1], max(room, 2))), *left[1:]])
    return text
