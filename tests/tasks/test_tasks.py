"""Every task: the contract of the open set, on an empty agency, and what it says when it did something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.engine.tasks import summary
from agency_core.tasks import TASKS


class Doing:
    """An agency in which every verb does `count` things."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __getattr__(self, service: str) -> Doing:
        return self

    def __call__(self, *_, **__) -> int:
        return self._count


@pytest.mark.parametrize("name", TASKS)
def test_a_task_has_nothing_to_do_in_an_empty_agency(agency, name):
    assert TASKS[name].run(agency) == ""


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_called_as_in_the_table(name):
    assert (TASKS[name].name, bool(TASKS[name].label)) == (name, True)


def test_tasks_have_the_agreed_rhythm():
    assert {task.name: task.every for task in TASKS.all()} == {
        "deliver": timedelta(seconds=1), "answer_messages": timedelta(seconds=2), "import_uploads": timedelta(seconds=2),
        "reconcile": timedelta(seconds=5), "preflight": timedelta(minutes=1), "collect_metrics": timedelta(minutes=1),
        "count_followers": timedelta(minutes=10), "ping": timedelta(minutes=1),
        "sample_gauges": timedelta(minutes=5), "send_notifications": timedelta(seconds=5),
        "keep_maintenance": timedelta(seconds=5),
        "evaluate_alerts": timedelta(seconds=10), "refresh_tokens": timedelta(minutes=5), "recur": timedelta(minutes=5),
        "rehearse": timedelta(seconds=2), "make_reports": timedelta(seconds=2), "plan_week": timedelta(hours=1),
        "count_anew": timedelta(minutes=5), "check_numbers": timedelta(days=1), "make_months": timedelta(days=1),
        "prune": timedelta(days=1), "backup": timedelta(seconds=10), "restore_drill": timedelta(days=7),
        "export_audit": timedelta(days=1), "remind_reviewers": timedelta(minutes=30),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("deliver", "2 deliveries handled"),
        ("reconcile", "2 deliveries taken back, 2 deliveries missed, 2 deliveries settled"),
        ("answer_messages", "2 messages answered"),
        ("import_uploads", "2 files imported"),
        ("collect_metrics", "2 posts measured"),
        ("count_followers", "2 accounts counted"),
        ("evaluate_alerts", "2 alerts changed"),
        ("refresh_tokens", "2 logins renewed"),
        ("recur", "2 repeated posts planned"),
        ("rehearse", "2 rehearsals ended"),
        ("make_reports", "2 reports made"),
        ("plan_week", "2 requests sent"),
        ("preflight", "2 deliveries looked at"),
        ("count_anew", "2 clients counted"),
        ("check_numbers", "2 clients had drifted and were counted anew"),
        ("make_months", "2 months made"),
        ("send_notifications", "2 notifications handled"),
        ("backup", "2 backups made and verified"),
        ("restore_drill", "2 rows found in the newest backup"),
        ("prune", "18 old records deleted"),
    ],
)
def test_a_task_says_what_it_did(name, said):
    assert TASKS[name].run(Doing(2)) == said


@pytest.mark.parametrize("name", [name for name in TASKS if name != "export_audit"])  # it reads a proof, not a count
def test_a_task_that_did_nothing_says_nothing(name):
    assert TASKS[name].run(Doing(0)) == ""


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1 message answered"), (2, "2 messages answered")])
def test_a_summary_counts_in_words(count, words):
    assert summary(count, "message answered", "messages answered") == words
