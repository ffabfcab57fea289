"""An export of a million rows: checked, kept without doubles and added up, against tools that only copy it.

Run as a program (`python -m bench.importing FOLDER FILE TIMES`) it is the import itself, in a process whose time is counted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from bench.many_posts import CLIENT, MAPPING, csv_file, opened
from bench.values import Value
from tests.house.tree import ROOT

ROWS = 1_000_000
PANDAS = """
import sys, pandas, sqlalchemy
engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[2])
pandas.read_csv(sys.argv[1]).to_sql("counts", engine, index=False)
"""


def measure() -> list[Value]:
    """CPU of the import, of the same import again, and of the two baselines, all of the same file."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as name:
        place = Path(name)
        file = csv_file(place, ROWS)
        shell = _cpu_of(["sqlite3", str(place / "shell.sqlite3"), "-cmd", ".mode csv", f".import '{file}' counts"])
        pandas = _cpu_of([sys.executable, "-c", PANDAS, str(file), str(place / "pandas.sqlite3")])
        first, again = _ours(place, file)
    return [
        Value(f"sqlite3 shell, .import of {ROWS:,} rows without any check, CPU", shell, "s"),
        Value("pandas.to_sql through SQLAlchemy, CPU", pandas, "s"),
        Value("our import: checked, no doubles, rollups kept, CPU", first["cpu"], "s"),
        Value("the same, wall time", first["wall"], "s"),
        Value("the same, largest memory of engine and reader together", first["memory"], "MB"),
        Value("our import against the shell", first["cpu"] / shell, "times", 2.5),
        Value("our import against pandas.to_sql", first["cpu"] / pandas, "times", 0.35),
        Value("the same file again, against the first import", again["cpu"] / first["cpu"], "times", 1.0),
        Value("rows added by the second import", again["added"], "rows", 1),
    ]


def _cpu_of(command: list[str]) -> float:
    before = _children()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ours(place: Path, file: Path) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.importing", str(place), str(file), "2"], check=True, stdout=subprocess.PIPE, cwd=ROOT,
    )
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    assert found[0]["added"] == ROWS, found
    return found


def main(folder: str, file: str, times: str) -> None:
    """Import the file so many times and tell what each import took."""
    found = []
    with opened(Path(folder)) as agency:
        agency.clients.create(LOCAL_OWNER, new=NewClient("Many", id=CLIENT, connect_sandbox=False))
        for _ in range(int(times)):
            with Path(file).open("rb") as source:
                chunks = iter(lambda: source.read(1 << 20), b"")
                upload = agency.uploads.receive(LOCAL_OWNER, CLIENT, filename="counts.csv", chunks=chunks)
            agency.uploads.start(LOCAL_OWNER, upload.upload_id, mapping=MAPPING)
            used, began = _own() + _children(), time.monotonic()
            agency.uploads.run_queued()
            taken, wall = _own() + _children() - used, time.monotonic() - began
            view = agency.uploads.get(LOCAL_OWNER, upload.upload_id)
            assert (view.status, view.rows_rejected) == ("imported", 0), view
            found.append({"cpu": taken, "wall": wall, "added": view.rows_added, "memory": _memory()})
    sys.stdout.write(json.dumps(found))


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory() -> float:
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
