"""How fast much that is due at once goes out, how late little is, and what one slow account does to the others.

The networks run in a process of their own and take 50 ms for every call; the agency is one worker with its embedded database.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import profile_id
from agency_core.settings import Settings
from bench.desk import free_port, started
from bench.usage import cpu_seconds
from bench.values import Value, percentile
from tests.faults.kills import settled
from tests.faults.ledger_file import LedgerFile
from tests.faults.processes import Process, until

CLIENTS = 40
PLATFORMS = ("linkedin", "facebook", "mastodon", "bluesky", "x")
"""Where a text is one call."""
DRAINED = 1000
A_SECOND = 10
SECONDS = 60
AHEAD = timedelta(seconds=75)
"""Until the first is due: the plan has to be made, and the worker to start."""
EACH_CALL = 50
"""Milliseconds."""
SLOW = "slow"
PATIENCE = 300


def measure() -> list[Value]:
    """Deliveries a second, lateness at ten a second, and the same beside an account whose answers take half a minute."""
    rate, cpu = _drained()
    calm, beside = _lateness(slow=False), _lateness(slow=True)
    quick, disturbed = percentile(calm, 0.95), percentile(beside, 0.95)
    return [
        Value(f"{DRAINED} due deliveries, networks of {EACH_CALL} ms", rate, "per second", least=100),
        Value("the same, CPU of the worker per delivery", cpu * 1000, "ms"),
        Value(f"lateness at {A_SECOND} a second, p50", percentile(calm, 0.5), "s"),
        Value(f"lateness at {A_SECOND} a second, p95", quick, "s", 1),
        Value("the same beside a slow account, p95 of the others", disturbed, "s"),
        Value("the same against without it", disturbed / quick, "times", 1.2),
    ]


def _drained() -> tuple[float, float]:
    with _agency() as (agency, base, place):
        names = _clients(agency)
        for number in range(DRAINED // len(PLATFORMS)):
            _due(agency, names[number % CLIENTS], PLATFORMS, number, agency.clock.now() + timedelta(seconds=1))
        _closed(agency)
        with _worker(place, base) as worker:
            return _paced(worker, LedgerFile(place / "data" / "agency.sqlite3"))


def _lateness(*, slow: bool) -> list[float]:
    with _agency() as (agency, base, place):
        names = _clients(agency)
        first = agency.clock.now() + AHEAD
        for number in range(A_SECOND * SECONDS):
            at = first + timedelta(seconds=number / A_SECOND)
            _due(agency, names[number % CLIENTS], (PLATFORMS[number % len(PLATFORMS)],), number, at)
            if slow and number % (A_SECOND * 10) == 0:
                _due(agency, SLOW, ("linkedin",), DRAINED + number, at)
        _closed(agency)
        with _worker(place, base):
            ledger = LedgerFile(place / "data" / "agency.sqlite3")
            time.sleep(max(0.0, (first - datetime.now(UTC)).total_seconds()) + SECONDS)
            until(lambda: len(ledger.lateness(SLOW)) == A_SECOND * SECONDS, PATIENCE, "deliveries are still open", every=0.5)
            return ledger.lateness(but_client=SLOW)


def _paced(process: Process, ledger: LedgerFile) -> tuple[float, float]:
    """Deliveries a second, and seconds of processor time for each."""
    until(lambda: ledger.delivered(), 60, "nothing goes out", said=process.said, every=0.02)
    before, used = len(ledger.delivered()), cpu_seconds(process.pid)
    settled(ledger, PATIENCE)
    out = ledger.delivered()
    taken = cpu_seconds(process.pid) - used
    return (len(out) - 1) / (out[-1] - out[0]).total_seconds(), taken / max(len(out) - before, 1)


@contextmanager
def _agency() -> Iterator[tuple[Agency, str, Path]]:
    """An agency, the address of the networks, and the folder of both."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as name:
        place, port = Path(name), free_port()
        base = f"http://127.0.0.1:{port}"
        slow = profile_id(Platform.LINKEDIN, SLOW)
        told = (str(port), str(place / "network.sqlite3"), str(place / "data" / "media"), str(EACH_CALL), slow)
        with started(("-m", "tests.faults.open_sandbox", *told), place):
            until(lambda: _answers(base), 60, "the networks do not start")
            yield make_agency(Settings(data=place / "data", sandbox_url=base)), base, place


@contextmanager
def _worker(place: Path, base: str) -> Iterator[Process]:
    with started(("-m", "agency_core", "serve", "--role", "worker"), place, AGENCY_SANDBOX_URL=base) as worker:
        yield worker


def _clients(agency: Agency) -> list[str]:
    names = [f"client{number:02}" for number in range(CLIENTS)]
    for name in (*names, SLOW):
        agency.clients.create(LOCAL_OWNER, new=NewClient(name, id=name))
    return names


def _due(agency: Agency, client_id: str, platforms: tuple[str, ...], number: int, at: datetime) -> None:
    new = NewContent(
        ContentType.TEXT_POST, f"Lesson {number}", f"Lesson {number:05} of the quarter.", platforms, client_id=client_id,
        scheduled_time=at,
    )
    agency.review.approve(LOCAL_OWNER, agency.draft.create(LOCAL_OWNER, new=new).id)


def _closed(agency: Agency) -> None:
    agency.publish.stop()
    agency.db.close()


def _answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/_control/faults", timeout=5).ok
    except requests.RequestException:
        return False
