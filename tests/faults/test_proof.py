"""The promise of the ledger, on the real process: killed at ten random moments, every post is out once."""

from __future__ import annotations

import os
import random
import secrets
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.kills import balance, kill_while_sending, settled
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Api, until
from tests.faults.proof_report import Proof, report
from tests.faults.work import due, pieces, slow_network
from tests.house.tree import ROOT

KILLS = 10
DELIVERIES = 50
AT_ONCE = "5"
"""Deliveries in flight: as many as let the work last for all kills."""
RESULT = ROOT / "bench" / "results" / "proof.md"


@pytest.mark.proof
def test_ten_kills_while_fifty_are_due_leave_fifty_posts(tmp_path, processes, free_port):
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
    proof = Proof(
        seed, kills, balance(list(ledger.external_ids().values()), [each.text for each in wanted], posts), dict(states),
        ledger.moved_to("unconfirmed"), ledger.interrupted(),
        sum(1 for call in calls if call["route"] == "commit" and call["status"] == 422), ledger.lateness(),
    )
    text = report(proof)
    print(f"\n{text}")  # noqa: T201 - make proof shows it
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    assert "Traceback" not in process.said(), process.said()
    assert (states, proof.balance.exact, proof.refused_as_duplicate) == ({"delivered": DELIVERIES}, True, 0), proof
