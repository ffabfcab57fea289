"""Grouping: one message for each notifier, client and severity."""

from __future__ import annotations

from agency_core.alerts.grouping import LISTED, Notice, grouped
from agency_core.domain.watching import Reason
from tests.alerts.cast import HOUR, NOW, alert, notifier

NAMES = {"c1": "Bread"}


def notice(reason: Reason = Reason.FIRED, *, who: str = "n1", at=NOW, **given) -> Notice:
    return Notice(notifier(id=who), alert(**given), reason, at)


def test_one_alert_is_told_in_its_own_words():
    (message,) = grouped([notice()], set(), NAMES)
    assert (message.title, message.reason, message.total) == ("s is wrong", "fired", 1)


def test_what_happens_at_once_is_one_message():
    (message,) = grouped([notice(id=f"a{number}") for number in range(3)], set(), NAMES)
    assert (message.title, [each.id for each in message.alerts]) == ("3 warning alerts for Bread", ["a0", "a1", "a2"])


def test_a_flood_is_counted_and_its_beginning_listed():
    (message,) = grouped([notice(id=f"a{number}") for number in range(LISTED + 37)], set(), NAMES)
    assert (len(message.alerts), message.total) == (LISTED, LISTED + 37)
    assert message.title == f"{LISTED + 37} warning alerts for Bread (and 37 more that are not listed)"


def test_notifiers_clients_severities_and_ends_are_told_apart():
    notices = [
        notice(), notice(who="n2"), notice(client_id="c2"), notice(severity="critical"),
        notice(Reason.RESOLVED, state="resolved"), notice(Reason.RESOLVED, state="resolved", at=NOW + HOUR),
    ]
    assert [each.total for each in grouped(notices, set(), NAMES)] == [1] * 6


def test_the_system_has_no_name():
    (message,) = grouped([notice(client_id="", id=each) for each in "ab"], set(), NAMES)
    assert message.title == "2 warning alerts"


def test_the_gravest_reason_is_said_and_listed_first():
    notices = [notice(Reason.REPEATED, id="r"), notice(id="f"), notice(Reason.WORSE, id="w"), notice(Reason.ESCALATED, id="e")]
    (message,) = grouped(notices, set(), NAMES)
    assert (message.reason, [each.id for each in message.alerts]) == ("worse", ["w", "e", "f", "r"])


def test_what_joins_others_that_still_fire_is_more_of_it():
    (message,) = grouped([notice()], {("n1", "c1", "warning")}, NAMES)
    assert message.reason == "more"


def test_what_is_over_says_so():
    (message,) = grouped([notice(Reason.RESOLVED, state="resolved")], set(), NAMES)
    assert (message.title, message.reason) == ("Over: s is wrong", "resolved")
