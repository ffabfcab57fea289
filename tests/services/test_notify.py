"""The outbox of notifications: each sent, in order, again where it may not have arrived, and never inside a transaction."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from agency_core.domain.notifier import NotifierChanges
from agency_core.domain.paging import Page
from agency_core.errors import Conflict, Invalid, NotFound
from agency_core.services.notify import LEASE, MOST_ATTEMPTS, RETRIES, backoff
from agency_core.store.queries import notifier as questions
from tests.notifiers.receiver import Receiver, Reply

SECOND = timedelta(seconds=1)


def test_what_waits_is_sent_and_noted(outbox):
    slack = outbox.slack()
    told = outbox.tell(slack)
    assert outbox.notify.drain() == 1
    assert outbox.row(told)[:2] == ("sent", 1)
    assert outbox.titles() == ["Title 1"]
    assert outbox.notifiers.get(outbox.owner, slack.id).last_sent_at == outbox.clock.now()
    assert outbox.notify.drain() == 0


def test_nothing_is_sent_before_its_time(outbox):
    told = outbox.tell(outbox.slack(), next_attempt_at=outbox.clock.now() + SECOND)
    assert outbox.notify.drain() == 0
    outbox.clock.move(SECOND)
    assert outbox.notify.drain() == 1
    assert outbox.row(told)[0] == "sent"


def test_idle_the_outbox_asks_one_question(outbox, count_queries):
    with count_queries(outbox.agency) as counted:
        outbox.notify.run_due()
    assert counted.selects == 1


def test_no_service_is_called_inside_a_transaction(outbox, monkeypatch):
    inside = []
    slack = outbox.slack()
    outbox.tell(slack)
    carry = outbox.notify._courier.carry
    monkeypatch.setattr(
        outbox.notify._courier, "carry", lambda errand: (inside.append(outbox.agency.db.in_transaction), carry(errand))[1]
    )
    outbox.notify.drain()
    outbox.notifiers.test(outbox.owner, slack.id)
    assert inside == [False, False]


def test_a_service_in_trouble_is_tried_again_later_and_later_and_then_given_up(outbox):
    slack = outbox.slack()
    outbox.receiver.replies = [Reply(500, "") for _ in range(20)]
    told = outbox.tell(slack)
    for tries, span in enumerate(RETRIES, 1):
        assert outbox.notify.drain() == 1
        state, attempts, wait, error = outbox.row(told)
        assert (state, attempts, error) == ("waiting", tries, "Slack answered 500.")
        assert 0.8 * span.total_seconds() <= wait <= 1.2 * span.total_seconds()
        outbox.clock.move(timedelta(seconds=wait) + RETRIES[0])
    assert outbox.notify.drain() == 1
    assert outbox.row(told)[:2] == ("failed", len(RETRIES) + 1)
    assert outbox.notifiers.get(outbox.owner, slack.id).last_error == "Slack answered 500."
    outbox.clock.move(timedelta(days=1))
    assert outbox.notify.drain() == 0


def test_a_service_that_says_never_is_not_asked_again(outbox):
    slack = outbox.slack()
    outbox.receiver.replies = [Reply(404, "no_service")]
    told = outbox.tell(slack)
    outbox.notify.drain()
    state, attempts, _, error = outbox.row(told)
    assert (state, attempts) == ("failed", 1)
    assert error == "Slack answered 404: no_service. Check its address and token, and that it still exists there."
    assert outbox.notifiers.get(outbox.owner, slack.id).last_error == error


def test_a_service_that_asks_to_wait_is_left_alone_so_long(outbox):
    slack = outbox.slack()
    outbox.receiver.replies = [Reply(429, "", {"Retry-After": "90"})]
    first = outbox.tell(slack, 1)
    outbox.notify.drain()
    assert outbox.row(first)[2] >= 90
    outbox.tell(slack, 2)
    outbox.clock.move(89 * SECOND)
    assert outbox.notify.drain() == 0
    outbox.clock.move(20 * SECOND)
    assert outbox.notify.drain() == 2


def test_a_success_ends_the_waiting_of_what_failed_before(outbox):
    slack = outbox.slack()
    first = outbox.tell(slack, 1, attempts=4, next_attempt_at=outbox.clock.now() + timedelta(hours=1))
    outbox.receiver.replies = [Reply(500, "")]
    outbox.tell(slack, 2)
    outbox.notify.drain()
    outbox.clock.move(10 * SECOND)
    outbox.notify.drain()
    assert (outbox.row(first)[0], outbox.titles()) == ("sent", ["Title 2", "Title 2", "Title 1"])
    assert outbox.notifiers.get(outbox.owner, slack.id).last_error == ""


def test_what_belongs_together_stays_in_order(outbox):
    slack = outbox.slack()
    outbox.receiver.replies = [Reply(500, "")]
    outbox.tell(slack, 1, group="LinkedIn")
    outbox.notify.drain()
    outbox.clock.move(3 * SECOND)
    outbox.tell(slack, 2, group="LinkedIn", reason="resolved")
    outbox.clock.move(10 * SECOND)
    outbox.notify.drain()
    assert outbox.titles() == ["Title 1", "Title 1", "✅ Title 2"]


def test_a_killed_sender_leaves_what_is_sent_again_after_its_lease(outbox):
    slack = outbox.slack()
    told = outbox.tell(slack, state="sending", attempts=1, next_attempt_at=outbox.clock.now() + LEASE)
    assert outbox.notify.drain() == 0
    outbox.clock.move(LEASE)
    assert outbox.notify.drain() == 1
    assert outbox.row(told)[:2] == ("sent", 2)


def test_what_kills_its_sender_each_time_is_given_up(outbox):
    told = outbox.tell(outbox.slack(), state="sending", attempts=MOST_ATTEMPTS)
    outbox.notify.drain()
    assert outbox.row(told)[::3] == ("failed", "The agency was stopped each time while this was being sent.")
    assert outbox.receiver.requests == []


def test_two_at_once_take_a_notification_once(outbox):
    told = outbox.tell(outbox.slack())
    now = outbox.clock.now()
    with outbox.agency.db.transaction() as session:
        assert questions.claim(session, told, now, now + LEASE).id == told
    with outbox.agency.db.transaction() as session:
        assert questions.claim(session, told, now, now + LEASE) is None


def test_a_late_answer_does_not_undo_what_another_sender_wrote(outbox, monkeypatch):
    slack = outbox.slack()
    told = outbox.tell(slack)
    outbox.receiver.replies = [Reply(500, "")]
    carry = outbox.notify._courier.carry

    def slowly(errand):
        outcome = carry(errand)
        outbox.change(told, state="sent", attempts=2)
        return outcome

    monkeypatch.setattr(outbox.notify._courier, "carry", slowly)
    outbox.notify.drain()
    assert outbox.row(told)[:2] == ("sent", 2)


def test_a_slow_service_does_not_hold_up_another(outbox):
    slow = Receiver()
    try:
        slow.replies = [Reply(after=1.5)]
        outbox.tell(outbox.webhook(slow), 1)
        quick = outbox.tell(outbox.slack(), 2)
        outbox.notify.run_due()
        until = time.monotonic() + 1.2
        while outbox.row(quick)[0] != "sent" and time.monotonic() < until:
            time.sleep(0.02)
        assert (outbox.row(quick)[0], len(slow.requests)) == ("sent", 1)
        outbox.notify.stop()
        assert outbox.notify.run_due() == 2
    finally:
        slow.close()


def test_what_waits_for_a_notifier_that_is_off_is_not_sent(outbox):
    slack = outbox.slack()
    told = outbox.tell(slack)
    outbox.notifiers.update(outbox.owner, slack.id, changes=NotifierChanges(is_on=False))
    outbox.notify.drain()
    assert outbox.row(told)[::3] == ("failed", "The notifier was switched off or deleted before this was sent.")
    with pytest.raises(Conflict, match="off"):
        outbox.notify.retry(outbox.owner, told)


def test_what_was_given_up_can_be_sent_again(outbox):
    told = outbox.tell(outbox.slack(), state="failed", attempts=7, error="Slack answered 500.")
    view = outbox.notify.retry(outbox.owner, told)
    assert (view.state, view.attempts, view.error) == ("waiting", 0, "")
    outbox.notify.drain()
    assert outbox.row(told)[0] == "sent"
    with pytest.raises(Conflict, match="sent"):
        outbox.notify.retry(outbox.owner, told)


def test_the_log_is_filtered_paged_and_kept_from_strangers(outbox, stranger):
    one, two = outbox.slack(), outbox.slack("Night")
    ids = [outbox.tell(one, number) for number in range(3)]
    outbox.tell(two, 9, state="failed")
    listed = outbox.notify.list(outbox.owner, notifier_id=one.id, state="waiting", page=Page(limit=2))
    assert [each.id for each in listed.items] == sorted(ids, reverse=True)[:2]
    rest = outbox.notify.list(outbox.owner, notifier_id=one.id, page=Page(limit=2, cursor=listed.next_cursor))
    assert [each.id for each in rest.items] == sorted(ids)[:1]
    assert [each.title for each in outbox.notify.list(outbox.owner, state="failed").items] == ["Title 9"]
    assert outbox.notify.list(stranger).items == ()
    with pytest.raises(NotFound):
        outbox.notify.retry(stranger, ids[0])
    with pytest.raises(Invalid):
        outbox.notify.list(outbox.owner, state="lost")


def test_a_fault_of_ours_is_tried_again_and_stops_nobody(outbox, monkeypatch, caplog):
    slack = outbox.slack()
    told = outbox.tell(slack, told=[], severity="odd")
    outbox.notify.drain()
    assert outbox.row(told)[::3] == ("waiting", "The message could not be made or sent; the log says why.")
    assert [each.message for each in caplog.records if "notification" in each.message] == [
        f"notification {told} by slack: ValueError"
    ]


@pytest.mark.parametrize("wait", [None, 1.0, 100_000.0])
def test_nobody_is_asked_again_before_they_wished(wait):
    spans = [backoff(attempt, wait) for attempt in range(1, len(RETRIES) + 1)]
    assert all(span >= timedelta(seconds=wait or 0) for span in spans)
