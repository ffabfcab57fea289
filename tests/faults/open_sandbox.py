"""The sandbox network as a process of its own, without its checks for duplicates and quotas: what is sent twice is there twice.

Arguments: port, file, and the folder of an agency's media where it serves them in that agency's stead.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from agency_core.domain.clock import SystemClock
from agency_core.domain.media import ADDRESS
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner

MANY = 1_000_000
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


if __name__ == "__main__":
    app = opened(Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
