from datetime import timedelta

import pytest

from agency_core.domain.operations import TaskView
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
    page = open_page("operations")
    shown = [one.value for one in page.markdown]
    assert ":gray[:material/schedule: No task is known yet: the scheduler writes them down when it first starts.]" in shown
    assert ":gray[:material/error: No worker runs. Nothing is published until one does.]" in shown


def test_the_check_up_runs_when_asked_for(client, open_page):
    page = open_page("operations")
    assert not page.dataframe
    page.button(key="doctor_run").click().run()
    assert list(page.dataframe[0].value.columns) == ["Check", "State", "Found", "What to do"]


def test_pausing_a_client_asks_first(client, agency, owner, open_page):
    page = open_page("operations")
    page.button(key="kill_bread").click().run()
    assert "0 deliveries waiting will be held back on all platforms." in page.text[-1].value
    assert agency.clients.get(owner, "bread").publishing_paused is False


def test_a_paused_client_can_be_resumed(client, agency, owner, open_page):
    agency.schedule.pause(owner, "bread", paused=True)
    page = open_page("operations")
    assert page.button(key="kill_bread").label == "Resume publishing"
