"""Built-in personas learn from figures and propose times."""


import pytest

from agency_core.domain.numbers import HourPoint
from agency_core.services.respond import Respond
from tests.fakes import contents


@pytest.fixture
def desk(agency):
    """The agency itself: what is written must pass the rules of the real networks."""
    return agency


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
