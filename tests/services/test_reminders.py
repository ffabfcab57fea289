"""Clients to whom a link was mailed are reminded once a day of what waits for them too long."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from agency_core.domain.approval import Verdict
from agency_core.domain.audit import AuditFilter
from agency_core.domain.terms import ClientTerms, Step
from agency_core.errors import StorageFailed
from agency_core.services.invitations import Post
from agency_core.services.reminders import Reminders
from agency_core.services.review_links import ReviewLinks

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CARLA = "carla@bread.example"


@dataclass
class Letterbox:
    """A mail that keeps what it is given."""

    sender: str = "desk@agency.example"
    problem: str = ""
    fails: bool = False
    sent: list = field(default_factory=list)

    def send(self, message, *to):
        if self.fails:
            raise StorageFailed("The server is away.")
        self.sent.append((to, message["Subject"], message.get_content()))


@pytest.fixture
def letterbox():
    return Letterbox()


@pytest.fixture
def reminders(desk, clock, letterbox):
    return Reminders(desk.db, clock, desk.door.approvals, Post(letterbox, "https://desk.example"))


@pytest.fixture
def waiting(desk, owner, draft, clock, letterbox):
    """A piece that waits for the client, to whom a link was mailed just now."""
    client = desk.clients.own(owner)
    desk.keeping.terms.save(owner, client.id, terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    made = desk.review.approve(owner, draft().id)
    ReviewLinks(desk.db, clock, Post(letterbox, "https://desk.example")).make(owner, client.id, email=CARLA)
    letterbox.sent.clear()
    return made


def test_a_client_is_reminded_once_a_day_while_something_waits(desk, owner, clock, reminders, letterbox, waiting):
    sent = []
    for _ in range(50):
        clock.move(HOUR)
        sent.append(reminders.run())
    assert [number for number, count in enumerate(sent, 1) if count] == [24, 48]
    (to, subject, said) = letterbox.sent[0]
    assert (to, subject) == ((CARLA,), "One post waits for your approval")
    assert (said.count("the link in our mail of 23 November 2026"), said.count("/r/")) == (1, 0)
    assert len(desk.door.audit.list(owner, AuditFilter(action="review_link.reminded")).items) == 2


def test_nobody_is_reminded_of_what_is_answered_fresh_or_behind_an_ended_link(
    desk, owner, clock, reminders, letterbox, waiting, draft
):
    desk.door.approvals.decide(owner, waiting.id, step=Step.CLIENT, verdict=Verdict.APPROVED)
    clock.move(DAY)
    fresh = desk.review.approve(owner, draft().id)
    assert reminders.run() == 0
    (link,) = desk.door.review_links.list(owner, fresh.client_id)
    desk.door.review_links.revoke(owner, fresh.client_id, link.id)
    clock.move(DAY)
    assert (reminders.run(), letterbox.sent) == (0, [])


def test_two_links_of_one_address_make_one_letter(desk, owner, clock, reminders, letterbox, waiting):
    mail = ReviewLinks(desk.db, clock, Post(letterbox, "https://desk.example"))
    mail.make(owner, waiting.client_id, email=CARLA, content_id=waiting.id)
    letterbox.sent.clear()
    clock.move(DAY)
    assert (reminders.run(), len(letterbox.sent)) == (1, 1)


def test_without_mail_and_when_it_fails_no_letter_is_counted(clock, reminders, letterbox, waiting):
    clock.move(DAY)
    letterbox.problem = "Mail is not set up."
    assert reminders.run() == 0
    letterbox.problem, letterbox.fails = "", True
    assert reminders.run() == 0
    letterbox.fails = False
    assert reminders.run() == 0
    clock.move(DAY)
    assert reminders.run() == 1
