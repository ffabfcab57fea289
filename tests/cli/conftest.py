"""Commands run in this process, on a data folder of their own."""

from __future__ import annotations

import shutil

import pytest

from agency_core import agency as hall
from agency_core.cli import main
from agency_core.settings import settings


@pytest.fixture
def folder(tmp_path, empty_database, monkeypatch):
    """The data folder of an empty agency, which commands use."""
    data = tmp_path / "data"
    shutil.copytree(empty_database, data)
    for name in ("AGENCY_ROLE", "AGENCY_HOST", "AGENCY_PORT"):
        monkeypatch.setenv(name, {"AGENCY_ROLE": "all", "AGENCY_HOST": "127.0.0.1", "AGENCY_PORT": "8501"}[name])
    monkeypatch.setenv("AGENCY_DATA", str(data))
    yield data
    settings.cache_clear()


@pytest.fixture
def run(folder, capsys):
    """Run a command: its status, what it said, and what it complained of."""

    def command(*words: str) -> tuple[int, str, str]:
        settings.cache_clear()
        hall.use(None)
        with pytest.raises(SystemExit) as end:
            main(list(words))
        if hall._current:
            hall._current[0].publish.stop()
            hall._current[0].db.close()
        hall.use(None)
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return command
