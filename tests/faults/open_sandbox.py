"""The sandbox network as a process of its own, without its checks for duplicates and quotas: what is sent twice is there twice.

Arguments: port, file, the folder of an agency's media where it serves them in that agency's stead, milliseconds that every call
takes, and a profile whose calls take 30 seconds.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from agency_core.domain.clock import SystemClock
from agency_core.domain.media import ADDRESS
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner

MANY = 1_000_000
LONG = 29.0
"""Seconds: less than the deadline of a call."""
OPEN = Manner(
    duplicate_window=timedelta(0), daily_posts=MANY, calls_times=MANY, window_posts=MANY, ready_after=timedelta(seconds=1)
)


def opened(file: Path, media: Path | None) -> Starlette:
    """The networks, and the media beside them."""
    network = sandbox_app(file, SystemClock(), manner=OPEN)
    if media is None:
        return network
    media.mkdir(parents=True, exist_ok=True)
    return Starlette(routes=[Mount(ADDRESS, StaticFiles(directory=media)), Mount("/", network)])


class Slow:
    """An application that takes its time."""

    def __init__(self, app: ASGIApp, seconds: float, slowest: str) -> None:
        """Every call to `app` takes `seconds`, those in the name of the profile `slowest` much longer."""
        self._app = app
        self._seconds = seconds
        self._slowest = f".{slowest}." if slowest else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then pass the call on."""
        if scope["type"] == "http":
            said = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
            await asyncio.sleep(LONG if self._slowest and self._slowest in said else self._seconds)
        await self._app(scope, receive, send)


if __name__ == "__main__":
    given = [*sys.argv[1:], *("", "", "")][:5]
    app: ASGIApp = opened(Path(given[1]), Path(given[2]) if given[2] else None)
    if given[3]:
        app = Slow(app, int(given[3]) / 1000, given[4])
    uvicorn.run(app, host="127.0.0.1", port=int(given[0]), access_log=False, log_level="warning")
