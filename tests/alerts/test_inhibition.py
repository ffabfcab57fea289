"""Inhibition: symptoms are muted by their cause, and never lost."""

from __future__ import annotations

import pytest

from agency_core.alerts.inhibition import causes, inhibited_by, straight
from tests.alerts.cast import alert

MUTES = {"network": ("late", "failed")}


@pytest.mark.parametrize(
    ("cause", "symptom", "expected"),
    [
        ({"client_id": "c1"}, {"rule": "late"}, "network"), ({"client_id": "c1"}, {"rule": "late", "client_id": "c2"}, ""),
        ({"client_id": ""}, {"rule": "late", "client_id": "c2"}, "network"), ({"client_id": "c1"}, {"rule": "other"}, ""),
        ({"client_id": "c1", "state": "resolved"}, {"rule": "late"}, ""),
        ({"client_id": "c1", "state": "pending"}, {"rule": "late"}, "network"),
    ],
)
def test_an_open_cause_mutes_its_symptoms_for_its_client(cause, symptom, expected):
    known = causes([alert(rule="network", **cause)], MUTES)
    assert inhibited_by(alert(**symptom), known) == expected


def test_rules_that_mute_each_other_mute_nothing():
    assert straight({"a": ("b",), "b": ("c", "d"), "c": ("a",), "d": ()}) == {"a": (), "b": ("d",), "c": ()}


def test_a_rule_that_mutes_itself_is_told():
    assert straight({"a": ("a", "b")}) == {"a": ("b",)}
