"""Numbers that a program reports are read back under the names that it sent."""

from __future__ import annotations

import pytest

from agency_core.models import PostRow
from tests.api.conftest import PROPOSAL, problem

GIVEN = {"views": 1200, "likes": 48, "engagement_rate": 0.0475, "profile_visits": 7}


@pytest.fixture
def count(staffed):
    """Report a number for content; `more` are further fields."""

    def send(content_id: str, **more):
        return staffed.post(
            "/api/analytics", json={"content_id": content_id, "platform": "linkedin", "metrics": {"views": 5}, **more}
        )

    return send


def test_every_metric_comes_back_by_its_name(staffed, draft, count):
    assert count(draft, metrics=GIVEN).json()["metrics"] == GIVEN
    assert staffed.get("/api/analytics").json()["analytics"][0]["metrics"] == GIVEN


def test_rate_that_nobody_reported_is_no_metric(draft, count):
    assert count(draft, metrics={"impressions": 100, "likes": 5}).json()["metrics"] == {"impressions": 100, "likes": 5}


def test_post_of_other_content_is_refused(staffed, draft, count):
    other = staffed.post("/api/content", json=PROPOSAL).json()["id"]
    assert count(draft, external_id="urn:li:share:1").status_code == 201
    assert problem(count(other, external_id="urn:li:share:1"), 409, "conflict")["field"] == "external_id"


def test_post_that_an_export_told_of_becomes_the_contents_own(agency, draft, count):
    with agency.db.transaction() as session:
        row = PostRow(client_id="default", platform="linkedin", external_id="urn:li:share:1", text="as exported")
        session.add(row)
        session.flush()
        pk = row.pk
    assert count(draft, external_id="urn:li:share:1").json()["content_id"] == draft
    with agency.db.reading() as session:
        post = session.get_one(PostRow, pk)
        assert (post.content_id, post.agent_id, post.text) == (draft, "strategic_storyteller_001", "as exported")
