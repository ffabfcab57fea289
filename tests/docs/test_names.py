"""Whatever can be met in the product stands in the documents, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import typer

from agency_core.agents import PERSONAS
from agency_core.alerts.rules import RULES
from agency_core.analytics import limits
from agency_core.analytics.importers import IMPORTERS
from agency_core.cli import app
from agency_core.domain.account import AccountStatus
from agency_core.domain.agent import AgentStatus
from agency_core.domain.alert import AlertState
from agency_core.domain.content import ContentType
from agency_core.domain.health import VITAL
from agency_core.domain.message import MessageType
from agency_core.domain.operations import Health
from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.rule import Severity
from agency_core.domain.upload import UploadStatus
from agency_core.platforms import CONNECTORS
from agency_core.sandbox.faults import ROUTES, FaultKind
from agency_core.settings import Settings
from agency_core.tasks import TASKS
from agency_core.ui.contents import ENTRIES, HOME
from tests.docs.reading import names, rows, section, text

UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}


def test_every_rule_stands_with_its_severity():
    told = {names(rule)[0]: severity for rule, severity, _ in rows("operations.md", "Alert rules")}
    assert told == {rule.name: rule.severity for rule in RULES.all()}


def test_every_task_stands_with_its_label_and_rhythm():
    told = {}
    for name, label, every, _ in rows("operations.md", "What runs by itself"):
        count, unit = every.split()
        told[names(name)[0]] = (label, timedelta(**{UNITS[unit]: int(count)}))
    assert told == {task.name: (task.label, task.every) for task in TASKS.all()}


def test_the_tasks_without_which_the_system_is_degraded_are_those_said():
    assert set(names(section("operations.md", "Health"))) & set(TASKS) == VITAL


def test_every_setting_stands_with_its_default(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AGENCY_{name.upper()}", raising=False)
    told = {names(variable)[0]: (names(default) or [""])[0] for variable, default, _ in rows("settings.md", "Settings")}
    known = Settings()
    assert told == {f"AGENCY_{name.upper()}": str(getattr(known, name)) for name in Settings.model_fields}


def test_every_command_stands_in_the_settings():
    told = {name.split()[0] for command, _ in rows("settings.md", "Commands") for name in names(command)}
    assert told == set(typer.main.get_command(app).commands)


def test_every_page_stands_with_its_address():
    told = {title.strip("*"): names(address)[0] for title, address, _ in rows("pages.md", "Pages")}
    assert told == {entry.title: "/" if entry is HOME else f"/{entry.name}" for entry in ENTRIES}


def test_every_platform_stands_with_its_name():
    told = {names(cell)[0]: cell.partition(" (")[0] for cell, *_ in rows("connectors.md", "Connectors")}
    assert told == {platform.value: LABELS[platform] for platform in Platform if platform in CONNECTORS}


def test_every_importer_stands_with_its_label():
    told = {names(name)[0]: label for name, label, _ in rows("importing.md", "Formats")}
    assert told == {importer.name: importer.label for importer in IMPORTERS.all()}


def test_the_limits_of_imports_are_those_kept():
    told = " ".join(cell for row in rows("importing.md", "Limits") for cell in row)
    kept = (
        f"{limits.FILE_BYTES // 1024**2} MB", f"{limits.UNPACKED_BYTES // 1024**2} MB, {limits.UNPACKED_RATIO} times",
        f"{limits.MEMBERS:,} members", f"{limits.TEXT_ROWS:,}", f"{limits.SHEET_ROWS:,}", f"{limits.COLUMNS}",
        f"({limits.UPLOAD_BYTES // 1024**2} unless set)",
    )
    assert [limit for limit in kept if limit not in told] == []


def test_every_fault_and_every_route_stands_in_the_sandbox():
    told = rows("sandbox.md", "Order a fault")
    assert {names(kind)[0] for kind, _ in told} == set(FaultKind)
    assert [route for route in ROUTES if f"`{route}`" not in section("sandbox.md", "Order a fault")] == []


@pytest.mark.parametrize(
    ("words", "document"),
    [
        (PERSONAS, "concepts.md"), (ContentType, "concepts.md"), (Platform, "concepts.md"), (MessageType, "concepts.md"),
        (AgentStatus, "concepts.md"), (AccountStatus, "concepts.md"), (AlertState, "concepts.md"), (Severity, "concepts.md"),
        (UploadStatus, "concepts.md"), (Health, "operations.md"),
    ],
)
def test_every_word_stands_in_its_document(words, document):
    assert [word for word in words if f"`{word}`" not in text(document)] == []
