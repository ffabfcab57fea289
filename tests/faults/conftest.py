"""Whole processes, killed and started again."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.processes import Process


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Finds ports of 127.0.0.1 that nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Makes processes of the product; what still runs at the end of the test is killed."""
    made: list[Process] = []

    def make(*arguments: str, **variables: str) -> Process:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AGENCY_")}
        made.append(Process(arguments, {**clean, **variables}, tmp_path / f"process_{len(made)}.log"))
        return made[-1]

    yield make
    for process in made:
        process.kill()
        if process.failed_to_end:
            raise subprocess.SubprocessError(f"process {process.arguments} could not be killed")
