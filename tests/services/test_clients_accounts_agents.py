"""Clients, their accounts and their agents."""

import pytest

from agency_core.domain.account import AccountStatus, NewAccount
from agency_core.domain.agent import AgentStatus, NewAgent
from agency_core.domain.client import Brief, ClientChanges, NewClient
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound

STELLA = NewAgent("stella_002", "Stella", "strategic_storyteller", ("twitter", "linkedin"), ("article",), "daily")


def test_own_client_is_started_once_when_it_is_needed(desk, owner):
    assert desk.clients.list(owner) == ()
    first = desk.clients.own(owner)
    assert (first.id, first.name, first.timezone) == ("default", "My agency", "UTC")
    assert desk.clients.own(owner) == first


def test_new_client_can_publish_on_the_sandbox_at_once(desk, owner):
    client = desk.clients.create(owner, new=NewClient("Acme", "Europe/Berlin"))
    found = desk.accounts.list(owner, client_id=client.id)
    assert [(each.platform, each.network, each.status) for each in found] == [
        ("instagram", "sandbox", "connected"), ("linkedin", "sandbox", "connected"),
    ]
    reach = {each.platform: each for each in desk.accounts.reach(owner, client_id=client.id)}
    assert [name for name, each in reach.items() if each.can_publish] == ["linkedin", "instagram"]
    assert reach["youtube"].reason == "No connector yet: content for it is kept, not published."


@pytest.mark.parametrize(
    ("new", "field"),
    [(NewClient(" "), "name"), (NewClient("A", "Mars/Base"), "timezone"), (NewClient("A", late_minutes=-1), "late_minutes"),
     (NewClient("A", id="a b"), "id")],
)
def test_bad_client_is_refused_by_field(desk, owner, new, field):
    with pytest.raises(Invalid) as caught:
        desk.clients.create(owner, new=new)
    assert caught.value.field == field


def test_client_id_is_taken_once(desk, owner):
    desk.clients.create(owner, new=NewClient("A", id="a"))
    with pytest.raises(Exists):
        desk.clients.create(owner, new=NewClient("B", id="a"))


def test_brief_comes_back_as_it_was_given(desk, owner):
    client = desk.clients.own(owner)
    brief = Brief("About", "Everybody", "warm", ("one", "two"), ("tag",), ("cheap",), "https://example.com")
    assert desk.clients.update(owner, client.id, changes=ClientChanges(brief=brief, name="New name")).brief == brief
    assert desk.clients.get(owner, client.id).name == "New name"


def test_writer_may_not_change_a_client(desk, owner, writer):
    client = desk.clients.own(owner)
    with pytest.raises(Forbidden):
        desk.clients.update(writer, client.id, changes=ClientChanges(name="Mine"))


def test_stranger_sees_no_client_account_or_agent(desk, owner, stranger):
    agent = desk.agents.register(owner, new=STELLA)
    assert desk.clients.list(stranger) == ()
    assert desk.accounts.list(stranger) == ()
    assert desk.agents.list(stranger).items == ()
    for look in (lambda: desk.clients.get(stranger, agent.client_id), lambda: desk.agents.get(stranger, agent.id)):
        with pytest.raises(NotFound):
            look()


def test_paused_account_says_so(desk, owner):
    client = desk.clients.own(owner)
    (account,) = [each for each in desk.accounts.list(owner) if each.platform == "linkedin"]
    desk.accounts.set_status(owner, account.id, status=AccountStatus.PAUSED)
    (reach,) = [each for each in desk.accounts.reach(owner, client_id=client.id) if each.platform == "linkedin"]
    assert (reach.can_publish, reach.reason) == (False, "The account is paused.")


def test_live_account_needs_its_variable(desk, owner, monkeypatch):
    client = desk.clients.own(owner)
    new = NewAccount(client.id, "linkedin", "urn:li:organization:1", "Acme", "AGENCY_TOKEN_ACME")
    with pytest.raises(Invalid) as caught:
        desk.accounts.connect_live(owner, new=new)
    assert caught.value.field == "token_variable"
    monkeypatch.setenv("AGENCY_TOKEN_ACME", "secret-canary")
    made = desk.accounts.connect_live(owner, new=new)
    assert (made.network, made.status) == ("live", "connected")
    assert "secret-canary" not in repr(made)


def test_agent_is_registered_with_canonical_platforms(desk, owner):
    made = desk.agents.register(owner, new=STELLA)
    assert (made.primary_platforms, made.status, made.client_id, made.uptime) == (("x", "linkedin"), "active", "default", None)
    with pytest.raises(Exists):
        desk.agents.register(owner, new=STELLA)


def test_registration_with_the_same_key_is_the_same_agent(desk, owner):
    first = desk.agents.register(owner, new=STELLA, idempotency_key="k")
    assert desk.agents.register(owner, new=STELLA, idempotency_key="k") == first
    other = NewAgent("other", "O", "data_decoder", ("x",), ("article",), "weekly")
    with pytest.raises(Conflict):
        desk.agents.register(owner, new=other, idempotency_key="k")


def test_active_again_clears_the_row_of_failures(desk, owner):
    desk.agents.register(owner, new=STELLA)
    assert desk.agents.set_status(owner, STELLA.id, status=AgentStatus.MAINTENANCE).status == "maintenance"
    assert desk.agents.set_status(owner, STELLA.id, status=AgentStatus.ACTIVE).consecutive_failures == 0


def test_workload_counts_what_is_on_the_desk(desk, owner, agent, draft, count_queries):
    for _ in range(3):
        draft()
    desk.review.submit(owner, draft().id)
    with count_queries(desk) as queries:
        (load,) = desk.agents.workload(owner)
    assert (load.agent_id, load.drafts, load.in_review, load.scheduled) == (agent.id, 3, 1, 0)
    assert queries.selects == 4
