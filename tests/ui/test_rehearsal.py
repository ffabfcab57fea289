"""The Rehearsal page: choose a weather, start, watch, read the report."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.rehearsal import RehearsalStatus
from agency_core.models import RehearsalRow


@pytest.fixture
def planned(agency, owner, client, clock):
    new = NewContent(
        ContentType.TEXT_POST, "Rolls", "Rolls at seven.", ("linkedin", "mastodon"), client_id=client.id,
        scheduled_time=clock.now() + timedelta(hours=2),
    )
    return agency.review.approve(owner, agency.draft.create(owner, new=new).id)


def shown(elements) -> str:
    return "\n".join(one.value.replace("\\", "") for one in elements)


def test_nothing_rehearsed_yet_says_what_to_do(client, open_page):
    page = open_page("rehearsal", client="bread")
    assert not page.exception
    assert "No rehearsal yet." in shown(page.markdown)


def test_start_without_a_plan_says_why(client, open_page):
    page = open_page("rehearsal", client="bread")
    page.button(key="rehearsal_start").click().run()
    assert not page.exception
    assert "Nothing is scheduled in the next seven days." in shown(page.error)


def test_started_rehearsal_shows_its_progress_and_is_cancelled(agency, owner, client, planned, open_page):
    page = open_page("rehearsal", client="bread")
    page.button(key="rehearsal_start").click().run()
    assert not page.exception
    [view] = agency.rehearse.list(owner).items
    assert (view.state, view.weather) == (RehearsalStatus.QUEUED, "calm")
    page.button(key="rehearsal_cancel").click().run()
    assert agency.rehearse.get(owner, view.id).state == RehearsalStatus.CANCELLED


def test_report_shows_figures_and_what_to_decide(agency, owner, client, planned, open_page):
    agency.rehearse.start(owner, client_id=client.id, weather="outage")
    agency.rehearse.run_queued()
    page = open_page("rehearsal", client="bread")
    assert not page.exception
    assert {one.label: one.value for one in page.metric}["Deliveries"] == "2"
    assert [one.value for one in page.subheader][1:5] == [
        "What you would have had to decide", "The week", "Accounts", "What happened",
    ]


def test_failed_rehearsal_says_why(agency, owner, client, planned, open_page):
    started = agency.rehearse.start(owner, client_id=client.id, weather="calm")
    with agency.db.transaction() as session:
        row = session.get_one(RehearsalRow, started.id)
        row.state, row.error = RehearsalStatus.FAILED, "It ran *out* of memory."
    page = open_page("rehearsal", client="bread")
    assert (len(page.exception), "It ran *out* of memory." in shown(page.error)) == (0, True)
