"""The keyless writer: it composes a draft from the client's own words and a persona's lines, and invents no facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agency_core.agents.base import Facts, Proposal, Request
from agency_core.agents.brand import banned_tag
from agency_core.agents.briefed import BRIEFED
from agency_core.agents.habits import HABITS
from agency_core.agents.layout import Parts, laid_out
from agency_core.agents.tone import register
from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.wording import Wording, rank, shortened, shuffled, wording
from agency_core.domain.client import Brief
from agency_core.domain.content import ContentType
from agency_core.domain.platform import LABELS
from agency_core.errors import Invalid

COUNTS = ("none", "one", "two", "three", "four", "five", "six")
MOST_POINTS = 6
LONGEST_TITLE = 90
LONGEST_TOPIC = 80
LONGEST_ABOUT = 280
OPINION_FIRST = 96
"""Of 256 pieces, about so many put the opinion before the list."""


@dataclass(frozen=True)
class Writer:
    """A persona that writes with its voice's own lines."""

    voice: Voice

    def propose(self, request: Request, brief: Brief, facts: Facts) -> Proposal:
        """Write what is asked for; the same request, brief and facts give the same words.

        Raises:
            Invalid: the topic or the asker's own words hold a banned word, or the ban leaves no line to write with.
        """
        words = wording(request.topic, request.seed, brief, facts.recent_texts)
        _refuse_banned(words, request)
        angle, title, parts = self._composed(words, request, brief, facts)
        texts = {
            name.value: laid_out(_learned(parts, facts, name.value), HABITS[name], request.content_type)
            for name in request.platforms
        }
        first = request.platforms[0].value
        others = {name: text for name, text in texts.items() if name != first and text != texts[first]}
        return Proposal(
            title=title, body=texts[first], content_type=request.content_type, platforms=request.platforms, variants=others,
            link=parts.link, why=_why(self.voice, angle, request, facts), topic=_topic(request.topic, brief),
        )

    def _composed(self, words: Wording, request: Request, brief: Brief, facts: Facts) -> tuple[Angle, str, Parts]:
        angles = [BRIEFED] if request.points else shuffled(words.seed, "angle", self.voice.angles)
        for angle in sorted(angles, key=lambda each: _familiar(words, each)):
            points = _points(words, request, angle)
            count = COUNTS[len(points)]
            hooks = _opened(words.usable(angle.hooks, "hook", count=count), request, facts)
            asks = [request.call_to_action] if request.call_to_action else words.usable(angle.asks, "ask", count=count)
            if points and hooks and asks:
                titles = [line for line in words.usable(angle.titles, "title", count=count) if len(line) <= LONGEST_TITLE]
                parts = replace(
                    self._parts(words, request, brief, facts), hook=_with_subtitle(hooks[0], words), points=points, ask=asks[0],
                    setup=_first(words.usable(angle.setups, "setup", count=count)),
                    turn=_first(words.usable(angle.turns, "turn", count=count)),
                )
                return angle, _first(titles) or shortened(hooks[0], LONGEST_TITLE), parts
        raise Invalid(
            "The brief bans words without which this persona has nothing to say.", field="banned_words",
            remedy="Take everyday words off the list, or write this piece by hand.",
        )

    def _parts(self, words: Wording, request: Request, brief: Brief, facts: Facts) -> Parts:
        tone = register(brief.tone)
        about = _about(brief.about, facts.client_name)
        introduced = words.usable(self.voice.introduces, "about", about=about) if about else []
        covers = words.usable(("In this video:", "What it covers:"), "covers")
        return Parts(
            hook="", setup="", about=_first(introduced), points=(), turn="", ask="", covers=_first(covers),
            link=request.link or brief.link, hashtags=_hashtags(words, request, brief)[: self.voice.hashtags],
            marks=tuple(shuffled(words.seed, "marks", self.voice.emoji)) if tone.emoji else (), short=tone.short,
            opinion_first=rank(words.seed, "order", 0)[0] < OPINION_FIRST,
        )


def _refuse_banned(words: Wording, request: Request) -> None:
    own = {"topic": (request.topic,), "key_points": request.points, "call_to_action": (request.call_to_action,)}
    for field, texts in own.items():
        for text in texts:
            if words.bans(text):
                raise Invalid(
                    f"{field} holds a word that the brief bans: {shortened(text, 80)!r}.", field=field,
                    remedy="Say it with other words, or take the word off the brief's list.",
                )


