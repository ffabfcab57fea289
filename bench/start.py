"""From a fresh copy to the first page: `make run`, with a warm package cache."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.desk import browser, free_port, opened
from bench.values import Value
from tests.faults.processes import Api, until
from tests.house.tree import ROOT

PATIENCE = 600
LEFT_OUT = shutil.ignore_patterns(".*cache", ".git", ".venv", ".hypothesis", "__pycache__", "data")


def measure() -> list[Value]:
    """Seconds until a browser shows the first page: twice fresh, the first of which fills the cache, and once installed."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        first, second = Path(place) / "first", Path(place) / "second"
        shutil.copytree(ROOT, first, ignore=LEFT_OUT)
        shutil.copytree(first, second)
        cold = _first_page(first)
        used = _children()
        warm = _first_page(second)
        used = _children() - used
        again = _first_page(second)
    return [
        Value("make run on a fresh copy, to the first page, caches as they were", cold, "s"),
        Value("make run on a fresh copy, to the first page, warm package cache", warm, "s", 60),
        Value("the same, CPU of everything that took part", used, "s"),
        Value("make run once installed, to the first page", again, "s"),
    ]


def _children() -> float:
    """Seconds of processor time that processes started from here have used, once they ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_page(folder: Path) -> float:
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AGENCY_", "VIRTUAL_ENV"))}
    began = time.monotonic()
    with (folder / "run.log").open("wb") as log:
        server = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=folder, env=clean, stdout=log, stderr=log, start_new_session=True,
        )
    try:
        api = Api(port)
        until(lambda: api.status(), PATIENCE, "it does not start", said=(folder / "run.log").read_text, every=0.2)
        with browser() as chromium:
            opened(chromium, api, "Welcome")
        return time.monotonic() - began
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
