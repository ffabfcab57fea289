"""Weather: which call of a simulated week goes wrong, and how. The same seed gives the same weather."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agency_core.domain.clock import Clock
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rehearsal import Weather
from agency_core.sandbox.exchange import Incoming, Line
from agency_core.sandbox.faults import Fault, FaultKind

FLAKY_SHARE = 0.03
_K = FaultKind
_FLAKY = (_K.REFUSE, _K.ERROR_BEFORE, _K.ERROR_AFTER, _K.TIMEOUT_AFTER, _K.BAD_JSON, _K.NO_ID, _K.SLOW_PROCESSING)
LONG, SHORT, PAUSE = timedelta(hours=6), timedelta(minutes=45), timedelta(minutes=30)
WINDOWS = 6
EARLY = 0.7
"""Of its deliveries those before one of which a login ends, so that what follows is seen too."""
_TOKEN = re.compile(r"sandbox\.[a-z]+\.\d+")


@dataclass(frozen=True)
class Spell:
    """A time in which every call to a platform goes wrong in one way."""

    platform: str
    begins: datetime
    ends: datetime
    kind: FaultKind
    tells: str


@dataclass(frozen=True)
class Coming:
    """What a weather is made for: the busy moments of each platform, and the profiles that are acted for there."""

    starts_at: datetime
    ends_at: datetime
    moments: Mapping[str, list[datetime]]
    profiles: list[str]
    """The busiest first, as a token names them: `sandbox.<platform>.<profile id>`."""


class Sky:
    """What goes wrong, asked call by call."""

    def __init__(self, weather: Weather, seed: int, coming: Coming, clock: Clock) -> None:
        """The weather of one week."""
        self._weather = weather
        self._seed = seed
        self._clock = clock
        self._seen: Counter[str] = Counter()
        dice = random.Random(seed)  # noqa: S311 - weather, not secrets
        self.spells = _spells(weather, coming, dice)
        self._ending = _endings(coming, dice) if weather is Weather.TOKEN_EXPIRY else {}
        self.hits: Counter[tuple[str, str]] = Counter()

    def doom(self, line: Line, call: Incoming) -> Fault | None:
        """What goes wrong with this call; None: nothing."""
        fault = self._fault(line, call)
        if fault is not None:
            self.hits[line.platform, fault.kind] += 1
        return fault

    def _fault(self, line: Line, call: Incoming) -> Fault | None:
        now = self._clock.now()
        for spell in self.spells:
            if spell.platform == line.platform and spell.begins <= now < spell.ends:
                return Fault(line.platform, line.route, spell.kind, 1, (spell.ends - now).total_seconds())
        if self._weather is Weather.FLAKY:
            return self._stumble(line, call)
        return self._ended(line, call, now) if self._ending else None

    def _stumble(self, line: Line, call: Incoming) -> Fault | None:
        """Drawn by the call itself and how often it came, so that the order of threads changes nothing."""
        key = f"{line.method}{call.path}{call.query}{len(call.body)}{_profile(call)}"
        self._seen[key] += 1
        dice = random.Random(f"{self._seed}{key}{self._seen[key]}")  # noqa: S311 - likewise
        return Fault(line.platform, line.route, dice.choice(_FLAKY)) if dice.random() < FLAKY_SHARE else None

    def _ended(self, line: Line, call: Incoming, now: datetime) -> Fault | None:
        profile = _profile(call)
        at, kind = self._ending.get(profile, (now + LONG, _K.EXPIRE_TOKEN))
        if line.route == "refresh" or at > now:
            return None
        del self._ending[profile]
        return Fault(line.platform, line.route, kind)


def _profile(call: Incoming) -> str:
    found = _TOKEN.search(f"{call.headers.get('authorization', '')} {call.query} {call.body[:4000].decode('latin-1')}")
    return found[0] if found else ""


def _spells(weather: Weather, coming: Coming, dice: random.Random) -> list[Spell]:
    busy = sorted(coming.moments, key=lambda name: -len(coming.moments[name]))
    if weather is Weather.OUTAGE and busy:
        first, other = busy[0], busy[-1]
        down = _spell(first, _middle(coming.moments[first]) - LONG / 2, LONG, _K.ERROR_BEFORE, "is down")
        lost = _spell(other, dice.choice(coming.moments[other]) - SHORT / 3, SHORT, _K.ERROR_AFTER, "loses its answers")
        return [down, lost] if other != first else [down]
    if weather is Weather.RATE_LIMITED:
        return [
            _spell(name, dice.choice(coming.moments[name]) - PAUSE / 3, PAUSE, _K.RATE_LIMIT, "takes no more calls")
            for name in busy for _ in range(WINDOWS)
        ]
    return []


def _spell(name: str, begins: datetime, span: timedelta, kind: FaultKind, tells: str) -> Spell:
    return Spell(name, begins, begins + span, kind, f"{LABELS[Platform(name)]} {tells}.")


def _middle(moments: list[datetime]) -> datetime:
    return sorted(moments)[len(moments) // 2]


def _endings(coming: Coming, dice: random.Random) -> dict[str, tuple[datetime, FaultKind]]:
    """When each login ends: before one of the deliveries of its platform, so that it shows; the first profile's for good."""
    ends = {}
    for place, profile in enumerate(coming.profiles):
        moments = sorted(coming.moments[profile.split(".")[1]])
        early = moments[: max(1, round(EARLY * len(moments)))]
        ends[profile] = (dice.choice(early) - timedelta(seconds=1), _K.EXPIRE_TOKEN if place else _K.REVOKE_TOKEN)
    return ends
