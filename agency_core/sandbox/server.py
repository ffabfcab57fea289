"""The sandbox as a server of its own."""

from __future__ import annotations

from pathlib import Path

from agency_core.domain.clock import SystemClock
from agency_core.sandbox.app import LOOPBACK, sandbox_app


def serve(host: str, port: int, store_file: Path, *, media_hosts: frozenset[str] = LOOPBACK) -> None:
    """Answer on `host:port` until interrupted; each network lies under `/<platform>`."""
    import uvicorn

    app = sandbox_app(store_file, SystemClock(), media_hosts=media_hosts)
    uvicorn.run(app, host=host, port=port, log_level="warning")
