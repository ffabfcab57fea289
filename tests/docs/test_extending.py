"""The examples of docs/extending.md work as they stand, and have the sizes that are quoted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.alerts.rules import RULES
from agency_core.domain.client import NewClient
from agency_core.domain.facts import ClientFacts, Facts
from agency_core.platforms import CONNECTORS
from agency_core.tasks import TASKS
from agency_core.ui.contents import ENTRIES
from tests.docs.reading import blocks, rows, section

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RULE, TASK, PAGE = blocks("extending.md", "python")
STAT = re.compile(r"^ (\S+) +\| +(\d+) ", re.MULTILINE)
TOTAL = re.compile(r"(\d+) files changed, (\d+) insertions")
SECTIONS = {"a platform": "A platform", "a rule": "A rule", "a task": "A task", "a page": "A page"}


def member(code: str, name: str) -> Any:
    """What the code defines under `name`."""
    space: dict[str, Any] = {}
    exec(compile(code, "extending.md", "exec"), space)
    return space[name]


@pytest.mark.parametrize(("delivered", "failed", "found"), [(0, 0, []), (0, 1, ["c1"]), (1, 9, [])])
def test_the_rule_finds_what_it_says(delivered, failed, found):
    client = ClientFacts(id="c1", name="Brand", backlog=0, delivered_1h=delivered, failed_1h=failed)
    assert [each.subject for each in member(RULE, "RULE").check(Facts(now=NOW, clients=(client,)))] == found


def test_the_task_has_nothing_to_do_in_an_empty_agency_and_then_does_it(agency, owner):
    task = member(TASK, "TASK")
    assert task.run(agency) == ""
    agency.clients.own(owner)
    said = task.run(agency)
    assert [f"backed up to {file.name}" for file in (agency.settings.data / "backups").iterdir()] == [said]


def test_the_page_opens_and_shows_what_happened(agency, owner):
    agency.clients.create(owner, new=NewClient("Bread & Co", id="bread"))
    hall.use(agency)
    try:
        page = AppTest.from_string(PAGE, default_timeout=30).run()
    finally:
        hall.use(None)
    assert not page.exception
    assert [one.value for one in page.title] == ["History"]
    assert set(page.dataframe[0].value["What"]) == {"Client started"}


def test_the_examples_are_not_part_of_the_product():
    taken = [*RULES, *TASKS, *CONNECTORS, *(entry.name for entry in ENTRIES)]
    assert {"nothing_published", "backup_daily", "wordpress", "history"}.isdisjoint(taken)


@pytest.mark.parametrize(
    ("heading", "file", "code"),
    [
        ("A rule", "agency_core/alerts/rules/nothing_published.py", RULE), ("A task", "agency_core/tasks/backup_daily.py", TASK),
        ("A page", "pages/history.py", PAGE),
    ],
)
def test_the_quoted_size_is_that_of_the_code(heading, file, code):
    assert int(dict(STAT.findall(section("extending.md", heading)))[file]) == len(code.splitlines())


def test_the_table_of_sizes_is_that_of_the_diffs():
    told = {re.match(r"\[(.*?)\]", row[0])[1]: (row[1], row[2]) for row in rows("extending.md", "Extending")}
    assert told == {name: TOTAL.findall(section("extending.md", heading))[0] for name, heading in SECTIONS.items()}


def test_the_parts_of_each_size_add_up():
    assert [row[0] for row in rows("extending.md", "Extending") if int(row[2]) != sum(map(int, row[3:]))] == []
