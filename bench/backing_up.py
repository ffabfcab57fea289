"""What a backup costs while the database is written to a hundred times a second, and how long a drill with it takes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from agency_core.domain.actor import LOCAL_OWNER
from bench.values import Value, percentile
from tests.faults.busy_backup import Writers, filled

MEGABYTES = 80


def measure() -> list[Value]:
    """Seconds of a backup and a drill, and how long writers waited meanwhile."""
    with tempfile.TemporaryDirectory() as place:
        agency = filled(Path(place) / "data", MEGABYTES)
        size = agency.db.file.stat().st_size / 1e6
        with Writers(agency) as writers:
            time.sleep(2)
            calm = len(writers.waits)
            begun = time.perf_counter()
            file = agency.keeping.backups.make(LOCAL_OWNER)
            took = time.perf_counter() - begun
            packed = file.stat().st_size / 1e6
        begun = time.perf_counter()
        agency.keeping.backups.drill(LOCAL_OWNER)
        drilled = time.perf_counter() - begun
        agency.publish.stop()
        agency.db.close()
    waits = [1000 * each for each in writers.waits[calm:]]
    return [
        Value(f"Backup of a database of {size:.0f} MB ({packed:.0f} MB packed), verified", took, "s"),
        Value("Writes a second meanwhile", len(waits) / took, "/s"),
        Value("Longest wait of a writer meanwhile", max(waits), "ms", bar=250),
        Value("p99 of the waits meanwhile", percentile(waits, 0.99), "ms"),
        Value("Restore drill of it", drilled, "s"),
    ]
