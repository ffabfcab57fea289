"""Silences: what they cover, and when."""

from __future__ import annotations

import pytest

from agency_core.alerts.silencing import fits, holds, silenced_by
from agency_core.domain.watching import Matcher
from tests.alerts.cast import HOUR, NOW, alert, silence


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        (Matcher(), True), (Matcher(rules=("rule",)), True), (Matcher(rules=("other", "rule")), True),
        (Matcher(rules=("other",)), False), (Matcher(severities=("critical",)), False), (Matcher(severities=("warning",)), True),
        (Matcher(subjects=("s",)), True), (Matcher(subjects=("t",)), False), (Matcher(("rule",), ("warning",), ("t",)), False),
    ],
)
def test_a_matcher_fits_what_all_its_lists_name(matcher, expected):
    assert fits(matcher, alert()) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, True), ({"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}, False), ({"ends_at": NOW}, False),
        ({"ended_at": NOW}, False),
    ],
)
def test_a_silence_holds_from_its_start_to_its_end(given, expected):
    assert holds(silence(**given), NOW) == expected


@pytest.mark.parametrize(("client", "expected"), [("", "silence: known"), ("c1", "silence: known"), ("c2", "")])
def test_a_silence_of_a_client_covers_its_alerts_only(client, expected):
    assert silenced_by(alert(), [silence(client_id=client)]) == expected


def test_a_silence_of_a_client_does_not_cover_the_system():
    assert silenced_by(alert(client_id=""), [silence(client_id="c1")]) == ""
