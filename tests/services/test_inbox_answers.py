"""Built-in personas answer what waits for their agents."""

from datetime import timedelta

import pytest

from agency_core.agents import PERSONAS
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import Approval, ClientChanges
from agency_core.errors import Busy
from agency_core.services.respond import GRACE
from tests.fakes import contents


@pytest.fixture
def desk(agency):
    """The agency itself: what is written must pass the rules of the real networks."""
    return agency


def test_request_is_answered_with_a_draft_in_review(desk, owner, ask, clock, agent):
    at = clock.now() + timedelta(days=1)
    message_id = ask(topic="brakes", at=at.isoformat())
    assert desk.respond.answer_waiting() == 1
    content = contents(desk, owner)[0]
    answered = desk.inbox.get(owner, message_id)
    assert (answered.status, answered.result) == ("done", {"content_id": content.id, "status": "in_review", "note": ""})
    assert (content.status, content.creator_agent_id, content.scheduled_time) == ("in_review", agent.id, at)
    assert "brakes" in content.content_body.lower()
    assert content.target_platforms == ("linkedin",)
    assert content.link == "https://example.org/bikes"
    assert "Topic: brakes." in content.why
    assert desk.agents.get(owner, agent.id).answers == 1


def test_moves_are_made_in_the_name_of_the_agent(desk, owner, ask, agent):
    ask(topic="brakes")
    desk.respond.answer_waiting()
    moves = desk.draft.history(owner, contents(desk, owner)[0].id)
    assert [(each.to_state, each.actor) for each in moves] == [("draft", f"agent:{agent.id}"), ("in_review", f"agent:{agent.id}")]


def test_named_agent_is_approved_and_scheduled_by_the_system(desk, owner, ask, clock, agent):
    changes = ClientChanges(approval=Approval.NAMED_AGENTS, automatic_agents=(agent.id,))
    message_id = ask(topic="brakes", at=(clock.now() + timedelta(days=1)).isoformat())
    desk.clients.update(owner, desk.clients.own(owner).id, changes=changes)
    desk.respond.answer_waiting()
    content = contents(desk, owner)[0]
    assert (content.status, content.approved_by) == ("scheduled", "system:engine")
    assert desk.inbox.get(owner, message_id).result["status"] == "scheduled"


def test_agent_that_is_not_named_waits_for_a_person(desk, owner, ask):
    ask(topic="brakes")
    changes = ClientChanges(approval=Approval.NAMED_AGENTS, automatic_agents=("somebody_else",))
    desk.clients.update(owner, desk.clients.own(owner).id, changes=changes)
    desk.respond.answer_waiting()
    assert contents(desk, owner)[0].status == "in_review"


def test_young_message_is_left_to_an_outside_program(desk, owner, ask, clock):
    ask(topic="brakes", wait=GRACE - timedelta(milliseconds=1))
    assert desk.respond.answer_waiting() == 0
    clock.move(timedelta(milliseconds=1))
    assert desk.respond.answer_waiting() == 1


def test_message_that_an_outside_program_holds_is_not_touched(desk, owner, ask, agent, clock):
    message_id = ask(topic="brakes")
    desk.inbox.claim(owner, agent.id, lease_seconds=60)
    assert desk.respond.answer_waiting() == 0
    clock.move(timedelta(seconds=60))
    assert desk.respond.answer_waiting() == 1
    assert desk.inbox.get(owner, message_id).attempts == 2


@pytest.mark.parametrize("status", ["inactive", "maintenance"])
def test_agent_that_is_not_active_is_not_answered_for(desk, owner, ask, agent, status):
    ask(topic="brakes")
    desk.agents.set_status(owner, agent.id, status=status)
    assert desk.respond.answer_waiting() == 0
    assert desk.inbox.counts(owner)["pending"] == 1


def test_at_most_the_limit_is_answered_most_urgent_first(desk, owner, ask):
    late, urgent = ask(topic="brakes", priority=5), ask(topic="chains", priority=1)
    assert desk.respond.answer_waiting(limit=1) == 1
    assert (desk.inbox.get(owner, urgent).status, desk.inbox.get(owner, late).status) == ("done", "pending")


def test_crash_between_draft_and_answer_makes_no_second_draft(desk, owner, ask, clock, monkeypatch):
    message_id = ask(topic="brakes")

    def stop(*_args, **_kwargs):
        raise Busy

    with monkeypatch.context() as broken:
        broken.setattr(desk.inbox, "ack", stop)
        assert desk.respond.answer_waiting() == 0
    clock.move(timedelta(seconds=61))
    assert desk.respond.answer_waiting() == 1
    assert [each.id for each in contents(desk, owner)] == [desk.inbox.get(owner, message_id).result["content_id"]]


