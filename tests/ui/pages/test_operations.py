import json
import time
from datetime import timedelta

import pytest

from agency_core import __version__
from agency_core.domain.log import SlowQuery
from agency_core.domain.operations import TaskView
from agency_core.observe import logs
from agency_core.ui.panels.scheduler import rhythm, state


def task(clock, **changes) -> TaskView:
    usual = {
        "name": "deliver", "label": "Deliver", "every_seconds": 1.0, "paused": False, "running": False,
        "next_run_at": clock.now() + timedelta(seconds=1), "last_run_at": None, "last_ms": None, "result": "", "last_error": "",
        "last_error_at": None, "runs": 0, "failures": 0, "consecutive_failures": 0,
    }
    return TaskView(**{**usual, **changes})


@pytest.mark.parametrize(("changes", "word"), [
    ({}, "waiting"), ({"running": True, "consecutive_failures": 2}, "running"), ({"paused": True}, "paused"),
    ({"consecutive_failures": 1}, "failing"), ({"next_run_at": None}, "waiting"),
])
def test_state_of_a_task(changes, word, clock):
    assert state(task(clock, **changes), clock.now()) == word


def test_a_task_long_past_its_time_is_late(clock):
    late = task(clock, next_run_at=clock.now() - timedelta(minutes=1), consecutive_failures=3)
    assert state(late, clock.now()) == "late"


def test_rhythm_in_words():
    assert (rhythm(1), rhythm(300), rhythm(86_400)) == ("every 1\u202fs", "every 5\u202fmin", "every 1\u202fd")


def test_before_the_first_start_of_the_engine_everything_says_so(agency, open_page):
    shown = [
        one.value for tab in ("Tasks", "Workers") for one in open_page("operations", operations_tab=tab).markdown
    ]
    assert ":gray[:material/schedule: No task is known yet: the scheduler writes them down when it first starts.]" in shown
    assert ":gray[:material/error: No worker runs. Nothing is published until one does.]" in shown


def test_the_check_up_runs_when_asked_for(client, open_page):
    page = open_page("operations", operations_tab="Checks")
    assert not page.dataframe
    page.button(key="doctor_run").click().run()
    shown = page.dataframe[0].value
    assert list(shown.columns) == ["Check", "State", "Found", "What to do"]
    assert [(name, state[0]) for name, state in zip(shown["Check"], shown["State"], strict=True)][:2] == [
        ("Engine", "▲ Warning"), ("Python", "✓ OK"),
    ]
    assert "Engine: The scheduler has stalled" in [one.label for one in page.expander]


def test_pausing_a_client_asks_first(client, agency, owner, open_page):
    page = open_page("operations")
    page.button(key="kill_bread").click().run()
    assert "0 deliveries waiting will be held back on all platforms." in page.text[-1].value
    assert agency.clients.get(owner, "bread").publishing_paused is False


def test_a_paused_client_can_be_resumed(client, agency, owner, open_page):
    agency.schedule.pause(owner, "bread", paused=True)
    page = open_page("operations")
    assert page.button(key="kill_bread").label == "Resume publishing"


def test_what_waits_stands_there_by_queue(client, open_page):
    page = open_page("operations")
    assert list(page.dataframe[0].value["Queue"]) == [
        "Due deliveries", "Messages to answer", "Content to review", "Notifications to send"
    ]
    assert list(page.dataframe[0].value["Waiting"]) == ["0", "0", "0", "0"]


def test_draining_takes_nothing_new_and_says_when_nothing_is_in_hand(client, agency, owner, open_page, monkeypatch):
    left = [2]
    monkeypatch.setattr(agency.operate.room, "in_hand", lambda actor: left[0])
    page = open_page("operations")
    page.button(key="drain").click().run()
    assert agency.calendar.resume.state().is_on
    assert ":orange[:material/hourglass_top: 2 deliveries are being sent still.]" in [one.value for one in page.markdown]
    left[0] = 0
    shown = [one.value for one in open_page("operations").markdown]
    assert ":green[:material/check_circle: Nothing is in hand: it is safe to stop or to update.]" in shown


def test_maintenance_can_be_planned_from_here(client, open_page):
    assert "maintenance_form" in str(open_page("operations").main)


def test_versions_stand_with_the_workers(client, open_page):
    page = open_page("operations", operations_tab="Workers")
    assert not page.exception
    assert __version__ in str(page.table[0].value)


def test_the_database_is_examined_beside_the_page(client, agency, owner, open_page):
    page = open_page("operations", operations_tab="Database")
    assert [one.label for one in page.metric] == ["Size", "Kind", "Schema"]
    page.button(key="integrity_run").click().run()
    assert not page.exception
    ends = time.monotonic() + 10
    while agency.operate.room.integrity(owner).ended_at is None:
        assert time.monotonic() < ends
        time.sleep(0.01)
    shown = [one.value for one in open_page("operations", operations_tab="Database").markdown]
    assert any(one.startswith(":green[:material/check_circle: Sound. Examined ") for one in shown)


def test_slow_statements_are_listed_without_values(client, agency, open_page, clock, monkeypatch):
    found = SlowQuery("SELECT ?", 3, 1_200.0, 700.0, clock.now())
    monkeypatch.setattr(agency.db.slow, "worst", lambda: (found,))
    page = open_page("operations", operations_tab="Database")
    assert list(page.dataframe[0].value.iloc[0]) == ["SELECT ?", "3", "1.2\u202fs", "700\u202fms", "now"]


@pytest.fixture
def log(agency):
    """Three lines of the log, the last with an exception."""
    path = logs.path_in(agency.settings.data)
    path.parent.mkdir(exist_ok=True)
    told = [("INFO", "first *line*", ""), ("WARNING", "second", "api-0001"), ("ERROR", "third", "api-0001")]
    path.write_text("".join(json.dumps({
        "at": "2026-11-23T09:00:00.000Z", "level": level, "logger": "agency_core.x", "message": message,
        "correlation_id": correlation_id, "process": "all:1", **({"exception": "Traceback: *why*"} if message == "third" else {}),
    }) + "\n" for level, message, correlation_id in told))


@pytest.mark.parametrize(("params", "messages"), [
    ({}, ["third", "second", "first *line*"]), ({"log_level": "WARNING"}, ["third", "second"]),
    ({"log_id": "api-0001"}, ["third", "second"]), ({"log_text": "FIRST"}, ["first *line*"]),
])
def test_the_address_says_which_lines_of_the_log_are_shown(client, open_page, log, params, messages):
    page = open_page("operations", operations_tab="Logs", **params)
    assert not page.exception
    assert list(page.dataframe[0].value["Message"]) == messages


def test_an_exception_of_the_log_opens_below(client, open_page, log):
    page = open_page("operations", operations_tab="Logs")
    assert [one.value for one in page.code] == ["Traceback: *why*"]


def test_a_log_without_lines_says_so_and_a_filter_without_any_can_be_cleared(client, open_page):
    shown = [one.value for one in open_page("operations", operations_tab="Logs").markdown]
    assert ":gray[:material/notes: Nothing was logged yet, or the log cannot be read: the checks say.]" in shown
    page = open_page("operations", operations_tab="Logs", log_id="api-0001")
    page.button(key="log_clear").click().run()
    assert "log_id" not in page.query_params
