"""What strangers may ask for. Everything that is not named here needs a session or a token."""

from __future__ import annotations

from agency_core.api.pages.routes import PUBLIC_PATHS

PATHS = PUBLIC_PATHS | {"/_stcore/health", "/api/system/health", "/api/token"}
"""Signing in, whether the agency lives, and the exchange of a token for a short-lived one."""
BENEATH = ("/r/",)
"""What carries a proof of its own in its address: the reviews of clients."""


def is_public(path: str) -> bool:
    """Whether strangers may ask for this."""
    return path in PATHS or path.startswith(BENEATH)


def told(path: str) -> str:
    """A path as a log may tell it: without the proof that stands in it."""
    return next((f"{each}..." for each in BENEATH if path.startswith(each)), path)
