"""Tokens: renewed once whoever asks, stored before use, and never lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from agency_core.domain.account import is_due_for_renewal
from agency_core.domain.delivery import Decision, DeliveryState
from agency_core.domain.publishing import Failure, PlatformError, Tokens
from agency_core.errors import Busy
from agency_core.models import AccountRow
from agency_core.services.refresh import CLAIM, SKEW, Refresher
from agency_core.store.queries.secret import place

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WAITS = Decision(DeliveryState.PENDING, "The token has expired.", refreshes=True)


@pytest.fixture
def row(desk, owner):
    """The LinkedIn account of a client, read anew at each call."""
    desk.clients.own(owner)

    def reading() -> AccountRow:
        with desk.db.reading() as session:
            return session.scalars(select(AccountRow).where(AccountRow.platform == "linkedin")).one()

    return reading


@pytest.fixture
def refresher(desk):
    """The refresher of the agency."""
    return desk.refresher


def networks_of(refresher: Refresher):
    """What the refresher works with."""
    return refresher._networks


def answers(network, *tokens):
    """Let the network answer refreshes with these, one after the other; an exception is raised."""
    waiting = list(tokens)

    def refresh(ctx):
        network.refreshes += 1
        said = waiting.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    network.refresh = refresh


def change(desk, **values):
    """Change the account in the database."""
    with desk.db.transaction() as session:
        found = session.scalars(select(AccountRow).where(AccountRow.platform == "linkedin")).one()
        for name, value in values.items():
            setattr(found, name, value)


def test_twenty_threads_renew_once(desk, row, network, refresher):
    used = networks_of(refresher).account(row())
    slow = network.refresh

    def refresh(ctx):
        time.sleep(0.05)
        return slow(ctx)

    network.refresh = refresh
    others = [refresher, Refresher(desk.db, networks_of(refresher))]
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda number: others[number % 2].renew(used).access_token, range(20)))
    assert network.refreshes == 1
    assert found == [f"{used.access_token}+"] * 20


def test_a_rotated_token_is_stored_before_it_is_given_out(row, network, refresher):
    answers(network, Tokens("a2", "r2", NOW + timedelta(hours=1), ("write",)))
    given = refresher.renew(networks_of(refresher).account(row()))
    stored = networks_of(refresher).account(row())
    assert (given.access_token, stored.access_token, stored.refresh_token) == ("a2", "a2", "r2")
    assert (row().token_expires_at, row().scopes) == (NOW + timedelta(hours=1), ["write"])
    assert set(row().credentials) == {"sealed", "key"}


def test_an_empty_refresh_token_overwrites_none(row, network, refresher):
    before = networks_of(refresher).account(row())
    answers(network, Tokens("a2", ""))
    refresher.renew(before)
    assert networks_of(refresher).account(row()).refresh_token == before.refresh_token


def test_a_delivery_goes_on_at_once_with_a_new_token(row, network, refresher):
    decision = refresher.refreshed(networks_of(refresher).account(row()), WAITS, NOW)
    assert (decision.state, decision.retry_at, decision.why) == (DeliveryState.PENDING, NOW, "The access token was renewed.")


def test_a_delivery_with_an_old_token_takes_the_new_one(row, network, refresher):
    used = networks_of(refresher).account(row())
    refresher.renew(used)
    decision = refresher.refreshed(used, WAITS, NOW)
    assert (network.refreshes, decision.why) == (1, "Another delivery renewed the token.")


@pytest.mark.parametrize("failure", [Failure.AUTH_REVOKED, Failure.AUTH_EXPIRED])
def test_a_refusal_for_good_disconnects(row, network, refresher, failure):
    answers(network, PlatformError(failure, "invalid_grant"))
    decision = refresher.refreshed(networks_of(refresher).account(row()), WAITS, NOW)
    assert (decision.state, decision.disconnects_account) == (DeliveryState.FAILED, True)
    assert (row().status, row().last_error) == ("reconnect", "invalid_grant")


@pytest.mark.parametrize("failure", sorted(set(Failure) - {Failure.AUTH_REVOKED, Failure.AUTH_EXPIRED}))
def test_any_other_failure_disconnects_nothing_and_can_be_tried_again(row, network, refresher, failure):
    answers(network, PlatformError(failure, "not now"), Tokens("a2", "r2"))
    used = networks_of(refresher).account(row())
    decision = refresher.refreshed(used, WAITS, NOW)
    assert (decision.state, decision.disconnects_account) == (DeliveryState.PENDING, False)
    assert row().status == "connected"
    assert refresher.renew(used).access_token == "a2"


def test_an_answer_without_a_token_is_no_answer(row, network, refresher):
    before = networks_of(refresher).account(row())
    answers(network, Tokens(""))
    with pytest.raises(PlatformError) as caught:
        refresher.renew(before)
    assert caught.value.failure is Failure.TRANSIENT
    assert networks_of(refresher).account(row()).access_token == before.access_token


def test_a_claim_of_a_dead_worker_runs_out(desk, row, network, refresher, clock):
    claim = {"renewing": {"by": "dead", "until": (clock.now() + CLAIM).isoformat()}}
    change(desk, credentials={**row().credentials, **claim})
    clock.move(CLAIM)
    refresher.renew(networks_of(refresher).account(row()))
    assert network.refreshes == 1


def test_a_worker_that_takes_too_long_is_not_waited_for_for_ever(desk, row, network, refresher, clock, monkeypatch):
    monkeypatch.setattr("agency_core.services.refresh.PATIENCE_SECONDS", 0.2)
    claim = {"renewing": {"by": "other", "until": (clock.now() + CLAIM).isoformat()}}
    change(desk, credentials={**row().credentials, **claim})
    decision = refresher.refreshed(networks_of(refresher).account(row()), WAITS, NOW)
    assert (network.refreshes, decision.disconnects_account) == (0, False)
    assert decision.why == "The token could not be renewed: Another worker is still renewing the token."


def test_a_late_refusal_does_not_end_what_another_worker_renewed(desk, row, network, refresher):
    used = networks_of(refresher).account(row())

    def refresh(ctx):
        with desk.db.transaction() as session:
            found = session.get_one(AccountRow, used.id)
            found.credentials = networks_of(refresher).vault.seal({"access_token": "theirs"}, place(found))
        raise PlatformError(Failure.AUTH_REVOKED, "invalid_grant")

    network.refresh = refresh
    assert refresher.renew(used).access_token == "theirs"
    assert row().status == "connected"


def test_new_tokens_survive_a_busy_database(row, network, refresher, monkeypatch):
    database = refresher._db
    transaction, refused = database.transaction, [Busy(), Busy()]

    def busy(*, durable=False):
        if durable and refused:
            raise refused.pop()
        return transaction(durable=durable)

    monkeypatch.setattr(database, "transaction", busy)
    refresher.renew(networks_of(refresher).account(row()))
    assert refused == []
    assert networks_of(refresher).account(row()).access_token.endswith("+")


def test_current_renews_what_has_run_out_and_nothing_else(desk, row, network, refresher, clock):
    change(desk, token_expires_at=clock.now() + SKEW + timedelta(seconds=1))
    assert not refresher.current(row()).access_token.endswith("+")
    clock.move(timedelta(seconds=1))
    assert refresher.current(row()).access_token.endswith("+")
    assert network.refreshes == 1


def test_a_token_from_a_variable_is_not_renewed(desk, row, network, refresher, monkeypatch):
    monkeypatch.setenv("AGENCY_TOKEN_ACME", "canary")
    change(desk, credentials={"variable": "AGENCY_TOKEN_ACME"}, network="live")
    decision = refresher.refreshed(networks_of(refresher).account(row()), WAITS, NOW)
    assert (network.refreshes, decision.disconnects_account, decision.why) == (0, True, "The access token has expired.")


def test_a_live_account_is_renewed_too(desk, row, network, refresher):
    change(desk, network="live")
    assert refresher.renew(networks_of(refresher).account(row())).access_token.endswith("+")


@pytest.mark.parametrize(
    ("life", "left", "due"),
    [
        (timedelta(hours=1), timedelta(minutes=11), False), (timedelta(hours=1), timedelta(minutes=10), True),
        (timedelta(days=60), timedelta(days=7), False), (timedelta(days=60), timedelta(days=6), True),
        (timedelta(days=365), timedelta(days=8), False), (timedelta(days=365), timedelta(days=7), True),
        (None, timedelta(days=8), False), (None, timedelta(days=7), True),
    ],
)
def test_a_token_is_renewed_in_the_last_tenth_of_its_life(life, left, due):
    end = NOW + left
    assert is_due_for_renewal(end, end - life if life else None, NOW) is due


def test_what_runs_out_is_renewed_ahead(desk, row, network, refresher, clock):
    answers(network, Tokens("a2", "r2", clock.now() + timedelta(hours=2)), Tokens("a3", "r3", clock.now() + timedelta(hours=4)))
    change(desk, token_expires_at=clock.now() + timedelta(days=1))
    assert refresher.renew_due() == 1
    assert refresher.renew_due() == 0
    clock.move(timedelta(hours=1, minutes=50))
    assert refresher.renew_due() == 1
    assert networks_of(refresher).account(row()).refresh_token == "r3"


def test_what_cannot_be_renewed_is_left_alone(desk, row, network, refresher, clock):
    with desk.db.transaction() as session:
        found = session.get_one(AccountRow, row().id)
        found.token_expires_at = clock.now() + timedelta(minutes=1)
        found.credentials = networks_of(refresher).vault.seal({"access_token": "a", "refresh_token": ""}, place(found))
    assert refresher.renew_due() == 0
    assert (network.refreshes, row().status) == (0, "connected")
