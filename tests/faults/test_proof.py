"""The promise of the ledger, on real processes: a worker killed a thousand times, and the whole house killed ten times.

PROOF_BATCHES (20) batches of PROOF_KILLS (50) kills and PROOF_DELIVERIES (1000) deliveries, PROOF_AT_ONCE (2) at the same time.
Their results lie in PROOF_FOLDER (.proof): what ended is not run again, so that the proof can be stopped and taken up.
"""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.kills import balance, kill_while_sending, settled
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Api, until
from tests.faults.proof_report import batches, is_clean, report, total
from tests.faults.work import due, pieces, slow_network
from tests.house.tree import ROOT

KILLS = 10
DELIVERIES = 50
AT_ONCE = "5"
"""Deliveries in flight: as many as let the work last for all kills."""
RESULT = ROOT / "bench" / "results" / "proof.md"
LONGEST_RECOVERY = 30.0


def asked(name: str, usual: int) -> int:
    return int(os.environ.get(f"PROOF_{name}", usual))


@pytest.mark.proof
def test_worker_killed_a_thousand_times_doubles_and_loses_nothing():
    folder = Path(os.environ.get("PROOF_FOLDER", ROOT / ".proof"))
    size = [str(each) for each in (asked("KILLS", 50), asked("DELIVERIES", 1000), asked("SEED", 20261122), folder)]

    def run(number: int) -> int:
        return subprocess.run([sys.executable, "-m", "tests.faults.batch", str(number), *size], cwd=ROOT, check=False).returncode

    with ThreadPoolExecutor(asked("AT_ONCE", 2)) as pool:
        ends = list(pool.map(run, range(asked("BATCHES", 20))))
    results = batches(folder)
    text = report(results)
    print(f"\n{text}")  # noqa: T201 - make proof shows it
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    found = total(results)
    assert (set(ends), is_clean(found), found["tracebacks"]) == ({0}, True, 0)
    assert max(kill["recovery"] for kill in found["kills"]) < LONGEST_RECOVERY


@pytest.mark.proof
def test_ten_kills_of_the_whole_house_while_fifty_are_due_leave_fifty_posts(tmp_path, processes, free_port):
    seed = int(os.environ.get("PROOF_SEED", secrets.randbelow(1_000_000)))
    print(f"\nseed {seed} (PROOF_SEED={seed} draws the same moments again)")  # noqa: T201 - make proof shows it
    dice = random.Random(seed)
    port = free_port()
    process = processes(
        "-m", "streamlit", "run", "app.py", "--server.port", str(port),
        AGENCY_DATA=str(tmp_path / "data"), AGENCY_DELIVERY_WORKERS=AT_ONCE,
    )
    api, ledger = Api(port), LedgerFile(tmp_path / "data" / "agency.sqlite3")
    process.start()
    until(lambda: api.status() == "healthy", 90, "it does not start", said=process.said)
    wanted = pieces(DELIVERIES)
    losses = [(one.platform, dice.choice(["delay", "delay", "timeout_after"]), dice.uniform(1, 2.5)) for one in wanted]
    slow_network(api, losses, other=0.5)
    first = due(api, wanted, ahead=timedelta(seconds=10), within=timedelta(seconds=5))
    time.sleep(max(0.0, (first - datetime.now(UTC)).total_seconds()))

    kills = kill_while_sending(process, ledger, [dice.uniform(0, 3) for _ in range(KILLS)])
    states = settled(ledger, 300)

    until(lambda: api.status() == "healthy", 60, "it does not answer")
    posts, calls = api.get("/sandbox/_control/posts"), api.get("/sandbox/_control/calls")
    found = balance(list(ledger.external_ids().values()), [each.text for each in wanted], posts)
    refused = sum(1 for call in calls if call["route"] == "commit" and call["status"] == 422)
    assert "Traceback" not in process.said(), process.said()
    assert (states, found.exact, refused) == ({"delivered": DELIVERIES}, True, 0), (found, kills)
