"""R12: database, journal, temporary files and backups show nothing of what is in them; without SQLCipher nothing starts."""

import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.operations import Change
from agency_core.errors import SetupProblem
from agency_core.settings import Settings
from agency_core.store import cipher
from agency_core.store.queries import history
from tests.house.tree import ROOT

MARKER = b"plain-text-marker-7d41"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where whatever asks for a temporary folder gets one."""
    place = tmp_path / "tmp"
    place.mkdir()
    for variable in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def written(agency, session, count):
    """So many rows with the marker, and a sort of them that does not fit into a small cache."""
    for number in range(count):
        why = f"{MARKER.decode()} {number} " + "x" * 500
        history.note(session, Change("", "setting", str(number), "", "changed", "owner", agency.clock.now(), why))
    session.flush()
    session.execute(text("SELECT why FROM history ORDER BY why DESC, id")).all()


def showing(*places: Path) -> list[str]:
    """The files in these folders that hold the marker, also within archives."""
    return sorted(file.name for place in places for file in place.rglob("*") if file.is_file() and _shows(file))


def _shows(file: Path) -> bool:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as opened:
            return any(MARKER in opened.read(name) for name in opened.namelist())
    return MARKER in file.read_bytes()


def lived(agency, places) -> list[list[str]]:
    """Write, and look while a transaction is open, after it, after a backup, and after the end."""
    found = []
    with agency.db.transaction() as session:
        written(agency, session, 3000)
        found.append(showing(*places))
    found.append(showing(*places))
    agency.keeping.backups.make(LOCAL_OWNER)
    found.append(showing(*places))
    agency.publish.stop()
    agency.db.close()
    return [*found, showing(*places)]


def test_nothing_shows_the_marker(tmp_path, clock, temporary):
    agency = make_agency(Settings(data=tmp_path / "data"), clock=clock)
    assert lived(agency, (tmp_path / "data", temporary)) == [[], [], [], []]


def test_an_open_database_shows_it_to_this_search(tmp_path, clock, temporary):
    agency = make_agency(Settings(data=tmp_path / "data", db_encryption="off"), clock=clock)
    found = lived(agency, (tmp_path / "data", temporary))
    assert [len(each) > 0 for each in found[1:]] == [True, True, True]
    assert len(found[-1]) == 2  # the database and its backup


@pytest.mark.parametrize("setting", ["on", "off"])
def test_without_sqlcipher_nothing_starts_and_nothing_is_written(tmp_path, setting):
    hidden = "import sys; sys.modules['sqlcipher3'] = None; from agency_core.cli import main; main(['doctor'])"
    variables = {
        "AGENCY_DATA": str(tmp_path / "data"), "AGENCY_DB_ENCRYPTION": setting, "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", hidden], env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "pip install" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert not (tmp_path / "data" / "agency.sqlite3").exists()


def test_a_library_that_encrypts_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlcipher3", SimpleNamespace(dbapi2=sqlite3))
    cipher.library.cache_clear()
    try:
        with pytest.raises(SetupProblem, match="does not encrypt"):
            make_agency(Settings(data=tmp_path / "data"))
    finally:
        cipher.library.cache_clear()
    assert not (tmp_path / "data" / "agency.sqlite3").exists()
