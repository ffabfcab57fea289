"""What was taken and not begun: it goes out under a claim that lives, unless somebody stopped it meanwhile."""

from datetime import timedelta

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.delivery import LEASE
from agency_core.domain.publishing import Failure, PlatformError
from agency_core.models import AccountRow, AttemptRow, DeliveryRow
from agency_core.store.queries import archive
from tests.fakes import deliveries_of, only_delivery, refuse

SOON = timedelta(minutes=2)
BOTH = ("linkedin", "instagram")


@pytest.fixture
def taken(desk, owner, scheduled, clock):
    """A post that was taken to be sent, and its claim."""

    def make(**values):
        content = scheduled(SOON, **values)
        clock.move(SOON)
        return content, desk.publish._claims.next()

    return make


def _everything(desk, owner, content):
    desk.calendar.resume.pause_all(owner, why="a crisis")


def _client(desk, owner, content):
    desk.schedule.pause(owner, content.client_id, paused=True)


def _account(desk, owner, content):
    desk.accounts.set_status(owner, only_delivery(desk, owner, content).account_id, status=AccountStatus.PAUSED)


def _disconnected(desk, owner, content):
    desk.accounts.disconnect(owner, only_delivery(desk, owner, content).account_id)


@pytest.mark.parametrize("stop", [_everything, _client, _account, _disconnected])
def test_what_waits_in_a_batch_is_not_sent_once_it_was_stopped(desk, owner, network, taken, stop):
    content, claim = taken()
    stop(desk, owner, content)
    desk.publish._handle(claim)
    left = only_delivery(desk, owner, content)
    assert (network.posts, left.state, left.failure, left.why) == ({}, "pending", "", "It was held back before it was sent.")


def test_what_was_held_back_goes_out_once_it_may(desk, owner, network, taken):
    content, claim = taken()
    _client(desk, owner, content)
    desk.publish._handle(claim)
    desk.schedule.pause(owner, content.client_id, paused=False)
    desk.publish.drain()
    assert (len(network.posts), only_delivery(desk, owner, content).attempts) == (1, 1)


def test_claim_that_waited_longer_than_its_lease_is_given_back_and_costs_no_try(desk, owner, pictures, taken, clock):
    content, claim = taken(target_platforms=("instagram",))
    for _ in range(7):
        clock.move(LEASE)
        desk.publish._handle(claim)
        assert (only_delivery(desk, owner, content).state, pictures.calls) == ("pending", [])
        claim = desk.publish._claims.next()
    desk.publish._handle(claim)
    assert (only_delivery(desk, owner, content).state, only_delivery(desk, owner, content).attempts) == ("delivered", 1)


def test_claim_that_waited_long_renews_its_lease_before_the_network_is_called(desk, owner, pictures, taken, clock):
    _, claim = taken(target_platforms=("instagram",))
    clock.move(LEASE - timedelta(seconds=1))
    pictures.polls = 2
    leases = []

    def look():
        with desk.db.reading() as session:
            leases.append(session.get_one(DeliveryRow, claim.id).lease_until - clock.now())
        return False

    pictures.inside_transaction = look
    desk.publish._handle(claim)
    assert leases[0] == LEASE


def test_machine_that_stood_still_before_the_call_does_not_make_it(desk, owner, network, taken, clock, monkeypatch):
    content, claim = taken()
    kept = desk.publish._recorder.save

    def slow(*given):
        held = kept(*given)
        clock.move(timedelta(minutes=10))
        return held

    monkeypatch.setattr(desk.publish._recorder, "save", slow)
    desk.publish._handle(claim)
    assert (network.calls, only_delivery(desk, owner, content).state) == (["prepare"], "pending")


def test_delivery_that_cannot_be_taken_does_not_hold_up_the_others(desk, owner, network, pictures, scheduled, clock):
    first = scheduled(SOON, target_platforms=("instagram",))
    second = scheduled(SOON + timedelta(seconds=1))
    with desk.db.transaction() as session:
        row = session.get_one(DeliveryRow, only_delivery(desk, owner, first).id)
        row.part, row.platform = 1, "a network of another version"
    clock.move(2 * SOON)
    desk.publish.drain()
    assert (only_delivery(desk, owner, first).state, only_delivery(desk, owner, second).state) == ("failed", "delivered")


def test_waiting_for_an_allowance_opens_no_try(desk, owner, network, scheduled, clock):
    with desk.db.transaction() as session:
        session.query(AccountRow).update(
            {"budget": {"remaining": 0, "reset_at": (clock.now() + timedelta(hours=1)).isoformat()}}
        )
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    assert only_delivery(desk, owner, content).attempts == 0
    with desk.db.reading() as session:
        assert session.query(AttemptRow).count() == 0


def test_answer_that_came_after_the_claim_was_taken_back_is_not_forgotten(desk, owner, network, taken, clock):
    content, claim = taken()

    def taken_back(_network, publish):
        post_id = publish()
        clock.move(LEASE)
        assert desk.reconcile.recover(None) == 1
        return post_id

    network.faults, network.readable = [taken_back], False
    desk.publish._handle(claim)
    left = only_delivery(desk, owner, content)
    assert (left.state, left.external_id) == ("delivered", "linkedin-1")


def test_account_with_a_long_backlog_does_not_starve_the_others(desk, owner, network, pictures, scheduled, clock, monkeypatch):
    monkeypatch.setattr("agency_core.store.queries.ledger.LOOKS", (1, 3))
    for number in range(5):
        scheduled(SOON, content_body=f"Number {number}.")
    late = scheduled(SOON + timedelta(minutes=5), target_platforms=("instagram",))
    clock.move(timedelta(minutes=10))
    assert [desk.publish._claims.next().account.platform for _ in range(2)] == ["linkedin", "instagram"]
    assert [each.state for each in deliveries_of(desk, owner, late)] == ["sending"]


def test_restored_desk_does_not_send_again_what_its_network_works_on(desk, owner, network, scheduled, clock):
    content = scheduled(SOON)
    clock.move(SOON)
    with desk.db.transaction() as session:
        row = session.get_one(DeliveryRow, only_delivery(desk, owner, content).id)
        row.publish_state = {"phase": "commit_sent", "handles": {"taken": "1"}, "committed_at": clock.now().isoformat()}
        assert archive.hold(session, "person:owner", clock.now()) == (0, 1)
    assert only_delivery(desk, owner, content).state == "unconfirmed"


def test_refused_try_after_a_lost_one_looks_before_it_says_that_it_failed(desk, owner, network, scheduled, clock):
    def posted(_network, publish):
        publish()
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "No answer.")

    network.faults, network.readable = [posted, refuse(Failure.DUPLICATE_CONTENT)], False
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    desk.deliver.resolve_send_again(owner, only_delivery(desk, owner, content).id)
    clock.move(timedelta(seconds=1))
    desk.publish.drain()
    assert only_delivery(desk, owner, content).state == "unconfirmed"
