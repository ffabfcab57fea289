"""What is installed, how it starts and how it is configured."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest

from tests.house.tree import ROOT

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def _requirements(file: str) -> list[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def _make(*arguments: str) -> str:
    done = subprocess.run(["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def _config() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("requirement", _requirements("requirements.txt"))
def test_a_requirement_has_a_lowest_and_an_end(requirement):
    ends = r"(,<[\d.]+)" if not requirement.startswith("tzdata") else ""  # tzdata is data: newer is always better
    assert re.fullmatch(rf"[a-z0-9-]+(\[[a-z,]+\])?>=[\d.]+{ends}", requirement)


def test_the_tests_need_no_package_of_the_product_twice():
    files = ("requirements.txt", "requirements-dev.txt")
    runs, tests = ({re.split("[>=<]", line)[0] for line in _requirements(file)} for file in files)
    assert runs & tests == set()


@needs_make
@pytest.mark.parametrize(("arguments", "port"), [(["PORT=5000"], "5000"), (["AGENCY_PORT=5001"], "5001"), ([], "8501")])
def test_make_run_tells_its_port_to_server_and_application(arguments, port, monkeypatch):
    for variable in ("PORT", "AGENCY_PORT", "AGENCY_HOST"):
        monkeypatch.delenv(variable, raising=False)
    assert _make("-n", "run", *arguments).splitlines()[-1] == (
        f"AGENCY_PORT={port} AGENCY_HOST=127.0.0.1 exec .venv/bin/python -m streamlit run app.py "
        f"--server.port {port} --server.address 127.0.0.1"
    )


@needs_make
def test_make_alone_lists_every_target():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.findall(r"^  make ([a-z]+)\t", _make(), re.MULTILINE)
    assert sorted(listed) == sorted(targets)


def test_the_server_listens_only_on_this_machine():
    server = _config()["server"]
    assert (server["address"], server["allowedHosts"]) == ("127.0.0.1", ["127.0.0.1", "localhost", "::1"])


def test_no_garbage_is_collected_after_each_run_of_a_page():
    assert _config()["runner"] == {"postScriptGC": False, "magicEnabled": False}


def test_static_files_have_their_folder():
    assert _config()["server"]["enableStaticServing"] is (ROOT / "agency_core" / "ui" / "static").is_dir()


def test_errors_reach_the_browser_without_their_text():
    assert _config()["client"]["showErrorDetails"] == "type"
