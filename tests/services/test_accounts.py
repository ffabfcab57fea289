"""Accounts at work: tested for real, disconnected, spaced out, and how they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from agency_core.domain.account import AccountStatus, CallsLeft, calls_left
from agency_core.domain.platform import Login, LoginKind
from agency_core.domain.publishing import Failure, PlatformError, Profile, Tokens
from agency_core.errors import Exists, Forbidden, Invalid, NotFound
from agency_core.models import AccountRow
from agency_core.store.queries.secret import place
from tests.fakes import only_delivery

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOON = timedelta(hours=1)


@pytest.fixture
def account(desk, owner):
    """The LinkedIn account of a client."""
    client = desk.clients.own(owner)
    (found,) = [each for each in desk.accounts.list(owner, client_id=client.id) if each.platform == "linkedin"]
    return found


@pytest.fixture
def row(desk, account):
    """Reads the account's row anew at each call."""

    def reading() -> AccountRow:
        with desk.db.reading() as session:
            return session.get_one(AccountRow, account.id)

    return reading


def shows(network, *profiles):
    """Let the network answer with these profiles, or with these errors."""
    waiting = list(profiles)

    def asked(ctx):
        said = waiting.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    network.profiles = asked


def test_a_test_that_finds_the_profile_keeps_its_limits_and_scopes(desk, owner, network, account, row, clock):
    shows(network, (Profile("other", ""), Profile(account.external_id, "", scopes=("write",), limits={"text": 5000})))
    tested = desk.accounts.test(owner, account.id)
    assert (tested.ok, tested.said) == (True, "The network accepts the login.")
    assert (row().limits, row().scopes) == ({"text": 5000}, ["write"])
    assert (row().checked_at, row().check_said) == (clock.now(), tested.said)
    assert desk.accounts._networks.account(row()).limits == {"text": 5000}


def test_a_login_that_lost_its_profile_is_said(desk, owner, network, account, row):
    shows(network, (Profile("other", ""),))
    assert desk.accounts.test(owner, account.id).ok is False
    assert row().check_said == "The network accepts the login, but it can no longer act for this profile."


def test_a_revoked_login_asks_to_be_reconnected(desk, owner, network, account, row):
    shows(network, PlatformError(Failure.AUTH_REVOKED, "Revoked."))
    tested = desk.accounts.test(owner, account.id)
    assert (tested.ok, row().status, row().last_error) == (False, "reconnect", "The network answered: Revoked.")


@pytest.mark.parametrize("failure", [Failure.TRANSIENT, Failure.RATE_LIMITED, Failure.PERMISSION_DENIED])
def test_a_network_that_cannot_be_asked_disconnects_nothing(desk, owner, network, account, row, failure):
    shows(network, PlatformError(failure, "Not now."))
    assert desk.accounts.test(owner, account.id).said == "The network answered: Not now."
    assert row().status == "connected"


def test_an_expired_login_is_renewed_and_tested_again(desk, owner, network, account):
    shows(network, PlatformError(Failure.AUTH_EXPIRED, "Expired."), (Profile(account.external_id, ""),))
    assert desk.accounts.test(owner, account.id).ok
    assert network.refreshes == 1


def test_a_disconnected_account_holds_no_login_and_tells_what_waits(desk, owner, scheduled, account, row):
    content = scheduled(SOON)
    assert desk.accounts.disconnect(owner, account.id).status == "disconnected"
    assert set(row().credentials) == {"generation"}
    assert (row().token_expires_at, row().scopes) == (None, [])
    delivery = only_delivery(desk, owner, content)
    assert (delivery.state, delivery.why) == ("pending", "The account was disconnected. Connect it again, or cancel this.")
    with pytest.raises(PlatformError) as caught:
        desk.accounts._networks.account(row())
    assert caught.value.failure is Failure.AUTH_REVOKED


def test_a_disconnected_account_publishes_nothing(desk, owner, network, scheduled, account, clock):
    scheduled(SOON)
    desk.accounts.disconnect(owner, account.id)
    clock.move(SOON)
    desk.publish.drain()
    assert network.posts == {}


def test_a_disconnected_account_acts_for_no_platform(desk, owner, account):
    desk.accounts.disconnect(owner, account.id)
    reach = {each.platform: each for each in desk.accounts.reach(owner, client_id=account.client_id)}["linkedin"]
    assert (reach.can_publish, reach.account_id, reach.reason) == (False, "", "No account is connected.")


def test_a_live_account_that_is_disconnected_keeps_nothing_at_all(desk, owner, account, row):
    with desk.db.transaction() as session:
        found = session.get_one(AccountRow, account.id)
        found.network = "live"
        found.credentials = desk.accounts._networks.vault.seal({"access_token": "a", "refresh_token": "r"}, place(found))
    desk.accounts.disconnect(owner, account.id)
    assert row().credentials == {}


def test_the_sandbox_gives_the_next_token_to_who_connects_again(desk, owner, account, row):
    networks = desk.accounts._networks
    first = networks.account(row()).access_token
    with pytest.raises(Exists):
        desk.accounts.connect_sandbox(owner, account.client_id, name="linkedin")
    desk.accounts.disconnect(owner, account.id)
    again = desk.accounts.connect_sandbox(owner, account.client_id, name="linkedin")
    assert (again.id, again.status, first[-2:]) == (account.id, "connected", ".0")
    assert networks.account(row()).access_token == f"{first[:-1]}1"


