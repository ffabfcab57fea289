"""Several threads' words share a transaction: nobody waits for ever, and nobody suffers from a neighbour."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from agency_core.domain.clock import SystemClock
from agency_core.domain.publishing import Failure, Phase, PlatformError, PublishState
from agency_core.errors import Busy
from agency_core.models import AccountRow, AttemptRow, ContentRow, DeliveryRow
from agency_core.services.record import Recorder
from agency_core.store.queries.secret import place
from tests.fakes import FakeNetwork

SOON = timedelta(minutes=2)
PATIENCE = 20.0
ACCOUNTS = 50
THREADS = 24
POSTS = 2


class Killed(BaseException):
    """The thread is gone."""


@pytest.fixture
def claims(desk, owner, scheduled, clock):
    """Two posts of different accounts that are being sent."""
    scheduled(SOON, target_platforms=("linkedin", "instagram"))
    clock.move(SOON)
    return [desk.publish._claims.next() for _ in range(2)]


@pytest.fixture
def door(desk, clock, claims):
    """A recorder whose first transaction waits until it is let go, or ends as `door.end` says."""
    recorder = Recorder(desk.db, clock)
    real, recorder.inside, recorder.go, recorder.end_with = desk.db.transaction, threading.Event(), threading.Event(), None

    @contextmanager
    def slow(**options):
        if not recorder.inside.is_set():
            recorder.inside.set()
            assert recorder.go.wait(PATIENCE)
            if recorder.end_with is not None:
                raise recorder.end_with
        with real(**options) as session:
            yield session

    desk.db.transaction = slow
    yield recorder
    desk.db.transaction = real


def _save(recorder, claim):
    state = PublishState(Phase.ARMED, {"kept": claim.id})
    return recorder.save((claim.id, claim.fence), claim.content.id, state)


def _kept(desk, claim):
    with desk.db.reading() as session:
        return session.get_one(DeliveryRow, claim.id).publish_state.get("handles")


def _waiting(recorder, many):
    until = time.monotonic() + PATIENCE
    while len(recorder._waiting) < many:
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.parametrize("end", [Killed(), KeyboardInterrupt(), SystemExit()])
def test_who_waited_for_a_thread_that_was_killed_is_written_by_another(desk, door, claims, end):
    leader, follower = claims
    door.end_with = end
    ended = []

    def killed():
        with pytest.raises(type(end)):
            _save(door, leader)
        ended.append("leader")

    first = threading.Thread(target=killed)
    first.start()
    assert door.inside.wait(PATIENCE)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(_save, door, follower)
        _waiting(door, 1)
        door.go.set()
        assert second.result(PATIENCE) is True
    first.join(PATIENCE)
    assert (ended, _kept(desk, follower)) == (["leader"], {"kept": follower.id})


def test_batch_whose_writer_was_killed_is_written_by_those_who_wait(desk, door, claims, monkeypatch):
    """The writer takes two more along, and is killed in the middle of the transaction."""
    real, killed = door._together, []

    def together(batch):
        if len(batch) > 1 and not killed:
            killed.append(len(batch))
            raise Killed
        real(batch)

    monkeypatch.setattr(door, "_together", together)
    threading.excepthook, kept = (lambda _args: None), threading.excepthook
    try:
        threads = [threading.Thread(target=_save, args=(door, claims[0]))]
        threads[0].start()
        assert door.inside.wait(PATIENCE)
        threads += [threading.Thread(target=_save, args=(door, claim)) for claim in (claims[1], claims[1])]
        for each in threads[1:]:
            each.start()
        _waiting(door, 2)
        door.go.set()
        for each in threads:
            each.join(PATIENCE)
            assert not each.is_alive()
    finally:
        threading.excepthook = kept
    assert (killed, _kept(desk, claims[1]), door._writing, door._waiting) == ([2], {"kept": claims[1].id}, False, [])


def test_who_was_ended_while_waiting_leaves_nothing_to_write(desk, door, claims, monkeypatch):
    leader, follower = claims
    first = threading.Thread(target=_save, args=(door, leader))
    first.start()
    assert door.inside.wait(PATIENCE)

    def ended(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(door._door, "wait", ended)
    with pytest.raises(KeyboardInterrupt):
        _save(door, follower)
    door.go.set()
    first.join(PATIENCE)
    assert (_kept(desk, leader), _kept(desk, follower)) == ({"kept": leader.id}, None)


def test_change_that_fails_is_told_to_its_own_thread_only(desk, door, claims):
    leader, follower = claims
    done = []

    def broken(_pages):
        raise ZeroDivisionError

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(_save, door, leader)
        assert door.inside.wait(PATIENCE)
        bad = pool.submit(door.end, (leader.id, leader.fence), leader.content.id, broken)
        good = pool.submit(door.end, (follower.id, follower.fence), follower.content.id, lambda pages: done.append(pages.row.id))
        _waiting(door, 2)
        door.go.set()
        assert first.result(PATIENCE) is True
        with pytest.raises(ZeroDivisionError):
            bad.result(PATIENCE)
        assert good.result(PATIENCE) is True
    assert set(done) == {follower.id}


def test_answer_to_a_call_longer_than_the_lease_is_kept(desk, clock, claims):
    recorder, claim = Recorder(desk.db, clock), claims[0]
    intent = PublishState(Phase.COMMIT_SENT, committed_at=clock.now())
    assert recorder.save((claim.id, claim.fence), claim.content.id, intent)
    clock.move(timedelta(minutes=5))
    assert recorder.save((claim.id, claim.fence), claim.content.id, intent.at(Phase.COMMIT_SENT, taken="1"))
    assert _kept(desk, claim) == {"taken": "1"}


class Flaky(FakeNetwork):
    """A network that is slow, refuses, and loses answers, and keeps whom it was called for at the same time."""

    def begin(self, chance):
        self.chance, self.guard, self.now_for, self.crowded = chance, threading.Lock(), set(), []

    def step(self, state, shaped, ctx):
        if state.phase is not Phase.COMMIT_SENT:
            return state.at(Phase.ARMED)
        with self.guard:
            if ctx.account.external_id in self.now_for:
                self.crowded.append(ctx.account.external_id)
            self.now_for.add(ctx.account.external_id)
            fate, wait = self.chance.random(), self.chance.random() / 50
        time.sleep(wait)
        with self.guard:
            self.now_for.discard(ctx.account.external_id)
            if fate < 0.1:
                raise PlatformError(Failure.TRANSIENT, "Not now.")
            if fate < 0.15:
                raise ZeroDivisionError
            post_id = f"{ctx.account.external_id}-{len(self.posts)}"
            self.posts[post_id] = (ctx.account.external_id, shaped.text)
            if fate < 0.25:
                raise PlatformError(Failure.UNKNOWN_OUTCOME, "No answer.")
        return state.confirmed(post_id, "https://fake.example/post")


class TestManyThreads:
    """24 threads, 50 accounts, a network at its worst, and a database that is busy now and then."""

    @pytest.fixture
    def network(self):
        """A flaky network."""
        made = Flaky()
        made.begin(random.Random(7))
        return made

    @pytest.fixture
    def clock(self):
        """The time of this machine."""
        return SystemClock()

    @pytest.fixture
    def crowd(self, desk, owner, draft, clock):
        """Two posts due for each of many accounts."""
        content = desk.draft.get(owner, draft().id)
        now = clock.now()
        with desk.db.transaction() as session:
            account = session.query(AccountRow).filter_by(platform="linkedin").one()
            secret = desk.publish._networks.secret(account)
            session.get_one(ContentRow, content.id).status = "scheduled"
            for number in range(ACCOUNTS):
                columns = {each.name: getattr(account, each.name) for each in AccountRow.__table__.columns}
                columns |= {"id": f"account-{number}", "external_id": f"author-{number}"}
                columns["credentials"] = desk.publish._networks.vault.seal(secret, place(AccountRow(**columns)))
                session.add(AccountRow(**columns))
            session.flush()
            like = session.get_one(ContentRow, content.id)
            body = {each.name: getattr(like, each.name) for each in ContentRow.__table__.columns}
            for number in range(ACCOUNTS * POSTS):
                copy = ContentRow(**body | {"id": f"content-{number}", "content_body": f"Words {number}."})
                copy.approved_hash = copy.view().approvable_hash
                session.add(copy)
                session.flush()
                session.add(DeliveryRow(
                    id=f"delivery-{number}", client_id=content.client_id, content_id=f"content-{number}",
                    account_id=f"account-{number % ACCOUNTS}", platform="linkedin", state="pending", due_at=now,
                    next_attempt_at=now, created_at=now, updated_at=now, publish_state={},
                ))
            session.get_one(ContentRow, content.id).status = "draft"

    def test_nothing_is_doubled_lost_or_left_hanging(self, desk, network, crowd, monkeypatch):
        chance, real = random.Random(3), desk.publish._recorder._together

        def together(batch):
            if chance.random() < 0.1:
                raise Busy
            real(batch)

        monkeypatch.setattr(desk.publish._recorder, "_together", together)
        began = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            running = [pool.submit(desk.publish.drain) for _ in range(THREADS)]
            for each in running:
                each.exception(PATIENCE)
        took = time.monotonic() - began
        assert (network.crowded, desk.publish.in_hand(), desk.publish._recorder._waiting) == ([], frozenset(), [])
        told = {}
        with desk.db.reading() as session:
            for row in session.query(DeliveryRow).filter(DeliveryRow.id.like("delivery-%")):
                text = f"Words {row.id.removeprefix('delivery-')}."
                told[row.id] = row.state
                out = [key for key, (_, said) in network.posts.items() if said == text]
                assert len(out) <= 1
                assert row.state in {"delivered", "unconfirmed", "pending", "sending"}
                assert row.state != "delivered" or out == [row.external_id]
                assert row.state != "pending" or out == []
            open_tries = session.query(AttemptRow).filter(AttemptRow.ended_at.is_(None)).count()
        assert list(told.values()).count("delivered") >= ACCOUNTS * POSTS // 2
        assert open_tries <= list(told.values()).count("sending")
        assert took < PATIENCE
