"""The short form of the proof: a worker is killed while a network that goes on by itself still takes what it was sent."""

from __future__ import annotations

import random
import secrets
import time
from datetime import timedelta

import pytest

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import NewAgent
from agency_core.domain.content import NewContent
from agency_core.settings import Settings
from tests.faults.kills import balance, kill_while_sending, settled
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Api, until
from tests.faults.work import AGENT, pieces

KILLS = 3
DELIVERIES = 12
LATE = 5
"""Seconds after which the first posts appear on the network, whatever became of the worker; less than its settling time."""
LINKEDIN = (("linkedin", "text_post"), ("linkedin", "image_post"))


@pytest.fixture
def network(tmp_path, processes, free_port) -> Api:
    """The sandbox network, in a process that nobody kills: every call takes a while, the first posts appear seconds later."""
    port = free_port()
    process = processes("-m", "tests.faults.open_sandbox", str(port), str(tmp_path / "network.sqlite3"))
    process.start()
    api = Api(port)
    until(lambda: answers(api), 30, "the network does not start", said=process.said)
    for route, times, seconds in (("commit", 4, LATE), ("any", 1_000_000, 0.4)):
        fault = {"platform": "linkedin", "route": route, "kind": "delay", "times": times, "seconds": seconds}
        api.post("/_control/faults", fault)
    return api


def answers(api: Api) -> bool:
    try:
        return api.get("/_control/posts") == []
    except OSError:
        return False


@pytest.fixture
def wanted(tmp_path, network):
    """Content that is due now, in a data folder that no process uses."""
    wanted = pieces(DELIVERIES, LINKEDIN)
    agency = make_agency(Settings(data=tmp_path / "data", sandbox_url=network.base))
    registered = {name: value for name, value in AGENT.items() if name not in {"primary_platforms", "content_types"}}
    agency.agents.register(
        LOCAL_OWNER, new=NewAgent(primary_platforms=("linkedin",), content_types=("text_post", "image_post"), **registered)
    )
    for piece in wanted:
        content = agency.draft.create(
            LOCAL_OWNER,
            new=NewContent(
                piece.content_type, piece.text, piece.text, (piece.platform,), AGENT["id"],
                scheduled_time=agency.clock.now() + timedelta(seconds=1),
            ),
        )
        agency.review.approve(LOCAL_OWNER, content.id)
    agency.publish.stop()
    agency.db.close()
    return wanted


def test_killed_worker_leaves_every_post_once(tmp_path, processes, network, wanted):
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)
    worker = processes(
        "-m", "agency_core", "serve", "--role", "worker",
        AGENCY_DATA=str(tmp_path / "data"), AGENCY_SANDBOX_URL=network.base, AGENCY_DELIVERY_WORKERS="4",
    )
    ledger = LedgerFile(tmp_path / "data" / "agency.sqlite3")
    worker.start()
    kill_while_sending(worker, ledger, [dice.uniform(0, 0.8) for _ in range(KILLS)])
    killed = time.monotonic()
    states = settled(ledger, 90)
    time.sleep(max(0.0, killed + LATE - time.monotonic()))  # what was sent twice is there by now
    posts = network.get("/_control/posts")
    found = balance(list(ledger.external_ids().values()), [each.text for each in wanted], posts)
    assert (states, found.exact) == ({"delivered": DELIVERIES}, True), (seed, found, worker.said())
    assert ledger.interrupted() > 0, "no kill hit a delivery that was being sent"
    status, seconds = worker.end()
    assert (status, seconds < 10, ledger.leads(worker.pid)) == (0, True, False)
