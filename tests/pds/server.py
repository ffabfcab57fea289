"""The real Bluesky server: installed from npm into a cache folder, once, and started on free ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tests.pds.node import Node, Unavailable, find_node, run

PACKAGES = ("@atproto/pds@0.5.35", "@did-plc/server@0.0.1")
LAUNCHER = Path(__file__).with_name("run.mjs")
START_SECONDS = 90


def cache_folder() -> Path:
    """Where the server is kept between runs, outside of the sources."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "agency" / PACKAGES[0].replace("/", "-").replace("@", "")


def installed(folder: Path, seconds: float) -> Node:
    """The Node that runs the server in `folder`, where it is installed unless it is there already.

    Raises:
        Unavailable: it could not be installed within `seconds`.
    """
    until = time.monotonic() + seconds
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", timeout=seconds):
            node = find_node(folder, _left(until))
            if not (folder / "ready").exists():
                _install(folder, node, until)
            return node
    except Timeout:
        raise Unavailable("another run is still installing the server") from None


@contextmanager
def running(folder: Path, node: Node, data: Path) -> Iterator[str]:
    """The address of a fresh server that keeps its records in `data`; it ends with the block."""
    launcher = folder / "run.mjs"
    shutil.copyfile(LAUNCHER, launcher)
    port, directory = _free_port(), _free_port()
    command = [str(node.program), str(launcher), str(port), str(directory), str(data)]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "LOG_ENABLED": "false"}, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
        try:
            _await_ready(process, data / "log")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _install(folder: Path, node: Node, until: float) -> None:
    """Without the packages' own scripts: the one module that is compiled is compiled here, with this Node's headers."""
    for tool in ("make", "g++", "python3"):
        if not shutil.which(tool):
            raise Unavailable(f"the server's database module has to be compiled, and {tool} is missing")
    (folder / "package.json").write_text('{"private": true}')
    npm = [str(node.program), str(node.npm), "install", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"]
    run([*npm, *PACKAGES], _left(until), cwd=folder, env=node.environment)
    gyp = node.npm.parents[1] / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    module = folder / "node_modules" / "better-sqlite3"
    run([str(node.program), str(gyp), "rebuild", "--release"], _left(until), cwd=module, env=node.environment)
    (folder / "ready").touch()


def _await_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while "ready" not in log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")
        time.sleep(0.1)


def _left(until: float) -> float:
    return max(1.0, until - time.monotonic())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
