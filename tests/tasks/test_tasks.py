"""Every task: the contract of the open set, on an empty agency, and what it says when it did something."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from agency_core.engine.tasks import summary
from agency_core.tasks import TASKS


def doing(count: int):
    """An agency in which every verb of a task does `count` things."""
    def verb(*_, **__):
        return count

    return SimpleNamespace(
        publish=SimpleNamespace(run_due=verb, in_hand=frozenset),
        reconcile=SimpleNamespace(recover=verb, mark_missed=verb, run=verb),
        respond=SimpleNamespace(answer_waiting=verb), uploads=SimpleNamespace(run_queued=verb, prune=verb),
        measure=SimpleNamespace(collect_due=verb), watch=SimpleNamespace(evaluate=verb),
        plan=SimpleNamespace(plan_all=verb), operate=SimpleNamespace(prune=verb),
        connect=SimpleNamespace(prune=verb), refresher=SimpleNamespace(renew_due=verb),
    )


@pytest.mark.parametrize("name", TASKS)
def test_a_task_has_nothing_to_do_in_an_empty_agency(agency, name):
    assert TASKS[name].run(agency) == ""


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_called_as_in_the_table(name):
    assert (TASKS[name].name, bool(TASKS[name].label)) == (name, True)


def test_tasks_have_the_agreed_rhythm():
    assert {task.name: task.every for task in TASKS.all()} == {
        "deliver": timedelta(seconds=1), "answer_messages": timedelta(seconds=2), "import_uploads": timedelta(seconds=2),
        "reconcile": timedelta(seconds=5), "collect_metrics": timedelta(minutes=1), "evaluate_alerts": timedelta(minutes=1),
        "refresh_tokens": timedelta(minutes=5), "plan_week": timedelta(hours=1), "prune": timedelta(days=1),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("deliver", "2 deliveries handled"),
        ("reconcile", "2 deliveries taken back, 2 deliveries missed, 2 deliveries settled"),
        ("answer_messages", "2 messages answered"),
        ("import_uploads", "2 files imported"),
        ("collect_metrics", "2 posts measured"),
        ("evaluate_alerts", "2 alerts changed"),
        ("refresh_tokens", "2 logins renewed"),
        ("plan_week", "2 requests sent"),
        ("prune", "4 old records deleted"),
    ],
)
def test_a_task_says_what_it_did(name, said):
    assert TASKS[name].run(doing(2)) == said


@pytest.mark.parametrize("name", TASKS)
def test_a_task_that_did_nothing_says_nothing(name):
    assert TASKS[name].run(doing(0)) == ""


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1 message answered"), (2, "2 messages answered")])
def test_a_summary_counts_in_words(count, words):
    assert summary(count, "message answered", "messages answered") == words
