"""What Prometheus reads: the state of the installation, once, cheaply, and without anything that people wrote."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agency_core.errors import StorageFailed
from agency_core.models import AccountRow, AlertRow, BackupRow
from agency_core.observe import correlation, meters
from agency_core.services.figures import Figures
from tests.fakes import only_delivery


def read(agency) -> dict[tuple, float]:
    """Every sample by its name and labels."""
    page = Figures(agency.db, agency.clock).page().decode()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page) for sample in family.samples
    }


def test_the_state_of_the_installation_stands_there(desk, scheduled, clock):
    scheduled(timedelta(minutes=1), title="A SECRET TITLE", content_body="A SECRET BODY")
    now = clock.now()
    with desk.db.transaction() as session:
        account = session.query(AccountRow).filter_by(platform="linkedin").one()
        account.token_expires_at, account.display_name = now + timedelta(days=5), "A SECRET NAME"
        session.add(AlertRow(id="a", rule="r", severity="critical", state="firing", subject="s", summary="A SECRET",
                             first_seen_at=now, last_seen_at=now))
        session.add(BackupRow(id="b", started_at=now, kind="manual", state="verified", verified_at=now - timedelta(hours=2)))
        session.add(BackupRow(id="c", started_at=now, kind="manual", state="deleted", verified_at=now))
        account_id = account.id
    clock.move(timedelta(minutes=2))
    found = read(desk)
    assert {key: value for key, value in found.items() if key[0] == "agency_deliveries"} == {
        ("agency_deliveries", ("platform", "linkedin"), ("state", "pending")): 1
    }
    assert found["agency_queue_depth", ("queue", "deliveries")] == 1
    assert found["agency_queue_oldest_seconds", ("queue", "deliveries")] == 60
    assert found["agency_alerts_firing", ("severity", "critical")] == 1
    assert found["agency_alerts_firing", ("severity", "info")] == 0
    assert found["agency_token_days_left", ("account", account_id), ("platform", "linkedin")] == pytest.approx(5, abs=0.01)
    assert found["agency_backup_age_seconds",] == 2 * 3600 + 120
    assert found["agency_database_up",] == 1
    assert found["agency_database_bytes",] > 0
    assert "SECRET" not in Figures(desk.db, clock).page().decode()


def test_a_database_that_cannot_be_read_is_said_and_the_process_goes_on(agency, monkeypatch):
    def refuses():
        raise StorageFailed("damaged")

    monkeypatch.setattr(agency.db, "reading", refuses)
    found = read(agency)
    assert found["agency_database_up",] == 0
    assert ("agency_process_threads",) in found
    assert ("agency_database_bytes",) not in found


def test_one_look_serves_all_who_ask_within_five_seconds(agency, count_queries):
    figures = Figures(agency.db, agency.clock)
    figures.page()
    with count_queries(agency) as counted:
        for _ in range(20):
            figures.page()
    assert counted.selects == 0
    figures._until = time.monotonic() - 1
    with count_queries(agency) as counted:
        figures.page()
    assert 0 < counted.selects < 20


def test_a_delivery_that_goes_out_is_measured_and_logged_under_the_request_that_laid_it(desk, owner, scheduled, clock, caplog):
    seen: list[tuple[str, str]] = []

    def note(record) -> bool:
        seen.append((correlation.current(), record.getMessage()))
        return True

    before = meters.LATENESS.labels("linkedin")._sum.get()
    with correlation.bound("request-0001"):
        content = scheduled(timedelta(minutes=1))
    clock.move(timedelta(minutes=1, seconds=7))
    caplog.set_level("INFO", logger="agency_core.services.sighting")
    caplog.handler.addFilter(note)
    desk.publish.drain()
    caplog.handler.removeFilter(note)
    delivery = only_delivery(desk, owner, content)
    assert delivery.request_id == "request-0001"
    assert meters.LATENESS.labels("linkedin")._sum.get() - before == 7
    assert {correlation_id for correlation_id, _ in seen} == {"request-0001"}
    assert seen[-1][1] == f"delivery {delivery.id} is out on linkedin, 7.0 s after its time"
