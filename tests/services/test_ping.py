"""The dead-man's switch: what it is told, and that its failures are seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.operations import Health, SystemStatus
from agency_core.errors import Invalid
from agency_core.http_client import NothingSent
from agency_core.services.ping import Ping, PingFailed
from tests.faults.receiver import Receiver


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def status(clock, word=Health.HEALTHY, ago=1.0, reasons=()):
    now = clock.now()
    return SystemStatus(word, now, reasons, {}, "1", now - timedelta(seconds=ago))


def told(receiver):
    return [(each.path, each.body) for each in receiver.calls]


def test_it_begins_with_start_and_goes_on_with_success(receiver, clock):
    ping = Ping(clock, f"{receiver.base}/id?rid=1")
    assert [ping.send(status(clock)), ping.send(status(clock, Health.DEGRADED))] == ["", ""]
    assert told(receiver) == [("/id/start?rid=1", ""), ("/id?rid=1", ""), ("/id?rid=1", "")]


def test_a_system_that_is_down_is_told_with_its_reason(receiver, clock):
    said = Ping(clock, f"{receiver.base}/id").send(status(clock, Health.DOWN, reasons=("The database is damaged.",)))
    assert told(receiver) == [("/id/fail", "The database is damaged.")]
    assert said == "told that it is down: The database is damaged."


def test_a_beat_that_cannot_be_written_is_a_failure(receiver, clock):
    Ping(clock, f"{receiver.base}/id").send(status(clock, Health.DEGRADED, ago=90, reasons=("The disk is full.",)))
    assert told(receiver) == [
        ("/id/fail", "The engine has not been able to write that it lives for 1 min 30 s. The disk is full.")
    ]


def test_a_switch_that_refuses_fails_the_task(receiver, clock):
    receiver.status = 404
    with pytest.raises(PingFailed, match="answered 404"):
        Ping(clock, f"{receiver.base}/secret").send(status(clock))


def test_a_switch_that_is_away_fails_the_task(clock):
    with pytest.raises(NothingSent):
        Ping(clock, "http://127.0.0.1:9/secret").send(status(clock))


def test_without_an_address_nobody_is_called(clock):
    assert Ping(clock, "").send(status(clock, Health.DOWN)) == ""


def test_a_wrong_address_is_refused_at_the_start(clock):
    with pytest.raises(Invalid, match="AGENCY_PING_URL"):
        Ping(clock, "hc-ping.com/id")
