"""An engine that stands still: the watchdog and the dead-man's switch tell, and afterwards it is on record."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import timedelta
from itertools import pairwise

import pytest

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.clock import SystemClock
from agency_core.services.gaps import Gaps
from agency_core.services.uptime import Uptimes
from agency_core.settings import Settings
from agency_core.store.opening import open_database
from tests.faults.processes import Api, until
from tests.faults.receiver import Receiver

PING, HOOK = "/ping/of-the-desk", "/hook"


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def watchdog(processes, receiver):
    """Makes watchdogs that tell the receiver."""

    def make(base: str, *, every: float, after: float):
        return processes(
            "-m", "agency_core", "watchdog", "--url", base, "--every", f"{every:g}", "--after", f"{after:g}",
            "--webhook", f"{receiver.base}{HOOK}",
        )

    return make


def told(receiver) -> list[str]:
    return [json.loads(each.body)["state"] for each in receiver.at(HOOK)]


def longest_silence(receiver, since: float, until_: float) -> float:
    moments = [since, *(each.at for each in receiver.at(PING) if since < each.at < until_), until_]
    return max(later - earlier for earlier, later in pairwise(moments))


def stopped_for(pid: int, seconds: float) -> tuple[float, float]:
    os.kill(pid, signal.SIGSTOP)
    since = time.monotonic()
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)
    return since, time.monotonic()


def on_record(folder) -> tuple[list[tuple[str, str, float]], float]:
    """Every gap (component, kind, seconds), and for how many seconds the uptime report says that the engine was down."""
    db, clock = open_database(Settings(data=folder), SystemClock()), SystemClock()
    try:
        gaps = Gaps(db, clock).list(LOCAL_OWNER)
        report = Uptimes(db, clock).month(LOCAL_OWNER)
    finally:
        db.close()
    (engine,) = (each for each in report.rows if (each.kind, each.name) == ("component", "engine"))
    ended = [(each.component, each.kind, (each.until - each.since).total_seconds()) for each in gaps if each.until]
    return ended, engine.down * 60


def alerts(api: Api) -> list[tuple[str, str]]:
    found = api.get("/api/alerts?limit=100")["alerts"]
    return sorted((each["rule"], each["state"]) for each in found if each["rule"] in {"scheduler_stalled", "database_errors"})


def test_an_engine_that_is_stopped_is_told_of_and_goes_on_record(tmp_path, processes, free_port, receiver, watchdog):
    port, folder, stop = free_port(), tmp_path / "data", 5.0
    desk = processes(
        "-m", "tests.faults.quick_desk", str(folder), str(port), AGENCY_PING_URL=f"{receiver.base}{PING}",
    )
    desk.start()
    api = Api(port)
    until(lambda: api.status() == "healthy" and receiver.at(PING), 60, "it does not start", said=desk.said)
    dog = watchdog(api.base, every=1, after=2)
    dog.start()
    assert receiver.calls[0].path == f"{PING}/start"
    until(lambda: "is healthy" in dog.said(), 20, "the watchdog does not look", said=dog.said)
    since, ended = stopped_for(desk.pid, stop)
    assert (told(receiver), longest_silence(receiver, since, ended) > stop - 1) == (["down"], True), dog.said()
    until(lambda: told(receiver) == ["down", "recovered"], 15, "nobody hears that it is back", said=dog.said)
    until(lambda: len(receiver.at(PING)) and receiver.at(PING)[-1].at > ended, 15, "no ping after it", said=desk.said)
    until(lambda: len(on_record(folder)[0]) == 2, 15, "no gap is on record", said=desk.said)
    ((component, kind, seconds), (other, *_)), down = on_record(folder)
    assert (component, other, kind) == ("engine", "api", "down")  # one process is both
    assert seconds == pytest.approx(stop, abs=1.5)
    assert down == pytest.approx(seconds, abs=0.1)
    until(lambda: alerts(api) == [("scheduler_stalled", "resolved")], 10, "no resolved alert", said=lambda: str(alerts(api)))


@pytest.mark.proof
def test_six_minutes_of_a_stopped_engine(tmp_path, processes, free_port, receiver, watchdog):
    """With the usual thresholds: engine and API as processes of their own, and only the engine is stopped."""
    port, folder, stop = free_port(), tmp_path / "data", timedelta(minutes=6).total_seconds()
    variables = {"AGENCY_DATA": str(folder), "AGENCY_PORT": str(port), "AGENCY_PING_URL": f"{receiver.base}{PING}"}
    web = processes("-m", "agency_core", "serve", "--role", "api", "--port", str(port), **variables)
    web.start()
    api = Api(port)
    until(api.status, 60, "the API does not start", said=web.said)
    engine = processes("-m", "agency_core", "serve", "--role", "worker", **variables)
    engine.start()
    dog = watchdog(api.base, every=10, after=300)
    dog.start()
    until(lambda: api.status() == "healthy" and receiver.at(PING), 120, "it does not start", said=engine.said)
    since, ended = stopped_for(engine.pid, stop)
    assert (told(receiver), longest_silence(receiver, since, ended) > stop - 61) == (["down"], True), dog.said()
    until(lambda: told(receiver) == ["down", "recovered"], 60, "nobody hears that it is back", said=dog.said)
    until(lambda: receiver.at(PING)[-1].at > ended, 90, "no ping after it", said=engine.said)
    until(lambda: on_record(folder)[0], 30, "no gap is on record", said=engine.said)
    ((component, kind, seconds),), down = on_record(folder)
    assert (component, kind, seconds == pytest.approx(stop, abs=8)) == ("engine", "down", True), seconds
    assert down == pytest.approx(seconds, abs=0.1)
    until(lambda: ("scheduler_stalled", "resolved") in alerts(api), 200, "no resolved alert", said=lambda: str(alerts(api)))
    assert ("scheduler_stalled", "firing") not in alerts(api)
