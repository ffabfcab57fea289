from datetime import timedelta

import pytest

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import NewAgent
from agency_core.domain.client import Brief, NewClient
from agency_core.domain.content import ContentType, NewContent
from agency_core.errors import Invalid, NotFound
from agency_core.models import PostRow
from agency_core.services.tally import changing


@pytest.fixture
def client(agency, owner):
    """In Auckland, with an agent, a brief, a draft and two posts."""
    brief = Brief(topics=("Bread", "ovens"), hashtags=("#Bakery",))
    made = agency.clients.create(owner, new=NewClient("Bread", "Pacific/Auckland", id="bread", brief=brief))
    agency.agents.register(owner, new=NewAgent(
        "stella", "Stella", "strategic_storyteller", ("x",), ("text_post",), "daily", client_id="bread",
    ))
    agency.draft.create(owner, new=NewContent(
        ContentType.TEXT_POST, "T", "B", ("x",), creator_agent_id="stella", topic="apprentices", campaign="Spring",
    ))
    with agency.db.transaction() as session, changing(session, "bread") as change:
        posts = [
            PostRow(
                client_id="bread", platform="x", external_id=tag, published_at=agency.clock.now(), campaign=tag,
                hashtags="rye mill", topic="ovens", text="",
            )
            for tag in ("Autumn", "Zest")
        ]
        session.add_all(posts)
        session.flush()
        change.made(each.pk for each in posts)
        change.renamed(each.pk for each in posts)
    return made.id


def test_names_come_from_brief_drafts_and_posts_each_once(agency, owner, client):
    names = agency.questions.names(owner, client_id=client)
    assert names.topics == ("apprentices", "Bread", "ovens")
    assert names.campaigns == ("Autumn", "Spring", "Zest")
    assert names.hashtags == ("bakery", "mill", "rye")
    assert (names.agents, names.personas) == ({"stella": "Stella"}, {"stella": "strategic_storyteller"})


def test_a_question_knows_the_names_and_the_day_of_the_client(agency, owner, client, clock):
    clock.move(timedelta(hours=5))  # the 24th there, the 23rd in UTC
    found = agency.questions.ask(owner, client_id=client, text="views of campaign Autumn by Stella today")
    assert found.unknown == ()
    assert found.view.params() == {
        "analytics_tab": "Explore", "analytics_by": "day", "analytics_metric": "views", "analytics_agent": "stella",
        "analytics_campaign": "Autumn", "analytics_days": "own", "analytics_from": "2026-11-24", "analytics_to": "2026-11-24",
    }


def test_a_long_question_is_refused(agency, owner, client):
    with pytest.raises(Invalid) as refused:
        agency.questions.ask(owner, client_id=client, text="x" * 301)
    assert refused.value.field == "text"


def test_names_of_another_client_are_not_told(agency, owner, client):
    agency.clients.create(owner, new=NewClient("Other", id="other"))
    assert agency.questions.names(owner, client_id="other").campaigns == ()
    assert agency.questions.ask(owner, client_id="other", text="campaign Autumn").unknown == ("campaign Autumn",)
    stranger = Actor(ActorKind.PERSON, "stranger", frozenset({"other"}))
    for act in (agency.questions.names, lambda *a, **k: agency.questions.ask(*a, text="views", **k)):
        with pytest.raises(NotFound):
            act(stranger, client_id=client)


def test_names_take_the_same_number_of_questions_for_many(agency, owner, client, count_queries):
    with count_queries(agency) as few:
        agency.questions.names(owner, client_id=client)
    assert few.selects <= 7
