"""What the brief's words about tone allow and forbid."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SOBER = frozenset({
    "formal", "professional", "serious", "sober", "restrained", "factual", "understated", "calm", "dry", "matter-of-fact",
    "institutional", "quiet",
})
_LIVELY = frozenset({
    "playful", "fun", "funny", "bold", "energetic", "cheerful", "young", "cheeky", "lively", "upbeat", "humorous",
    "witty", "youthful",
})
_SHORT = frozenset({
    "short", "concise", "brief", "terse", "crisp", "succinct", "snappy",
})
_NO_EMOJI = re.compile(r"\b(?:no|without|never|avoid|not)\b[^.;]*\bemojis?\b", re.IGNORECASE)
EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff\u2b50\u2b55]")


@dataclass(frozen=True)
class Register:
    """How loud a text may be. `sober` forbids exclamation marks and capitals for emphasis."""

    emoji: bool
    sober: bool
    short: bool
    forbids_emoji: bool


def register(tone: str) -> Register:
    """The register that a brief's tone asks for; an empty tone is plain: no emoji of our own, none forbidden."""
    words = frozenset(re.findall(r"[a-z-]+", tone.lower()))
    sober, barred = bool(words & _SOBER), bool(_NO_EMOJI.search(tone))
    lively = bool(words & _LIVELY)
    return Register(
        emoji=lively and not sober and not barred, sober=sober and not lively, short=bool(words & _SHORT),
        forbids_emoji=barred or (sober and not lively),
    )
