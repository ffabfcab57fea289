"""What other programs sign in with: tokens of agents, personal keys, and the short-lived tokens that they give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from agency_core.domain.person import Purpose, TokenView

MOST_DAYS = 365
USUAL_DAYS = 90
"""Every token ends: after so many days when nothing else is said, and never later than the most."""
MOST_OVERLAP = timedelta(days=7)
MOST_LIVE = 20
"""Tokens that one agent or person has at a time."""
PREFIXES = {Purpose.AGENT: "ag", Purpose.PERSONAL: "pk", Purpose.REFRESH: "rt"}
_CREDENTIAL = re.compile(r"(ag|pk|rt)_([0-9a-z]{26})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Credential:
    """A token as it is shown once: what for, which, and the secret."""

    purpose: Purpose
    id: str
    secret: str

    @classmethod
    def read(cls, text: str) -> Credential | None:
        """The parts of a token; None when it has not the form of one."""
        found = _CREDENTIAL.fullmatch(text)
        if found is None:
            return None
        purpose = next(purpose for purpose, prefix in PREFIXES.items() if prefix == found[1])
        return cls(purpose, found[2], found[3])

    def text(self) -> str:
        """All of it."""
        return f"{PREFIXES[self.purpose]}_{self.id}.{self.secret}"


@dataclass(frozen=True)
class NewToken:
    """What a token is to be: whose (`agent_id`; empty: a key of whoever asks), for what, for how many days."""

    name: str
    scopes: tuple[str, ...] = ()
    days: int = USUAL_DAYS
    agent_id: str = ""


@dataclass(frozen=True)
class MadeToken(TokenView):
    """A token that was made just now. `token` is shown this once and kept nowhere."""

    token: str


@dataclass(frozen=True)
class Granted:
    """A token for the next minutes, and one that brings the next; the latter is good once."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_until: datetime
