"""From alerts to notices: what mutes an alert, who is told, and what is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.alerts.announcing import Audience, announce
from agency_core.alerts.telling import Heard
from agency_core.domain.watching import Matcher, QuietHours
from tests.alerts.cast import HOUR, MINUTE, NOW, alert, notifier, silence, window

NIGHT = QuietHours(8 * 60, 10 * 60, "UTC")
HEARD = {("a1", "n1"): Heard("warning", NOW - HOUR)}


def told(alerts, **given) -> list[tuple[str, str, str]]:
    found = announce(alerts, Audience(**{"now": NOW, "notifiers": (notifier(),), **given}))
    return [(each.alert.id, each.notifier.id, each.reason) for each in found.notices]


def kept(one, **given):
    return announce([one], Audience(**{"now": NOW, "notifiers": (notifier(),), **given})).alerts[0]


def test_an_alert_that_is_told_remembers_when_and_how_bad():
    after = kept(alert(muted_by="silence: known"))
    assert (after.notified_at, after.told_severity, after.muted_by, after.escalated) == (NOW, "warning", "", 0)


def test_an_alert_of_which_nothing_is_to_be_told_stays_the_very_same():
    one = alert()
    assert kept(one, heard=HEARD) is one


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"silences": (silence(),)}, "silence: known"), ({"windows": (window(),)}, "maintenance: new disk"),
        ({"silences": (silence(why="w" * 500),)}, f"silence: {'w' * 191}"),
    ],
)
def test_what_is_muted_says_why_and_is_told_to_nobody(given, why):
    assert (told([alert()], **given), kept(alert(), **given).muted_by) == ([], why)


def test_a_symptom_is_muted_and_its_cause_is_told():
    both = [alert(id="a1", rule="late"), alert(id="a2", rule="network")]
    given = {"mutes": {"network": ("late",)}, "labels": {"network": "Network down"}}
    found = announce(both, Audience(now=NOW, notifiers=(notifier(),), **given))
    assert [(each.id, each.muted_by, each.notified_at) for each in found.alerts] == [
        ("a1", "alert: Network down", None), ("a2", "", NOW)
    ]


@pytest.mark.parametrize("given", [{"silences": (silence(),)}, {"windows": (window(),)}])
def test_that_it_is_over_is_said_also_while_it_is_muted(given):
    assert told([alert(state="resolved")], heard=HEARD, **given) == [("a1", "n1", "resolved")]


def test_a_warning_in_quiet_hours_waits_and_says_so():
    given = {"notifiers": (notifier(quiet=NIGHT),)}
    assert (told([alert()], **given), kept(alert(), **given).muted_by) == ([], "quiet hours of Hook")
    assert told([alert(severity="critical")], **given) == [("a1", "n1", "fired")]


def test_quiet_hours_of_one_do_not_keep_another_from_being_told():
    given = {"notifiers": (notifier(id="n1", quiet=NIGHT), notifier(id="n2"))}
    assert (told([alert()], **given), kept(alert(), **given).muted_by) == ([("a1", "n2", "fired")], "")


def test_that_a_warning_is_over_is_said_when_the_quiet_hours_end():
    audience = Audience(NOW, (notifier(quiet=NIGHT),), HEARD)
    (notice,) = announce([alert(state="resolved")], audience).notices
    assert (notice.reason, notice.at) == ("resolved", NOW + HOUR)


def test_an_escalation_is_counted():
    late = alert(fired_at=NOW - 30 * MINUTE)
    after = kept(late, notifiers=(notifier(id="n1", after_minutes=10), notifier(id="n2", after_minutes=20)))
    assert after.escalated == 2


def test_pending_alerts_are_told_to_nobody():
    assert told([alert(state="pending")]) == []


def test_groups_that_still_fire_are_known():
    found = announce([alert()], Audience(NOW, (notifier(),), HEARD))
    assert found.told == {("n1", "c1", "warning")}


def test_what_outlasts_its_silence_is_told_then():
    after = kept(alert(), silences=(silence(),))
    later = Audience(NOW + HOUR, (notifier(),), silences=(silence(),))
    found = announce([after], later)
    assert ([each.reason for each in found.notices], found.alerts[0].muted_by) == (["fired"], "")


def test_a_silence_of_one_severity_is_left_by_what_gets_worse():
    mute = (silence(match=Matcher(severities=("warning",))),)
    assert told([replace(alert(), severity="critical")], silences=mute, heard=HEARD) == [("a1", "n1", "worse")]


def test_a_muted_alert_that_is_told_already_is_repeated_after_the_mute():
    given = {"notifiers": (notifier(repeat_minutes=30),), "heard": HEARD}
    one = alert(notified_at=NOW - HOUR)
    assert told([one], silences=(silence(ends_at=NOW + timedelta(minutes=1)),), **given) == []
    assert told([one], **given) == [("a1", "n1", "repeated")]
