"""The check before the start says what is wrong and what to do."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agency_core import preflight
from tests.house.tree import ROOT

SOURCE = ROOT / "agency_core" / "preflight.py"
NOBODY = 65534


@contextmanager
def _listening() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@contextmanager
def _without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {"AGENCY_DATA": str(folder), "AGENCY_PORT": str(port), "AGENCY_HOST": "127.0.0.1"}


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_python_new_enough_passes(version):
    assert preflight.python_problem(version) is None


@pytest.mark.parametrize("version", [(3, 9, 18), (3, 10, 13), (2, 7, 18)])
def test_python_too_old_is_named(version):
    said = preflight.python_problem(version)
    assert said is not None
    assert said.what == f"Python {'.'.join(map(str, version))} is too old; the agency needs 3.11 or newer."


def test_the_source_can_be_read_by_an_old_python():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_says_that_it_is_too_old():
    old = next((path for minor in (8, 9, 10) if (path := shutil.which(f"python3.{minor}")) and _runs(path)), None)
    if old is None:
        pytest.skip("no Python older than 3.11 on this machine")
    done = subprocess.run([old, "-m", "agency_core.preflight"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "is too old; the agency needs 3.11 or newer." in done.stderr) == (1, True)


def _runs(path: str) -> bool:
    return subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0


def test_missing_ensurepip_names_the_package():
    said = preflight.venv_problem(("venv", "no_such_module"))
    assert said is not None
    assert said.what == f"{sys.executable} cannot create a virtual environment: no_such_module missing."
    assert "sudo apt install python3-venv" in said.remedy


def test_a_complete_python_can_create_an_environment():
    assert preflight.venv_problem(("venv", "pathlib")) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_allowed(host):
    assert preflight.address_problem(host) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "agency.example"])
def test_an_open_address_is_refused(host):
    said = preflight.address_problem(host)
    assert said is not None
    assert said.what == f"Without TLS the agency does not listen on {host}, where others could read along."


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "on"])
def test_an_open_address_behind_a_proxy_is_allowed(word):
    assert preflight.address_problem("0.0.0.0", {"AGENCY_BEHIND_PROXY": word}) is None
    assert preflight.address_problem("0.0.0.0", {"AGENCY_BEHIND_PROXY": "false"}) is not None


def test_an_open_address_with_both_files_of_tls_is_allowed(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.touch()
    key.touch()
    both = {"AGENCY_TLS_CERT": str(cert), "AGENCY_TLS_KEY": str(key)}
    assert (preflight.address_problem("0.0.0.0", both), preflight.tls_problem(both), preflight.tls_problem({})) == (None,) * 3
    one = {"AGENCY_TLS_CERT": str(cert)}
    assert preflight.address_problem("0.0.0.0", one) is not None
    assert preflight.tls_problem(one).what == "AGENCY_TLS_KEY is not set, the other file of TLS is."
    gone = {**both, "AGENCY_TLS_KEY": "/gone"}
    assert preflight.tls_problem(gone).what == "AGENCY_TLS_KEY names no file that can be read: /gone."


def test_a_taken_port_names_a_free_one():
    with _listening() as port:
        said = preflight.port_problem("127.0.0.1", str(port))
    assert said is not None
    assert said.what.startswith(f"Port {port} on 127.0.0.1 is taken")
    free = int(said.remedy.split("make run PORT=")[1].split()[0])
    assert (free > port, preflight.port_problem("127.0.0.1", str(free))) == (True, None)


def test_a_free_port_passes():
    with _listening() as port:
        pass
    assert preflight.port_problem("127.0.0.1", str(port)) is None


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", ""])
def test_what_is_no_port_is_refused(port):
    said = preflight.port_problem("127.0.0.1", port)
    assert said is not None
    assert said.what == f"{port!r} is not a port."


def test_a_data_folder_is_made(tmp_path):
    assert preflight.folder_problem(tmp_path / "new" / "data") is None
    assert list((tmp_path / "new" / "data").iterdir()) == []


def test_a_read_only_data_folder_is_named(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    data = tmp_path / "data"
    data.mkdir(mode=0o555)
    with _without_rights():
        said = preflight.folder_problem(data)
    assert said is not None
    assert said.what == f"The data folder {data} cannot be written: Permission denied."
    assert "AGENCY_DATA=/some/folder make run" in said.remedy


def test_a_file_in_the_place_of_the_data_folder_is_named(tmp_path):
    (tmp_path / "data").write_text("in the way")
    said = preflight.folder_problem(tmp_path / "data")
    assert said is not None
    assert said.what == f"The data folder {tmp_path / 'data'} cannot be written: File exists."


def test_everything_wrong_is_said_at_once(tmp_path):
    (tmp_path / "data").write_text("in the way")
    with _listening() as port:
        found = preflight.problems(_environment(tmp_path / "data", port), listen=True)
    assert [problem.what.split()[0:2] for problem in found] == [["Port", str(port)], ["The", "data"]]


def test_the_running_server_does_not_complain_of_its_own_port(tmp_path):
    with _listening() as port:
        assert list(preflight.problems(_environment(tmp_path, port), listen=False)) == []


def test_a_start_that_cannot_be_stops_with_the_remedy(tmp_path):
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(SystemExit) as stop:
        preflight.stop_if_unfit(_environment(tmp_path / "data", 8501))
    assert str(stop.value).splitlines()[1] == "The agency cannot start."


def test_a_start_that_can_be_goes_on(tmp_path):
    preflight.stop_if_unfit(_environment(tmp_path, 8501))
