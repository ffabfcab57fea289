"""The log is read from its end, filtered, and by an owner only."""

from __future__ import annotations

import json

import pytest

from agency_core.domain.log import LogFilter
from agency_core.errors import Forbidden, Invalid
from agency_core.observe import logs
from agency_core.services import logbook

LINES = (
    ("INFO", "agency_core.worker", "Worker w leads", "", ""),
    ("DEBUG", "agency_core.http_client", "GET example.org answered 200", "request-0001", ""),
    ("WARNING", "agency_core.engine", "Task deliver failed", "task-0001", "Traceback\nValueError: Ärger"),
    ("ERROR", "agency_core.web", "error 12 in a page", "request-0001", ""),
)


@pytest.fixture
def log(agency):
    """The log of the agency, with four lines, the newest last, and one that is not ours."""
    path = logs.path_in(agency.settings.data)
    path.parent.mkdir(exist_ok=True)
    told = [
        {"at": f"2026-11-23T09:00:0{second}.000Z", "level": level, "logger": logger, "message": message,
         "correlation_id": correlation_id, "process": "all:1", **({"exception": exception} if exception else {})}
        for second, (level, logger, message, correlation_id, exception) in enumerate(LINES)
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in told) + '{"at": "yesterday"}\n')
    return path


@pytest.mark.parametrize(("wanted", "messages"), [
    (LogFilter(), ["error 12 in a page", "Task deliver failed", "GET example.org answered 200", "Worker w leads"]),
    (LogFilter(limit=1), ["error 12 in a page"]),
    (LogFilter(level="WARNING"), ["error 12 in a page", "Task deliver failed"]),
    (LogFilter(text="EXAMPLE"), ["GET example.org answered 200"]),
    (LogFilter(text="ärger"), ["Task deliver failed"]),
    (LogFilter(correlation_id="request-0001"), ["error 12 in a page", "GET example.org answered 200"]),
    (LogFilter(correlation_id="request"), []),
])
def test_lines_that_are_wanted_come_newest_first(agency, owner, log, wanted, messages):
    assert [line.message for line in agency.operate.logbook.lines(owner, wanted)] == messages


def test_an_exception_comes_with_its_line(agency, owner, log):
    assert agency.operate.logbook.lines(owner, LogFilter(level="ERROR"))[0].exception == ""
    assert agency.operate.logbook.lines(owner, LogFilter(text="deliver"))[0].exception == "Traceback\nValueError: Ärger"


def test_nobody_else_reads_it(agency, stranger, writer, log):
    for actor in (stranger, writer):
        with pytest.raises(Forbidden):
            agency.operate.logbook.lines(actor, LogFilter())


def test_too_many_at_once_are_refused(agency, owner):
    with pytest.raises(Invalid):
        agency.operate.logbook.lines(owner, LogFilter(limit=1_001))


def test_looking_for_what_is_not_there_reads_a_bounded_part(agency, owner, log, monkeypatch):
    monkeypatch.setattr(logbook, "MOST_BYTES", 400)
    assert [line.message for line in agency.operate.logbook.lines(owner, LogFilter(text="leads"))] == []
