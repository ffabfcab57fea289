from dataclasses import replace

import pytest

from agency_core.domain.numbers import Kpi
from agency_core.ui.kit.kpis import change, figure, verdict

SHARE = Kpi("success", "Success", 0.966, 0.95, "share", 0.893, (), "up", "")
COUNT = Kpi("backlog", "Backlog", 12, 100, "items", 20, (), "down", "")


def test_figure_in_its_unit():
    assert [figure(0.966, "share"), figure(12_480, "posts"), figure(None, "posts"), figure(1500, "ms")] == [
        "96.6\u202f%", "12.5k", "–", "1.5\u202fs",
    ]


@pytest.mark.parametrize(("kpi", "text"), [
    (SHARE, "+7.3 pp"), (COUNT, "-8"), (replace(COUNT, previous=12), "0"), (replace(COUNT, previous=None), None),
    (replace(COUNT, value=None), None),
])
def test_change_against_the_period_before(kpi, text):
    assert change(kpi) == text


@pytest.mark.parametrize(("kpi", "colour"), [
    (SHARE, "green"), (replace(SHARE, value=0.9), "orange"), (COUNT, "green"), (replace(COUNT, value=120), "orange"),
])
def test_verdict_says_whether_the_target_is_met(kpi, colour):
    assert verdict(kpi).startswith(f":{colour}[")


def test_verdict_without_target_or_value():
    assert verdict(replace(SHARE, target=None)) == ""
    assert verdict(replace(SHARE, value=None)) == "Target at least 95.0\u202f%"
    assert verdict(replace(COUNT, value=None)) == "Target at most 100"
