"""Runs the measurements, prints a table and keeps it; leaves with 1 when a bar is broken.

Arguments: names of measurements, all when none is given.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bench import (
    alerting,
    analytics_page,
    backing_up,
    dashboards,
    draining,
    encryption,
    gating,
    idle,
    importing,
    lateness,
    listing,
    load,
    start,
    uploading,
    viewers,
)
from bench.values import Value, table
from tests.house.tree import ROOT

RESULTS = ROOT / "bench" / "results"
MEASUREMENTS: dict[str, Callable[[], list[Value]]] = {
    "listing": listing.measure,
    "idle": idle.measure,
    "viewers": viewers.measure,
    "draining": draining.measure,
    "lateness": lateness.measure,
    "load": load.measure,
    "start": start.measure,
    "importing": importing.measure,
    "dashboards": dashboards.measure,
    "analytics_page": analytics_page.measure,
    "uploading": uploading.measure,
    "alerting": alerting.measure,
    "backing_up": backing_up.measure,
    "encryption": encryption.measure,
    "gating": gating.measure,
}


def main(names: Sequence[str]) -> int:
    """Measure what is named; 0 when every bar holds."""
    unknown = set(names) - set(MEASUREMENTS)
    if unknown:
        print(f"No such measurement: {', '.join(sorted(unknown))}. There are: {', '.join(MEASUREMENTS)}.")
        return 2
    values: list[Value] = []
    for name in names or MEASUREMENTS:
        print(f"{name} ...", flush=True)
        found = MEASUREMENTS[name]()
        print(table(found), flush=True)
        _keep(name, found)
        values += found
    broken = [value for value in values if not value.holds]
    print(f"\n{table(values)}\n")
    print(f"Broken: {', '.join(value.what for value in broken)}" if broken else "All bars hold.")
    return 1 if broken else 0


def _keep(name: str, values: Sequence[Value]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    load = f"{os.cpu_count()} cores under a load of {os.getloadavg()[0]:.1f}"
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {platform.system()}, {load}"
    title = name.replace("_", " ").capitalize()
    (RESULTS / f"{name}.md").write_text(f"# {title}\n\n`python -m bench {name}` on {when}.\n\n{table(values)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