def test_disconnected_is_not_a_status_to_be_set(desk, owner, account):
    with pytest.raises(Invalid):
        desk.accounts.set_status(owner, account.id, status=AccountStatus.DISCONNECTED)
    desk.accounts.disconnect(owner, account.id)
    with pytest.raises(Invalid):
        desk.accounts.set_status(owner, account.id, status=AccountStatus.CONNECTED)


@pytest.mark.parametrize(("seconds", "fits"), [(0, True), (86_400, True), (-1, False), (86_401, False)])
def test_posts_are_kept_apart_by_up_to_a_day(desk, owner, account, row, seconds, fits):
    if fits:
        desk.accounts.set_spacing(owner, account.id, seconds=seconds)
        assert row().spacing_seconds == seconds
        return
    with pytest.raises(Invalid):
        desk.accounts.set_spacing(owner, account.id, seconds=seconds)


def test_others_may_neither_test_nor_change_nor_see(desk, owner, writer, stranger, account):
    accounts = desk.accounts
    for actor, refusal in ((stranger, NotFound), (writer, Forbidden)):
        for act in (lambda actor=actor: accounts.disconnect(actor, account.id),
                    lambda actor=actor: accounts.set_spacing(actor, account.id, seconds=1)):
            with pytest.raises(refusal):
                act()
    with pytest.raises(NotFound):
        accounts.test(stranger, account.id)
    with pytest.raises(NotFound):
        accounts.health(stranger, client_id=account.client_id)
    assert accounts.health(stranger) == {}
    assert accounts.list(owner)[0].status == "connected"


def test_health_names_what_is_missing_and_when_it_ends(desk, owner, network, account, row, monkeypatch):
    end = NOW + timedelta(days=3)
    with desk.db.transaction() as session:
        found = session.get_one(AccountRow, account.id)
        found.scopes, found.token_expires_at, found.failures_in_a_row = ["read"], end, 2
        found.budget = {"remaining": 5, "limit": 10, "reset_at": (NOW + SOON).isoformat()}
    wanted = replace(network.facts, login=Login(LoginKind.OAUTH2, ("read", "write")))
    monkeypatch.setattr(type(network), "facts", wanted)
    health = desk.accounts.health(owner, client_id=account.client_id)[account.id]
    assert (health.missing, health.expires_at, health.renews_itself, health.failures_in_a_row) == (("write",), end, True, 2)
    assert health.calls_left == CallsLeft(5, 10, NOW + SOON)


@pytest.mark.parametrize(
    ("budget", "left"),
    [
        ({}, None), ({"remaining": None}, None), ({"remaining": "5"}, None), ({"limit": 10}, None),
        ({"remaining": 3}, CallsLeft(3)),
        ({"remaining": 3, "limit": None, "reset_at": None}, CallsLeft(3)), ({"remaining": 0, "limit": 9}, CallsLeft(0, 9)),
        ({"remaining": 3, "reset_at": "2026-11-23T09:00:01+00:00"}, CallsLeft(3, None, NOW + timedelta(seconds=1))),
        ({"remaining": 3, "reset_at": "2026-11-23T09:00:00+00:00"}, None), ({"spent": [1, 2]}, None),
    ],
)
def test_what_is_left_of_a_budget_is_read_whatever_else_it_holds(budget, left):
    assert calls_left(budget, NOW) == left


def test_a_list_of_accounts_takes_the_same_number_of_questions_for_many(desk, owner, account, count_queries):
    desk.accounts.health(owner)  # the key of the client is read once
    with count_queries(desk) as one:
        desk.accounts.health(owner)
    for number in range(3):
        with desk.db.transaction() as session:
            known = session.scalars(select(AccountRow)).first()
            session.add(AccountRow(
                id=f"more{number}", client_id=known.client_id, platform="linkedin", network="sandbox", external_id=f"m{number}",
                display_name="More", credentials={}, status="connected", created_at=known.created_at,
            ))
    with count_queries(desk) as many:
        assert len(desk.accounts.health(owner)) == 5
    assert many.selects == one.selects


def test_a_renewed_login_is_shown_to_nobody(desk, owner, network, account, row):
    network.refresh = lambda ctx: Tokens("canary-token", "canary-refresh")
    desk.refresher.renew(desk.accounts._networks.account(row()))
    seen = (desk.accounts.list(owner), desk.accounts.health(owner), desk.accounts.reach(owner, client_id=account.client_id))
    assert "canary" not in repr(seen)



def test_less_time_between_posts_counts_from_now_on(desk, owner, scheduled, network, clock):
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    desk.accounts.set_spacing(owner, account.id, seconds=24 * 3600)
    for words in ("One.", "Another."):
        scheduled(timedelta(minutes=2), content_body=words)
    clock.move(timedelta(minutes=3))
    desk.publish.drain()
    desk.accounts.set_spacing(owner, account.id, seconds=60)
    clock.move(timedelta(minutes=1))
    desk.publish.drain()
    assert len(network.posts) == 2


def test_account_that_is_taken_up_again_forgets_a_clock_that_was_ahead(desk, owner, clock):
    desk.clients.own(owner)
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    with desk.db.transaction() as session:
        row = session.get_one(AccountRow, account.id)
        row.free_at, row.spacing_seconds = clock.now() + timedelta(days=365), 60
        row.budget = {"remaining": 0, "reset_at": (clock.now() + timedelta(days=1)).isoformat()}
    desk.accounts.set_status(owner, account.id, status="connected")
    health = desk.accounts.health(owner)[account.id]
    assert (health.free_at, health.calls_left) == (clock.now() + timedelta(minutes=1), None)
