from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agency_core.domain.approval import Verdict
from agency_core.domain.audit import AuditFilter
from agency_core.domain.content import ContentChanges
from agency_core.domain.terms import ClientTerms, Step
from agency_core.errors import Conflict, Invalid, Stale
from agency_core.models import ContentRow, DeliveryRow, LinkRow
from agency_core.services.links import LinkOver

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(desk, owner):
    """The client approves too."""
    client = desk.clients.own(owner)
    desk.keeping.terms.save(owner, client.id, terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    return client


@pytest.fixture
def waiting(desk, owner, draft, clock, asked):
    """Content that the agency approved and the client has not answered."""
    return desk.review.approve(owner, draft(scheduled_time=clock.now() + HOUR).id)


def said(desk, owner, content_id):
    return [(each.step, each.verdict) for each in desk.door.approvals.list(owner, content_id)]


def client_says(desk, owner, content_id, verdict=Verdict.APPROVED, **more):
    return desk.door.approvals.decide(owner, content_id, step=Step.CLIENT, verdict=verdict, **more)


def test_without_the_clients_step_one_verdict_is_enough(desk, owner, draft):
    made = desk.review.approve(owner, draft().id)
    assert (made.status, said(desk, owner, made.id)) == ("approved", [("internal", "approved")])


def test_content_waits_for_the_client_and_is_scheduled_by_its_yes(desk, owner, waiting, asked):
    assert waiting.status == "in_review"
    assert [each.id for each in desk.door.approvals.waiting(owner, asked.id)] == [waiting.id]
    with pytest.raises(Conflict):
        desk.review.approve(owner, waiting.id)
    assert client_says(desk, owner, waiting.id, words=waiting.approvable_hash).status == "scheduled"
    assert said(desk, owner, waiting.id) == [("internal", "approved"), ("client", "approved")]
    assert desk.door.approvals.waiting(owner, asked.id) == ()


def test_client_cannot_answer_before_the_agency(desk, owner, draft, asked):
    made = desk.review.submit(owner, draft().id)
    with pytest.raises(Conflict):
        client_says(desk, owner, made.id)


def test_an_edit_voids_the_approval_even_when_it_is_taken_back(desk, owner, waiting):
    for words in ("Other words.", waiting.content_body):
        desk.draft.update(owner, waiting.id, changes=ContentChanges(content_body=words))
    desk.review.submit(owner, waiting.id)
    with pytest.raises(Conflict):
        client_says(desk, owner, waiting.id)
    assert said(desk, owner, waiting.id) == [("internal", "approved"), ("internal", "void")]
    whys = [each.why for each in desk.draft.history(owner, waiting.id)]
    assert "edited after submission: what was approved counts no more" in whys


def test_a_verdict_on_other_words_is_refused(desk, owner, waiting):
    with pytest.raises(Stale):
        client_says(desk, owner, waiting.id, words="0" * 64)


def test_changes_go_to_the_author_and_begin_anew(desk, owner, waiting):
    with pytest.raises(Invalid):
        client_says(desk, owner, waiting.id, Verdict.CHANGES)
    back = client_says(desk, owner, waiting.id, Verdict.CHANGES, why="Say it shorter.")
    assert (back.status, back.review_note) == ("draft", "Say it shorter.")
    assert desk.review.approve(owner, waiting.id).status == "in_review"


def test_words_changed_behind_the_back_are_not_sent(desk, owner, scheduled, clock, network):
    made = scheduled(HOUR)
    with desk.db.transaction() as session:
        session.execute(update(ContentRow).where(ContentRow.id == made.id).values(content_body="Buy coins."))
    clock.move(HOUR)
    desk.publish.drain()
    view = desk.draft.get(owner, made.id)
    assert (view.status, view.approved_by) == ("in_review", "")
    found = desk.door.audit.list(owner, AuditFilter(action="delivery.refused")).items
    assert [each.outcome for each in found] == ["refused"]


def test_the_hash_of_what_is_sent_is_kept(desk, owner, scheduled, clock):
    made = scheduled(HOUR)
    clock.move(HOUR)
    desk.publish.drain()
    with desk.db.reading() as session:
        words = session.scalar(select(DeliveryRow.words).where(DeliveryRow.content_id == made.id))
    assert words == made.approvable_hash


def test_a_link_is_kept_as_a_hash_and_ends(desk, owner, clock, asked):
    links = desk.door.review_links
    made, late = links.make(owner, asked.id), links.make(owner, asked.id)
    token = made.link.rpartition("/")[2]
    with desk.db.reading() as session:
        assert token not in set(session.scalars(select(LinkRow.token)))
    assert links.open(token).client_id == asked.id
    assert {each.id: each.last_used_at for each in links.list(owner, asked.id)} == {
        made.view.id: clock.now(), late.view.id: None,
    }
    links.revoke(owner, asked.id, made.view.id)
    clock.move(timedelta(days=14))
    for link in (made, late):
        with pytest.raises(LinkOver):
            links.open(link.link.rpartition("/")[2])
