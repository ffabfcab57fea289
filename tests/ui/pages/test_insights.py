"""Insights in Analytics, and planning from the calendar."""

import pytest

from agency_core.domain.client import Brief, ClientChanges


@pytest.fixture
def insight(desk, agency, owner, client):
    """A conclusion that nobody has decided on."""
    return agency.learn.note(
        owner, client_id=client.id, agent_id=desk.agent, claim="Questions *work*.", evidence={"sample_size": 12}
    )


def test_no_insight_says_how_one_comes(client, open_page):
    page = open_page("analytics", analytics_tab="Insights")
    assert any("No insights here" in one.value for one in page.markdown)


def test_an_insight_is_applied_where_it_is_read(insight, agency, owner, client, open_page):
    page = open_page("analytics", analytics_tab="Insights")
    assert any("Questions \\*work\\*" in one.value for one in page.markdown)
    page.button(key=f"apply_{insight.id}").click().run()
    assert not page.exception
    (applied,) = agency.learn.list(owner, client_id=client.id, status="applied").items
    assert applied.id == insight.id


def test_planning_from_the_calendar_sends_requests(desk, agency, owner, client, open_page):
    brief = Brief("A bakery", "neighbours", "warm", ("rye bread", "opening hours"))
    agency.clients.update(owner, client.id, changes=ClientChanges(brief=brief))
    page = open_page("calendar")
    page.button(key="calendar_plan").click().run()
    assert not page.exception
    assert agency.inbox.counts(owner, client_id=client.id)["pending"] > 0
