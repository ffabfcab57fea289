"""How fast much that is due at once goes out, to a sandbox network that answers at once."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.content import NewContent
from agency_core.settings import Settings
from bench.desk import free_port, running, started
from bench.usage import cpu_seconds
from bench.values import Value
from tests.faults.kills import settled
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Process, until
from tests.faults.work import pieces

DELIVERIES = 500
PATIENCE = 300
WORDS = (("linkedin", "text_post"),)


def measure() -> list[Value]:
    """Deliveries a second when everything is one process, and for a worker beside a network in another process."""
    with running(_due) as desk:
        whole = _drained(desk.process, desk.ledger)
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        apart = _apart(Path(place))
    return [
        Value("500 due deliveries, everything in one process", whole[0], "per second"),
        Value("the same, CPU of that process per delivery", whole[1] * 1000, "ms"),
        Value("500 due deliveries, a worker beside the network", apart[0], "per second"),
        Value("the same, CPU of the worker per delivery", apart[1] * 1000, "ms"),
    ]


def _apart(place: Path) -> tuple[float, float]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    agency = make_agency(Settings(data=place / "data", sandbox_url=base))
    _due(agency)
    agency.publish.stop()
    agency.db.close()
    with started(("-m", "tests.faults.open_sandbox", str(port), str(place / "network.sqlite3")), place):
        time.sleep(3)
        with started(("-m", "agency_core", "serve", "--role", "worker"), place, AGENCY_SANDBOX_URL=base) as worker:
            return _drained(worker, LedgerFile(place / "data" / "agency.sqlite3"))


def _drained(process: Process, ledger: LedgerFile) -> tuple[float, float]:
    """Deliveries a second, and seconds of processor time for each."""
    until(lambda: ledger.delivered(), 60, "nothing goes out", said=process.said, every=0.02)
    before, used = len(ledger.delivered()), cpu_seconds(process.pid)
    settled(ledger, PATIENCE)
    out = ledger.delivered()
    taken = cpu_seconds(process.pid) - used
    return (len(out) - 1) / (out[-1] - out[0]).total_seconds(), taken / max(len(out) - before, 1)


def _due(agency: Agency) -> None:
    agency.agents.register(
        LOCAL_OWNER,
        new=NewAgent("bench_001", "Bench", Persona.DATA_DECODER, ("linkedin",), ("text_post",), Frequency.DAILY),
    )
    for piece in pieces(DELIVERIES, WORDS):
        content = agency.draft.create(
            LOCAL_OWNER,
            new=NewContent(
                piece.content_type, piece.text, piece.text, (piece.platform,), "bench_001",
                scheduled_time=agency.clock.now() + timedelta(seconds=1),
            ),
        )
        agency.review.approve(LOCAL_OWNER, content.id)