def _with_subtitle(hook: str, words: Wording) -> str:
    subtitle = words.fill("{subtitle}")
    return f"{hook}\n{subtitle}" if subtitle else hook


def _familiar(words: Wording, angle: Angle) -> int:
    lines = [words.fill(line) for line in (*angle.setups, *angle.turns, *angle.asks)]
    return sum(words.known(line) for line in lines if line)


def _points(words: Wording, request: Request, angle: Angle) -> tuple[Point, ...]:
    if request.points:
        return tuple(Point(text) for text in request.points[:MOST_POINTS])
    filled = [Point(words.fill(point.short), words.fill(point.more)) for point in angle.points]
    usable = [point for point in filled if point.short]
    fresh = sorted(shuffled(words.seed, "points", usable), key=lambda point: words.known(point.short))[: angle.keeps]
    return tuple(point for point in usable if point in fresh) if len(fresh) > 1 else ()


def _opened(hooks: Sequence[str], request: Request, facts: Facts) -> list[str]:
    lesson = facts.lesson("opening", request.platforms[0].value)
    if lesson is None:
        return list(hooks)
    asks = lesson.value == "question"
    return sorted(hooks, key=lambda hook: hook.endswith("?") != asks)


def _learned(parts: Parts, facts: Facts, platform: str) -> Parts:
    lesson = facts.lesson("length", platform)
    return parts if lesson is None else replace(parts, short=lesson.value == "short")


def _about(about: str, client_name: str) -> str:
    """The client's own description as one or two sentences; a bare description gets the client's name before it."""
    said = " ".join(about.split())
    if not said:
        return ""
    if len(said) > LONGEST_ABOUT:
        said = re.split(r"(?<=[.!?])\s", said, maxsplit=1)[0]
    if re.match(r"(?:an?|the)\s", said, re.IGNORECASE) and client_name and client_name.lower() not in said.lower():
        said = f"{client_name}, {said[0].lower()}{said[1:]}"
    said = shortened(said, LONGEST_ABOUT)
    return said if said[-1] in ".!?…" else f"{said}."


def _hashtags(words: Wording, request: Request, brief: Brief) -> tuple[str, ...]:
    topic = words.slots["topic"] if len(words.slots["topic"].split()) <= 3 else ""
    named = [request.campaign, *shuffled(words.seed, "hashtags", brief.hashtags), topic]
    tags = dict.fromkeys(_tag(each) for each in named)
    return tuple(tag for tag in tags if tag and not banned_tag(brief, tag))


def _tag(words: str) -> str:
    pieces = re.findall(r"\w+", words)
    if len(pieces) > 1:
        pieces = [piece[:1].upper() + piece[1:] for piece in pieces]
    joined = "".join(pieces)
    return f"#{joined}" if 1 < len(joined) <= 30 and not joined.isdecimal() else ""


def _first(lines: Sequence[str]) -> str:
    return lines[0] if lines else ""


def _topic(asked: str, brief: Brief) -> str:
    """The brief's own spelling of what was asked for, or of what it speaks of; short words that the brief lacks stand alone."""
    folded = " ".join(asked.split()).casefold()
    same = [each for each in brief.topics if each.casefold() == folded]
    if same:
        return same[0]
    if len(folded) <= LONGEST_TOPIC:
        return " ".join(asked.split())
    return next((each for each in brief.topics if re.search(rf"\b{re.escape(each.casefold())}\b", folded)), "")


def _why(voice: Voice, angle: Angle, request: Request, facts: Facts) -> str:
    networks = ", ".join(LABELS[name] for name in request.platforms)
    said = [f"{voice.promise} Angle: {angle.name}. Topic: {request.topic}. For {networks}."]
    if request.campaign:
        said.append(f"Campaign: {request.campaign}.")
    if request.content_type is not ContentType.TEXT_POST and not request.media:
        said.append(f"To show: {angle.picture}")
    used = [each.claim for each in facts.lessons if each.claim and each.platform in {"", request.platforms[0].value}]
    if used:
        said.append(f"Written by what was learned: {used[0]}")
    return " ".join((*said, *request.changed))
