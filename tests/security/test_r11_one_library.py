"""R11: nothing but SQLCipher opens the database in a process of the agency, and its pool suits many threads."""

import os
import sqlite3
import subprocess
import sys
from urllib.parse import quote

import pytest
from sqlalchemy.pool import QueuePool

from agency_core.agency import make_agency
from agency_core.settings import Settings
from tests.house.tree import ROOT, imports, name, product, reaches


def spellings(file):
    """Ways to name the same file."""
    link = file.with_name("another-name")
    link.symlink_to(file)
    return [
        str(file), file, os.fsencode(file), link, os.path.relpath(file), f"file:{quote(str(file))}?mode=ro", f"file://{file}",
    ]


@pytest.mark.parametrize("which", range(7))
def test_the_second_library_is_refused_on_the_database(agency, which):
    with pytest.raises(RuntimeError, match="SQLCipher"):
        sqlite3.connect(spellings(agency.db.file)[which], uri=True)


def test_an_open_database_is_kept_too(tmp_path):
    opened = make_agency(Settings(data=tmp_path, db_encryption="off"))
    with pytest.raises(RuntimeError, match="SQLCipher"):
        sqlite3.connect(opened.db.file)
    opened.db.close()


def test_other_files_stay_open_to_it(agency, tmp_path):
    for place in (":memory:", tmp_path / "other.sqlite3"):
        sqlite3.connect(place).close()


def test_another_process_may_look_and_reads_nothing(agency):
    look = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM client')"
    said = subprocess.run([sys.executable, "-c", look, str(agency.db.file)], capture_output=True, text=True, check=False)
    assert "file is not a database" in said.stderr


def test_the_pool_is_a_queue(agency):
    assert type(agency.db.engine.pool) is QueuePool


def test_no_other_library_is_imported():
    named = {name(path): imports(path) for path in product()}
    others = ("sqlite3", "duckdb", "apsw", "pysqlite3", "aiosqlite")
    assert [path for path, found in named.items() if any(reaches(each, other) for each in found for other in others)] == []


def test_nothing_else_makes_an_engine_of_sqlite():
    makers = {name(path) for path in product() if "create_engine" in path.read_text(encoding="utf-8")}
    assert makers == {"agency_core/store/embedded.py", "agency_core/store/server.py", "agency_core/sandbox/store.py"}
    assert "agency_core" in {each.name for each in ROOT.iterdir()}
