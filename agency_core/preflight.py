"""What must hold before the agency can start, checked with nothing but the standard library.

The syntax stays within Python 3.8 and nothing else of the product is imported, so that an interpreter that is too
old can still say so. `make run` calls it as a program; the launcher calls `stop_if_unfit` for every other way to start.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

OLDEST = (3, 11)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TLS_FILES = ("AGENCY_TLS_CERT", "AGENCY_TLS_KEY")
YES = ("true", "1", "yes", "on")
PORTS_TO_TRY = 50


class Problem(NamedTuple):
    """Something that stops the start, and what to do about it."""

    what: str
    remedy: str

    def __str__(self) -> str:
        """Both, on a line each."""
        return f"{self.what}\n  -> {self.remedy}"


def python_problem(version: tuple[int, ...]) -> Problem | None:
    """What is wrong with an interpreter of this version, None when nothing is."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return Problem(
        f"Python {'.'.join(map(str, version[:3]))} is too old; the agency needs 3.11 or newer.",
        "Install it (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python; "
        "others: https://www.python.org/downloads/), or name one: make run PYTHON=/path/to/python3.12",
    )


def venv_problem(modules: Sequence[str] = ("venv", "ensurepip")) -> Problem | None:
    """Whether this interpreter cannot create a virtual environment; Debian ships that part separately."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if not missing:
        return None
    own = "python{}.{}-venv".format(*sys.version_info[:2])
    return Problem(
        f"{sys.executable} cannot create a virtual environment: {' and '.join(missing)} missing.",
        f"Debian, Ubuntu: sudo apt install python3-venv (or {own}); "
        "elsewhere name another Python: make run PYTHON=/path/to/python3.12",
    )


def address_problem(host: str, environ: Mapping[str, str] = {}) -> Problem | None:
    """Refuse to listen where other machines could connect and others read along: without TLS here or in a proxy in front."""
    is_behind = environ.get("AGENCY_BEHIND_PROXY", "").lower() in YES
    if host in LOOPBACK or is_behind or all(environ.get(name) for name in TLS_FILES):
        return None
    return Problem(
        f"Without TLS the agency does not listen on {host}, where others could read along.",
        "Leave AGENCY_HOST and --server.address at 127.0.0.1; or name a certificate (AGENCY_TLS_CERT, AGENCY_TLS_KEY), or say "
        "that a proxy with TLS stands in front (AGENCY_BEHIND_PROXY=true). docs/https.md has both.",
    )


def tls_problem(environ: Mapping[str, str]) -> Problem | None:
    """What is wrong with the files of TLS, None when there are none or they can be read."""
    named = [environ.get(name) or "" for name in TLS_FILES]
    if not any(named):
        return None
    for name, file in zip(TLS_FILES, named):  # noqa: B905 - an interpreter that is too old has no strict
        if not file or not os.access(file, os.R_OK):
            what = f"{name} names no file that can be read: {file}." if file else f"{name} is not set, the other file of TLS is."
            return Problem(what, "Name the certificate in AGENCY_TLS_CERT and its key in AGENCY_TLS_KEY, or neither.")
    return None


def port_problem(host: str, port: str) -> Problem | None:
    """What is wrong with a port, None when it can be listened on; a taken one names the next that is free."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return Problem(f"{port!r} is not a port.", "Use a number from 1 to 65535: make run PORT=8502")
    failure = _bind(host, int(port))
    if failure is None:
        return None
    if isinstance(failure, PermissionError):
        return Problem(f"Port {port} is reserved by the system.", "Use one from 1024 on: make run PORT=8502")
    free = next((p for p in range(int(port) + 1, min(int(port) + PORTS_TO_TRY, 65536)) if _bind(host, p) is None), 8502)
    return Problem(
        f"Port {port} on {host} is taken, perhaps by an agency that runs already: look at http://{host}:{port}",
        f"Stop what listens there, or use another port: make run PORT={free} "
        f"(without make: streamlit run app.py --server.port {free})",
    )


def folder_problem(folder: Path) -> Problem | None:
    """What is wrong with the data folder, None when files can be written there; it is made when absent."""
    place = folder.absolute()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=str(place)) as probe:
            probe.write(b"agency")
            probe.flush()
    except OSError as failure:
        return Problem(
            f"The data folder {place} cannot be written: {failure.strerror or failure}.",
            f"Give yourself the right to write there (sudo chown -R $USER '{place}'), free some space, "
            "or use another folder: AGENCY_DATA=/some/folder make run",
        )
    return None


def problems(environ: Mapping[str, str], *, listen: bool) -> Sequence[Problem]:
    """Everything that would stop a start under these environment variables, the first to solve first.

    Args:
        environ: AGENCY_HOST, AGENCY_PORT and AGENCY_DATA are read; each has the default of the settings.
        listen: whether the port still has to be free; False once this process itself listens on it.
    """
    python = python_problem(sys.version_info[:3])
    if python:
        return [python]
    host = environ.get("AGENCY_HOST") or "127.0.0.1"
    address = address_problem(host, environ)
    found = [
        address,
        tls_problem(environ),
        port_problem(host, environ.get("AGENCY_PORT") or "8501") if listen and not address else None,
        folder_problem(Path(environ.get("AGENCY_DATA") or "data")),
    ]
    return [problem for problem in found if problem]


def stop_if_unfit(environ: Mapping[str, str], *, listen: bool = False) -> None:
    """Leave the process when the agency cannot start.

    Raises:
        SystemExit: with every problem and its remedy as the text.
    """
    found = problems(environ, listen=listen)
    if found:
        raise SystemExit("\n".join(["", "The agency cannot start.", *map(str, found), ""]))


def _bind(host: str, port: int) -> OSError | None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name == "posix":  # as servers do: TIME_WAIT counts as free; on Windows the flag would steal
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as failure:
        return failure
    return None


def main(arguments: Sequence[str]) -> None:
    """Check what comes before `venv`, the creation of a virtual environment, or before a start."""
    if list(arguments) == ["venv"]:
        found = python_problem(sys.version_info[:3]) or venv_problem()
        if found:
            raise SystemExit(f"\n{found}\n")
    else:
        stop_if_unfit(os.environ, listen=True)


if __name__ == "__main__":
    main(sys.argv[1:])
