"""One data folder through stops, long absences and a second process, each with the real `streamlit run app.py`."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Api, Process, until
from tests.faults.work import due, pieces

pytestmark = pytest.mark.slow
START = 90
ENDED_IN_ORDER = {0, -signal.SIGTERM}
"""The server tidies up, and then ends by the signal that it was sent."""


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def ledger(folder) -> LedgerFile:
    return LedgerFile(folder / "agency.sqlite3")


@pytest.fixture
def dashboard(folder, processes, free_port):
    """Makes processes that are dashboard, API, engine and sandbox network on the same folder; each with its API."""

    def make() -> tuple[Process, Api]:
        port = free_port()
        process = processes("-m", "streamlit", "run", "app.py", "--server.port", str(port), AGENCY_DATA=str(folder))
        return process, Api(port)

    return make


def started(process: Process, api: Api) -> None:
    process.start()
    until(lambda: api.status() == "healthy", START, "it does not start", said=process.said)


def texts(api: Api) -> list[str]:
    return sorted(post["text"] for post in api.get("/sandbox/_control/posts"))


def test_six_hours_off_leave_decisions_and_no_burst(ledger, dashboard):
    process, api = dashboard()
    started(process, api)
    wanted = pieces(12)
    due(api, wanted, ahead=timedelta(minutes=10), within=timedelta(minutes=10))
    status, seconds = process.end()
    assert (status in ENDED_IN_ORDER, seconds < 10, ledger.leads(process.pid)) == (True, True, False), (status, seconds)
    ledger.age(timedelta(hours=6))

    started(process, api)
    until(lambda: ledger.states() == {"missed": 12}, 20, "nothing was set aside", said=lambda: str(ledger.states()))
    missed = api.get("/api/deliveries?state=missed")["deliveries"]
    assert (len(missed), texts(api), api.get("/sandbox/_control/calls")) == (12, [], [])
    chosen = missed[0]
    api.post(f"/api/deliveries/{chosen['id']}/publish-late")
    until(lambda: ledger.states() == {"missed": 11, "delivered": 1}, 20, "what was chosen does not go out")
    assert texts(api) == [chosen["text"]]
    assert "Traceback" not in process.said(), process.said()


def test_two_processes_share_a_folder_and_one_leads(ledger, dashboard):
    (first, one), (second, two) = dashboard(), dashboard()
    started(first, one)
    started(second, two)
    assert (ledger.leads(first.pid), ledger.leads(second.pid), '<div id="root">' in two.page()) == (True, False, True)
    wanted = pieces(2, [("linkedin", "text_post")])
    due(two, wanted[:1], ahead=timedelta(seconds=1), within=timedelta(0))
    until(lambda: ledger.states() == {"delivered": 1}, 20, "what the second took in does not go out")

    first.kill()
    until(lambda: ledger.leads(second.pid), 20, "the second does not take over")
    due_again = two.post("/api/content", {
        "creator_agent_id": "strategic_storyteller_001", "content_type": "text_post", "title": wanted[1].text,
        "content_body": wanted[1].text, "target_platforms": ["linkedin"],
    })
    two.post(f"/api/content/{due_again['id']}/approve")
    two.post(f"/api/content/{due_again['id']}/publish-now")
    until(lambda: ledger.states() == {"delivered": 2}, 20, "the second publishes nothing")
    assert texts(two) == [each.text for each in wanted]
    assert "Traceback" not in first.said() + second.said(), first.said() + second.said()
