"""Built-in personas answer what waits for their agents."""

from datetime import timedelta

import pytest

from agency_core.agents import PERSONAS
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import Approval, Brief, ClientChanges
from agency_core.domain.content import ContentFilter
from agency_core.domain.message import NewMessage
from agency_core.domain.numbers import HourPoint
from agency_core.errors import Busy
from agency_core.services.respond import GRACE, Respond

BRIEF = Brief(
    about="We repair bicycles and teach how it is done.", audience="people who ride to work", tone="plain",
    topics=("brakes", "winter riding"), hashtags=("bikes",), banned_words=("cheap",), link="https://example.org/bikes",
)


@pytest.fixture
def desk(agency):
    """The agency itself: what is written must pass the rules of the real networks."""
    return agency


@pytest.fixture
def ask(desk, owner, agent, clock):
    """Asks the agent for something and lets the grace pass; gives the message's id."""
    client = desk.clients.own(owner)
    desk.clients.update(owner, client.id, changes=ClientChanges(brief=BRIEF))

    def asking(kind="content_request", wait=GRACE, to=agent.id, priority=3, **payload):
        sent = desk.inbox.send(owner, new=NewMessage("system", to, kind, payload, priority))
        clock.move(wait)
        return sent.id

    return asking


@pytest.fixture
def persona(monkeypatch):
    """Puts another writer in the place of the storyteller, for one test."""

    class Stand:
        voice = PERSONAS["strategic_storyteller"].voice

        def __init__(self, propose):
            self.propose = propose

    def standing(propose):
        monkeypatch.setitem(PERSONAS._loaded, "strategic_storyteller", Stand(propose))

    return standing


def contents(desk, owner):
    """All content there is."""
    return desk.draft.list(owner, filter=ContentFilter()).items


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
    assert content.link == BRIEF.link
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


def test_performance_update_becomes_an_insight_once(desk, owner, ask, agent):
    numbers = {"platform": "linkedin", "metrics": {"impressions": 2000, "likes": 40}}
    first = ask("performance_update", **numbers)
    ask("performance_update", **numbers)
    assert desk.respond.answer_waiting() == 2
    noted = desk.learn.list(owner).items
    assert [(each.claim, each.agent_id, each.evidence["sample_size"]) for each in noted] == [
        ("Not enough data on LinkedIn yet: 1 of the 5 posts that a conclusion needs.", agent.id, 1),
    ]
    assert desk.inbox.get(owner, first).result["insight_ids"] == [noted[0].id]


def test_update_without_numbers_is_refused(desk, owner, ask):
    message_id = ask("performance_update", note="went well")
    desk.respond.answer_waiting()
    assert desk.inbox.get(owner, message_id).last_error.startswith("The update holds no numbers.")


def test_applied_insight_changes_the_next_draft(desk, owner, ask):
    lesson = {"kind": "opening", "value": "question", "platform": "linkedin"}
    noted = desk.learn.note(
        owner, client_id=desk.clients.own(owner).id, agent_id="dora", claim="Questions did better.",
        evidence={"sample_size": 20, "lesson": lesson},
    )
    desk.learn.apply(owner, noted.id)
    for _ in range(4):
        ask(topic="winter riding")
    assert desk.respond.answer_waiting() == 4
    found = contents(desk, owner)
    assert [each.content_body.splitlines()[0][-1] for each in found] == ["?"] * 4
    assert ["Questions did better." in each.why for each in found] == [True] * 4


def test_schedule_optimization_proposes_times_from_the_figures_it_is_given(desk, owner, ask):
    message_id = ask("schedule_optimization", count=1, hours=[
        {"weekday": 1, "hour": 8, "posts": 15, "rate": 0.06}, {"weekday": 2, "hour": 8, "posts": 15, "rate": 0.01},
    ])
    assert desk.respond.answer_waiting() == 1
    result = desk.inbox.get(owner, message_id).result
    assert result["times"] == [{
        "platform": "linkedin", "at": "2026-11-24T08:00:00+00:00", "weekday": 1, "hour": 8, "basis": "measured", "posts": 15,
        "rate": 0.06,
    }]
    assert result["sample_size"] == 30


def test_schedule_optimization_uses_the_clients_own_figures_else(desk, owner, ask, clock):
    own = (HourPoint(3, 7, 25, 0.05), HourPoint(4, 7, 25, 0.01))
    respond = Respond(desk.db, clock, desk.inbox, desk.draft, desk.review, desk.learn, lambda _client: own)
    message_id = ask("schedule_optimization", count=1)
    respond.answer_waiting()
    assert [(each["weekday"], each["hour"]) for each in desk.inbox.get(owner, message_id).result["times"]] == [(3, 7)]


def test_schedule_optimization_without_figures_says_so(desk, owner, ask):
    message_id = ask("schedule_optimization")
    desk.respond.answer_waiting()
    result = desk.inbox.get(owner, message_id).result
    assert {each["basis"] for each in result["times"]} == {"customary"}
    assert result["note"].startswith("Not enough data: 0 of the 20 posts")


@pytest.mark.parametrize("count", [0, 11, "many"])
def test_number_of_times_out_of_bounds_is_refused(desk, owner, ask, count):
    message_id = ask("schedule_optimization", count=count)
    desk.respond.answer_waiting()
    assert desk.inbox.get(owner, message_id).status == "dead"


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
