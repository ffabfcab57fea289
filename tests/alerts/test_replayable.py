"""Rules that can be replayed ask of the past what they ask of the present."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.alerts.replayable import REPLAYABLE, conditions
from agency_core.alerts.rules import RULES
from agency_core.domain.facts import Facts
from agency_core.domain.rule import RuleSetting

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("rule", REPLAYABLE)
def test_a_rule_that_can_be_replayed_exists_and_has_its_limits(rule):
    found = conditions(RULES[rule], Facts(now=NOW), "")
    assert [(each.hold, each.window % timedelta(minutes=5)) for each in found] == [(RULES[rule].hold, timedelta(0))] * len(found)


def test_distribution_fails_below_what_is_tolerated_to_fail():
    (found,) = conditions(RULES["distribution_failure"], Facts(now=NOW), "")
    assert (found.metric.name, found.threshold, found.fewest, found.window) == (
        "distribution_success", 0.9, 20, timedelta(hours=1),
    )
    assert [found.holds(value, cases) for value, cases in ((0.9, 20), (0.89, 20), (0.89, 19), (None, 20))] == [
        False, True, False, False,
    ]


def test_what_people_changed_is_in_force():
    settings = {("queue_backlog", "bread"): RuleSetting("bread", "queue_backlog", limits={"waiting": 7})}
    known = Facts(now=NOW, settings=settings)
    assert [conditions(RULES["queue_backlog"], known, who)[0].threshold for who in ("bread", "milk")] == [7, 100]
