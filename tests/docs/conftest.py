"""An agency whose sandbox network is a real server, and the first five minutes of the README in its hands."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from agency_core.agency import Agency, make_agency
from agency_core.sandbox import sandbox_app
from agency_core.settings import Settings


@pytest.fixture
def sandbox_url(tmp_path, clock) -> Iterator[str]:
    """Where the sandbox network listens; it goes by the clock of the test."""
    app = Starlette(routes=[Mount("/sandbox", sandbox_app(tmp_path / "sandbox.sqlite3", clock))])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/sandbox"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def rehearsing(tmp_path, clock, empty_database, sandbox_url) -> Iterator[Agency]:
    """An empty agency on that network."""
    shutil.copytree(empty_database, tmp_path / "data")
    made = make_agency(Settings(data=tmp_path / "data", sandbox_url=sandbox_url), clock=clock)
    yield made
    made.publish.stop()
    made.db.close()
