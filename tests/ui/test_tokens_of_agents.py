"""The tokens in an agent's drawer: made, shown once, ended."""

from __future__ import annotations

import pytest

from agency_core.domain.agent import NewAgent

PLACE = "agent_token_stella_001"


@pytest.fixture
def drawer(agency, owner, client, open_page):
    new = NewAgent("stella_001", "Stella", "strategic_storyteller", ("linkedin",), ("text_post",), "daily", client_id=client.id)
    agency.agents.register(owner, new=new)
    return open_page("agents", agent="stella_001", client=client.id)


def test_a_token_is_made_shown_once_and_revoked(drawer, agency, owner):
    drawer.text_input(key=f"{PLACE}_name").input("The cellar")
    drawer.button(key=f"{PLACE}_make").click().run()
    (made,) = agency.door.tokens.list(owner, agent_id="stella_001")
    assert [code.value[:30] for code in drawer.code] == [f"ag_{made.id}."]
    drawer.button(key=f"{PLACE}_have").click().run()
    assert list(drawer.code) == []
    drawer.button(key=f"{PLACE}_revoke_{made.id}").click().run()
    drawer.button(key=f"{PLACE}_revoke_{made.id}_yes").click().run()
    assert agency.door.tokens.list(owner, agent_id="stella_001")[0].revoked_at is not None


def test_a_token_for_nothing_is_not_made(drawer, agency, owner):
    drawer.text_input(key=f"{PLACE}_name").input("The cellar")
    drawer.multiselect(key=f"{PLACE}_scopes").set_value([])
    drawer.button(key=f"{PLACE}_make").click().run()
    assert [each.value for each in drawer.error] == ["Choose what it may do."]
    assert agency.door.tokens.list(owner, agent_id="stella_001") == ()
