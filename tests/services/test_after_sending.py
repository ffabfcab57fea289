"""Networks that go on working on a post after they took it: it is out of our hands, and never sent again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.platform import Allowance
from agency_core.domain.publishing import Failure, Phase, PlatformError
from agency_core.errors import Conflict
from agency_core.models import AccountRow
from tests.fakes import FakeNetwork, only_delivery

SOON = timedelta(minutes=2)


class Slow(FakeNetwork):
    """Takes the post at the commit and says only later what became of it; `says` are the answers to the looks."""

    says: tuple = ()
    hurried: bool = False

    def step(self, state, shaped, ctx):
        if state.phase is Phase.COMMIT_SENT and "taken" in state.handles:
            self.calls.append("look")
            answer, self.says = (self.says[0], self.says[1:]) if self.says else (None, ())
            if isinstance(answer, PlatformError):
                raise answer
            if answer:
                return replace(state, not_before=ctx.clock.now() + timedelta(minutes=1))
            return state.confirmed("slow-1", "https://fake.example/slow-1")
        after = super().step(state, shaped, ctx)
        if after.phase is not Phase.CONFIRMED:
            return after
        wait = timedelta(0) if self.hurried else timedelta(minutes=1)
        return replace(state.at(Phase.COMMIT_SENT, taken="1"), not_before=ctx.clock.now() + wait)


@pytest.fixture
def network():
    """A network that takes its time."""
    return Slow()


@pytest.fixture
def taken(desk, network, scheduled, clock):
    """Content that the network took and works on; `says` are its answers to the looks."""

    def make(*says):
        network.says = says
        content = scheduled(SOON)
        clock.move(SOON)
        desk.publish.drain()
        return content

    return make


def looked(desk, clock, times=1):
    for _ in range(times):
        clock.move(timedelta(minutes=6))
        desk.publish.drain()


def test_post_is_delivered_once_the_network_is_done(desk, owner, network, taken, clock):
    content = taken("wait", "wait")
    assert (only_delivery(desk, owner, content).state, only_delivery(desk, owner, content).why) == (
        "pending", "Sent; the network is working on it.",
    )
    looked(desk, clock, 3)
    assert (only_delivery(desk, owner, content).state, network.calls.count("commit")) == ("delivered", 1)


def test_post_that_is_out_is_not_missed_however_late_the_network_is(desk, owner, network, taken, clock):
    content = taken("wait")
    clock.move(timedelta(days=2))
    assert desk.reconcile.mark_missed() == 0
    looked(desk, clock, 2)
    assert only_delivery(desk, owner, content).state == "delivered"


def test_post_that_is_out_cannot_be_taken_back_moved_or_sent_again(desk, owner, taken):
    content = taken("wait")
    delivery = only_delivery(desk, owner, content)
    with pytest.raises(Conflict):
        desk.deliver.cancel(owner, delivery.id)
    with pytest.raises(Conflict):
        desk.deliver.retry(owner, delivery.id)
    with pytest.raises(Conflict):
        desk.schedule.cancel(owner, content.id)
    with pytest.raises(Conflict):
        desk.schedule.reschedule(owner, content.id, at=desk.clock.now() + timedelta(hours=1))


@pytest.mark.parametrize("failure", [Failure.TRANSIENT, Failure.RATE_LIMITED, Failure.AUTH_EXPIRED])
def test_look_that_fails_is_repeated_and_nothing_is_sent_again(desk, owner, network, taken, clock, failure):
    content = taken(PlatformError(failure, "Not now."))
    looked(desk, clock, 3)
    assert (only_delivery(desk, owner, content).state, network.calls.count("commit")) == ("delivered", 1)


@pytest.mark.parametrize("failure", [Failure.AUTH_REVOKED, Failure.MEDIA_EXPIRED, Failure.PERMISSION_DENIED])
def test_look_that_is_refused_leaves_the_outcome_open(desk, owner, network, taken, clock, failure):
    content = taken(PlatformError(failure, "No."))
    network.readable = False
    looked(desk, clock)
    assert (only_delivery(desk, owner, content).state, network.calls.count("commit")) == ("unconfirmed", 1)


@pytest.mark.parametrize("failure", [Failure.MEDIA_REJECTED, Failure.CONTENT_REJECTED])
def test_network_that_says_that_nothing_came_of_it_is_believed(desk, owner, network, taken, clock, failure):
    content = taken(PlatformError(failure, "It cannot be shown."))
    looked(desk, clock)
    assert (only_delivery(desk, owner, content).state, network.calls.count("commit")) == ("failed", 1)


def test_look_that_fails_at_once_does_not_make_the_post_too_late(desk, owner, network, scheduled, clock):
    network.hurried, network.says = True, (PlatformError(Failure.TRANSIENT, "Not now."),)
    content = scheduled(SOON)
    clock.move(SOON)
    desk.publish.drain()
    clock.move(timedelta(days=2))
    assert desk.reconcile.mark_missed() == 0
    looked(desk, clock)
    assert (only_delivery(desk, owner, content).state, network.calls.count("commit")) == ("delivered", 1)


def test_looks_use_up_nothing_of_the_allowance(desk, owner, network, taken, clock):
    network.allowances = (Allowance(3, timedelta(days=30)),)
    taken(*[PlatformError(Failure.TRANSIENT, "Not now.")] * 3)
    looked(desk, clock, 5)
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    with desk.db.reading() as session:
        assert [round(each) for each in session.get_one(AccountRow, account.id).budget["spent"]] == [1]


def test_posts_keep_their_distance_from_one_that_is_being_worked_on(desk, owner, network, scheduled, clock):
    with desk.db.transaction() as session:
        session.query(AccountRow).update({"spacing_seconds": 300})
    network.says = ("wait",) * 9
    for words in ("One.", "Another."):
        scheduled(SOON, content_body=words)
    clock.move(SOON)
    desk.publish.drain()
    assert network.calls.count("commit") == 1
    clock.move(timedelta(minutes=5))
    desk.publish.drain()
    assert network.calls.count("commit") == 2


def test_post_nobody_can_look_at_any_more_becomes_a_persons_decision(desk, owner, network, taken, clock):
    content = taken("wait")
    desk.accounts.disconnect(owner, only_delivery(desk, owner, content).account_id)
    clock.move(timedelta(hours=2))
    desk.reconcile.mark_missed()
    delivery = only_delivery(desk, owner, content)
    assert delivery.state == "unconfirmed"
    desk.deliver.resolve_posted(owner, delivery.id, url="https://fake.example/seen")
    assert desk.draft.get(owner, content.id).status == "published"