def test_crash_before_review_goes_on_with_the_same_draft(desk, owner, ask, clock, monkeypatch):
    ask(topic="brakes")

    def stop(*_args, **_kwargs):
        raise Busy

    with monkeypatch.context() as broken:
        broken.setattr(desk.review, "submit", stop)
        desk.respond.answer_waiting()
    assert [each.status for each in contents(desk, owner)] == ["draft"]
    clock.move(timedelta(seconds=61))
    desk.respond.answer_waiting()
    assert [each.status for each in contents(desk, owner)] == ["in_review"]


def test_persona_that_fails_marks_its_agent_and_blocks_nobody(desk, owner, ask, agent, persona):
    desk.agents.register(
        owner, new=NewAgent("dora", "Dora", "data_decoder", ("linkedin",), ("text_post",), "weekly")
    )
    broken, fine = ask(topic="brakes", priority=1), ask(topic="brakes", to="dora")

    def fall(*_args):
        raise ZeroDivisionError("a bug")

    persona(fall)
    assert desk.respond.answer_waiting() == 1
    assert desk.inbox.get(owner, fine).status == "done"
    assert (desk.inbox.get(owner, broken).status, desk.inbox.get(owner, broken).last_error) == (
        "pending", "ZeroDivisionError: a bug",
    )
    view = desk.agents.get(owner, agent.id)
    assert (view.consecutive_failures, view.last_error) == (1, "ZeroDivisionError: a bug")


def test_fifth_failure_is_a_dead_letter(desk, owner, ask, agent, clock, persona):
    def fall(*_args):
        raise ZeroDivisionError("a bug")

    message_id = ask(topic="brakes")
    persona(fall)
    for _ in range(5):
        desk.respond.answer_waiting()
        clock.move(timedelta(minutes=5))
    assert desk.inbox.get(owner, message_id).status == "dead"
    assert desk.agents.get(owner, agent.id).consecutive_failures == 5


def test_request_that_cannot_be_read_is_refused_with_the_remedy(desk, owner, ask, agent):
    message_id = ask(topic="brakes", platform="myspace")
    assert desk.respond.answer_waiting() == 0
    refused = desk.inbox.get(owner, message_id)
    assert refused.status == "dead"
    assert refused.last_error.startswith("'myspace' is not a platform. Use one of: linkedin,")
    assert desk.agents.get(owner, agent.id).consecutive_failures == 0


def test_topic_that_the_brief_bans_is_refused(desk, owner, ask):
    message_id = ask(topic="cheap brakes")
    desk.respond.answer_waiting()
    assert desk.inbox.get(owner, message_id).last_error.startswith("topic holds a word that the brief bans")


def test_proposal_against_the_brand_is_rewritten(desk, owner, ask, persona):
    storyteller, seeds = PERSONAS["strategic_storyteller"], []

    def careless(request, brief, facts):
        seeds.append(request.seed)
        proposal = storyteller.propose(request, brief, facts)
        return proposal if len(seeds) == 3 else type(proposal)(**{**vars(proposal), "body": "A cheap trick for everybody."})

    message_id = ask(topic="brakes")
    persona(careless)
    assert desk.respond.answer_waiting() == 1
    assert len(set(seeds)) == 3
    assert desk.inbox.get(owner, message_id).status == "done"


def test_proposal_that_stays_against_the_brand_fails_with_the_reason(desk, owner, ask, agent, persona):
    storyteller = PERSONAS["strategic_storyteller"]

    def stubborn(request, brief, facts):
        proposal = storyteller.propose(request, brief, facts)
        return type(proposal)(**{**vars(proposal), "body": "A cheap trick for everybody."})

    message_id = ask(topic="brakes")
    persona(stubborn)
    assert desk.respond.answer_waiting() == 0
    failed = desk.inbox.get(owner, message_id)
    assert (failed.status, failed.last_error) == (
        "pending", "4 versions broke the brand's rules, the last one so: The brief bans 'cheap'.",
    )
    assert contents(desk, owner) == ()
    assert desk.agents.get(owner, agent.id).consecutive_failures == 1


def test_draft_that_the_review_refuses_stays_a_draft_and_says_why(desk, owner, ask):
    message_id = ask(topic="brakes", platform="linkedin", content_type="video_post")
    desk.respond.answer_waiting()
    answered = desk.inbox.get(owner, message_id)
    assert (answered.status, answered.result["status"]) == ("done", "draft")
    assert answered.result["note"].startswith("It stays draft: linkedin: ")


def test_no_transaction_is_open_while_a_persona_writes(desk, owner, ask, persona):
    storyteller, seen = PERSONAS["strategic_storyteller"], []

    def watching(request, brief, facts):
        seen.append(desk.db.in_transaction)
        return storyteller.propose(request, brief, facts)

    ask(topic="brakes")
    persona(watching)
    desk.respond.answer_waiting()
    assert seen == [False]


def test_empty_agency_has_nothing_to_answer(agency):
    assert agency.respond.answer_waiting() == 0
