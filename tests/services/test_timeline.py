"""The story of a delivery: nothing that happened is left out."""

from datetime import timedelta

from agency_core.domain.delivery import COMMIT_DEADLINE
from agency_core.domain.publishing import Failure
from tests.fakes import lose_request, only_delivery, refuse

SOON = timedelta(minutes=2)


def test_calls_waits_and_decisions_are_told_in_their_order(desk, owner, network, scheduled, clock):
    network.faults = [refuse(Failure.TRANSIENT), lose_request]
    content = scheduled(SOON)
    clock.move(SOON)
    for _ in range(8):
        desk.publish.drain()
        desk.reconcile.run()
        clock.move(COMMIT_DEADLINE)
    delivery = only_delivery(desk, owner, content)
    assert delivery.state == "delivered"
    story = desk.deliver.timeline(owner, delivery.id)
    assert [each.at for each in story] == sorted(each.at for each in story)
    assert [(each.title, each.answer) for each in story if each.event == "call"] == [
        ("new", "armed"), ("commit_sent", "transient"), ("commit_sent", "unknown_outcome"), ("read_back", "unknown"),
        ("read_back", "not_published"), ("read_back", "not_published"), ("commit_sent", "confirmed"),
    ]  # fmt: skip
    assert [each.title for each in story if each.event == "decision"] == [
        "sending to pending", "sending to unconfirmed", "unconfirmed to pending", "sending to delivered",
    ]
    assert any(each.event == "wait" and each.ms >= 5000 for each in story)
