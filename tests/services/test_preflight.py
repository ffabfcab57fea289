"""The look a day and an hour ahead: what would go wrong is said while it can be repaired."""

from datetime import timedelta

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.platform import Allowance
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.models import AccountRow, ContentRow
from tests.fakes import only_delivery

LATER = timedelta(hours=30)


@pytest.fixture
def coming(desk, owner, scheduled):
    """Content that is due in 30 hours; gives its delivery as it stands."""
    content = scheduled(LATER)
    return lambda: only_delivery(desk, owner, content)


def linkedin(session):
    return session.query(AccountRow).filter_by(platform="linkedin").one()


def about(delivery):
    return [each["about"] for each in delivery.preflight.get("problems", [])]


def test_delivery_is_looked_at_a_day_and_an_hour_before_its_time(desk, coming, clock):
    looked = []
    for hours in (0, 7, 1, 10, 11, 0.5):
        clock.move(timedelta(hours=hours))
        looked.append((desk.preflight.run(), coming().preflight.get("stage")))
    assert looked == [(0, None), (1, "24h"), (0, "24h"), (0, "24h"), (1, "1h"), (0, "1h")]
    assert (coming().why, about(coming())) == ("", [])


def test_paused_account_is_named_and_forgotten_once_it_is_taken_up(desk, owner, coming, clock):
    account = coming().account_id
    desk.accounts.set_status(owner, account, status=AccountStatus.PAUSED)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert (about(coming()), coming().failure) == (["account"], "preflight")
    assert coming().why.startswith("Would fail: ")
    desk.accounts.set_status(owner, account, status=AccountStatus.CONNECTED)
    assert desk.preflight.run() == 0
    clock.move(timedelta(minutes=10))
    desk.preflight.run()
    assert (about(coming()), coming().failure, coming().why) == ([], "", "")


def test_login_that_ends_before_the_time_is_named(desk, coming, clock, monkeypatch):
    with desk.db.transaction() as session:
        linkedin(session).token_expires_at = clock.now() + timedelta(hours=20)
    monkeypatch.setattr(desk.preflight._refresher, "can_renew", lambda row: False)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert about(coming()) == ["account"]


def test_network_that_no_longer_knows_us_is_asked_once_for_all(desk, owner, network, scheduled, clock, monkeypatch):
    asked = []

    def refuse(ctx):
        asked.append(ctx.account.id)
        raise PlatformError(Failure.AUTH_REVOKED, "Gone.")

    monkeypatch.setattr(network, "profiles", refuse)
    contents = [scheduled(LATER + timedelta(minutes=each)) for each in range(3)]
    clock.move(timedelta(hours=7))
    assert desk.preflight.run() == 3
    assert [about(only_delivery(desk, owner, each)) for each in contents] == [["account"]] * 3
    assert len(asked) == 1


def test_network_that_does_not_answer_is_no_problem_of_the_delivery(desk, network, coming, clock, monkeypatch):
    def silent(ctx):
        raise PlatformError(Failure.TRANSIENT, "No answer.")

    monkeypatch.setattr(network, "profiles", silent)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert about(coming()) == []


def test_words_that_were_not_approved_are_named(desk, coming, clock):
    with desk.db.transaction() as session:
        session.get_one(ContentRow, coming().content_id).content_body = "Other words."
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert about(coming()) == ["approval"]


def test_spent_allowance_is_named(desk, network, coming, clock):
    network.allowances = (Allowance(1, timedelta(days=30)),)
    with desk.db.transaction() as session:
        linkedin(session).budget = {"spent": [1.0], "at": clock.now().isoformat()}
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert about(coming()) == ["limits"]


def test_rule_that_is_broken_since_is_named(desk, coming, clock, monkeypatch):
    monkeypatch.setattr("tests.fakes.LIMIT", 3)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert about(coming()) == ["rules"]


def test_alert_says_that_something_would_fail(desk, owner, coming, clock):
    desk.accounts.set_status(owner, coming().account_id, status=AccountStatus.PAUSED)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    desk.watch.evaluate()
    assert "preflight" in {each.rule for each in desk.watch.list(owner).items}


def test_problem_does_not_keep_a_delivery_from_being_sent(desk, owner, network, coming, clock, monkeypatch):
    """What was wrong an hour ago may be right by now: only the network decides."""
    with desk.db.transaction() as session:
        linkedin(session).token_expires_at = clock.now() + timedelta(hours=20)
    monkeypatch.setattr(desk.preflight._refresher, "can_renew", lambda row: False)
    clock.move(timedelta(hours=7))
    desk.preflight.run()
    assert coming().failure == "preflight"
    with desk.db.transaction() as session:
        linkedin(session).token_expires_at = clock.now() + timedelta(days=300)
    clock.move(LATER - timedelta(hours=7))
    desk.publish.drain()
    assert (coming().state, coming().failure) == ("delivered", "")
