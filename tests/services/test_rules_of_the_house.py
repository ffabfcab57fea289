"""Rules about the installation, from rows on: silent one step below, firing above, resolved afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from agency_core.alerts.rules import RULES
from agency_core.domain.facts import Room
from agency_core.models import BackupRow, ClientRow, GapRow, MaintenanceRow, SettingRow
from agency_core.services import facts as gathered
from tests.services.lookout import DAY, HOUR, MINUTE, SECOND


def test_nothing_is_told_of_a_client_that_does_nothing(watching):
    assert watching.agency.watch.evaluate() == 0


def test_a_gap_of_more_than_five_minutes_is_told_and_over_five_minutes_later(watching, clock):
    now = clock.now()
    watching.books.add(GapRow(component="engine", since=now - 5 * MINUTE, until=now, kind="down"))
    assert watching.firing("system_down") == []
    watching.change(GapRow, since=now - 5 * MINUTE - SECOND)
    assert watching.firing("system_down") == ["engine"]
    assert watching.told("system_down").summary == "The system was down for 5 min 1 s."
    assert watching.firing("system_down", 9) == []


@pytest.mark.parametrize("kind", ["planned", "clock"])
def test_a_gap_that_is_no_failure_is_not_told(watching, clock, kind):
    watching.books.add(GapRow(component="engine", since=clock.now() - HOUR, until=clock.now(), kind=kind))
    assert watching.firing("system_down") == []


def test_silence_of_the_engine_is_a_warning_after_half_a_minute_and_critical_after_five(watching, clock):
    watching.books.beat()
    clock.move(30 * SECOND)
    assert (watching.firing("scheduler_stalled"), watching.firing("system_down")) == ([], [])
    clock.move(SECOND)
    assert (watching.firing("scheduler_stalled"), watching.firing("system_down")) == (["engine"], [])
    clock.move(5 * MINUTE - 31 * SECOND)
    assert watching.firing("system_down") == []
    clock.move(SECOND)
    assert watching.firing("system_down") == ["engine"]
    for _ in range(4):
        clock.move(MINUTE)
        watching.books.beat()
        watching.agency.watch.evaluate()
    assert (watching.firing("scheduler_stalled"), watching.firing("system_down")) == ([], [])


def test_database_errors_are_told_until_five_minutes_later(watching, monkeypatch):
    assert watching.firing("database_errors") == []
    monkeypatch.setattr(watching.agency.db, "errors_since", lambda span: (1, "The disk is full."))
    assert watching.firing("database_errors") == ["database"]
    monkeypatch.setattr(watching.agency.db, "errors_since", lambda span: (0, ""))
    assert watching.firing("database_errors", 3) == []


@pytest.mark.parametrize(("rule", "subject", "below", "above"), [
    ("memory", "memory", Room(800, 1000, "of the machine"), Room(801, 1000, "of the machine")),
    ("disk", "disk", Room(90 * 1024**3, 100 * 1024**3, ""), Room(91 * 1024**3, 100 * 1024**3, "")),
    ("disk", "disk", Room(1024**3, 2 * 1024**3, ""), Room(1024**3 + 1, 2 * 1024**3, "")),
])
def test_room_runs_short(watching, monkeypatch, rule, subject, below, above):
    name = {"disk": "disk_space"}.get(rule, rule)
    monkeypatch.setattr(gathered, rule, lambda *_given: below)
    assert watching.firing(name) == []
    monkeypatch.setattr(gathered, rule, lambda *_given: above)
    assert watching.firing(name) == [subject]
    monkeypatch.setattr(gathered, rule, lambda *_given: None)
    assert watching.firing(name, 3) == []


def backup(watching, ago: timedelta, state: str = "verified") -> None:
    at = watching.clock.now() - ago
    watching.books.add(BackupRow(id=f"{at}{state}", started_at=at, ended_at=at, kind="scheduled", state=state))


def test_the_last_backup_is_older_than_one_and_a_half_times_its_plan(watching):
    watching.change(ClientRow, created_at=watching.clock.now() - 30 * DAY)
    backup(watching, 36 * HOUR)
    assert watching.firing("backup_overdue") == []
    assert watching.firing("backup_overdue", 1) == ["backup"]
    backup(watching, HOUR, "failed")
    assert watching.firing("backup_overdue", 3) == ["backup"]
    backup(watching, HOUR)
    assert watching.firing("backup_overdue", 3) == []


def test_a_new_installation_or_plan_has_time_for_its_first_backup(watching, clock):
    watching.change(ClientRow, created_at=clock.now() - 36 * HOUR)
    assert watching.firing("backup_overdue") == []
    assert watching.firing("backup_overdue", 1) == ["backup"]
    watching.books.add(SettingRow(name="backup", value={"every_hours": 48}, changed_by="p", changed_at=clock.now()))
    assert watching.firing("backup_overdue", 3) == []


def test_without_a_plan_no_backup_is_overdue(watching, clock):
    watching.change(ClientRow, created_at=clock.now() - 90 * DAY)
    watching.books.add(SettingRow(name="backup", value={"every_hours": 0}, changed_by="p", changed_at=clock.now() - 80 * DAY))
    assert watching.firing("backup_overdue") == []


def test_the_last_restore_drill_failed_until_one_goes_well(watching, clock):
    for number, said in enumerate(("ok: 9 rows", "failed: no key"), 1):
        watching.books.add(BackupRow(
            id=f"b{number}", started_at=clock.now(), ended_at=clock.now(), kind="scheduled", state="verified",
            place=f"data/backups/b{number}.zip", drilled_at=clock.now(), drill=said,
        ))
        assert watching.firing("drill_failed", number - 1) == ["backup"] * (number - 1)
    watching.change(BackupRow, drill="ok: 9 rows")
    assert watching.firing("drill_failed", 3) == []


def test_maintenance_is_told_a_day_ahead_until_it_is_over(watching, clock):
    start = clock.now() + DAY + SECOND
    watching.books.add(MaintenanceRow(
        id="m1", starts_at=start, ends_at=start + HOUR, why="A new disk.", created_by="p", created_at=clock.now(),
    ))
    assert watching.firing("maintenance") == []
    clock.move(SECOND)
    assert watching.firing("maintenance") == ["m1"]
    clock.move(DAY)
    watching.agency.watch.evaluate()
    assert watching.told("maintenance").summary == "Maintenance is under way."
    watching.change(MaintenanceRow, ended_at=clock.now())
    assert watching.firing("maintenance", 3) == []


def test_a_threshold_of_a_client_stands_before_that_of_the_agency(watching):
    watching.books.client("c2", created_at=watching.clock.now())
    watching.set("missed", deliveries=2)
    watching.set("missed", "c2", deliveries=1)
    for name in ("c1", "c2"):
        watching.books.deliveries(2, "missed", name)
    assert watching.firing("missed") == ["c2"]


def test_each_rule_is_fired_from_rows():
    said = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parent.glob("test_rules_of_*.py"))
    asked = {*re.findall(r'firing\("(\w+)"', said), *re.findall(r'^    \("(\w+)", "', said, re.MULTILINE)}
    assert set(RULES) - asked - {"missed", "unconfirmed", "disk_space"} == set()
