"""What is told of numbers travels with a client: followers, competitors, views, notes, recipes, and plans that rest there."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import select

from agency_core.agency import make_agency
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.models import (
    AnnotationRow,
    CompetitorCountRow,
    CompetitorRow,
    FollowersRow,
    RecipeRow,
    ReportPlanRow,
    SavedViewRow,
)
from agency_core.settings import Settings

CLIENT = "default"


@pytest.fixture
def told(agency, owner, clock):
    """An agency with a row of each kind."""
    agency.agents.register(
        owner, new=NewAgent("a1", "A", Persona.DATA_DECODER, ("linkedin",), ("text_post",), Frequency.DAILY)
    )
    now = clock.now()
    with agency.db.transaction() as session:
        session.add_all([
            FollowersRow(client_id=CLIENT, platform="x", profile="1", day=20000, followers=12, source="network"),
            CompetitorRow(id="c1", client_id=CLIENT, platform="x", handle="rival", name="Rival", url="", created_at=now),
            SavedViewRow(
                id="v1", client_id=CLIENT, page="analytics", name="Mine", query={"analytics_agent": "a1", "many": ["a1"]},
                created_by="person:owner", created_at=now,
            ),
            AnnotationRow(
                id="n1", client_id=CLIENT, first_day=1, last_day=2, label="Launch", created_by="person:owner", created_at=now,
            ),
            RecipeRow(client_id=CLIENT, fingerprint="f", name="Buffer", platform="x", mapping={"likes": "L"}, updated_at=now),
            ReportPlanRow(
                client_id=CLIENT, weekly=True, monthly=True, recipients=["a@example.org"], brand={"colour": "#112233"},
                updated_at=now,
            ),
        ])
        session.flush()
        session.add(
            CompetitorCountRow(competitor_id="c1", day=20000, followers=5, posts=None, interactions=7, source="hand")
        )
    return agency


@pytest.fixture
def elsewhere(tmp_path, clock, empty_database):
    """Another, empty installation."""
    shutil.copytree(empty_database, tmp_path / "elsewhere")
    other = make_agency(Settings(data=tmp_path / "elsewhere"), clock=clock)
    yield other
    other.publish.stop()
    other.db.close()


def only(agency, row, client_id=CLIENT):
    with agency.db.reading() as session:
        (found,) = session.scalars(select(row).where(row.client_id == client_id))
        return found


def test_what_is_told_of_numbers_arrives_and_no_report_is_sent_by_itself(told, owner, elsewhere):
    elsewhere.archive.import_(owner, told.archive.export(owner, CLIENT))
    assert (only(elsewhere, FollowersRow).followers, only(elsewhere, AnnotationRow).label) == (12, "Launch")
    assert only(elsewhere, RecipeRow).mapping == {"likes": "L"}
    plan = only(elsewhere, ReportPlanRow)
    assert (plan.weekly, plan.monthly, plan.recipients, plan.brand) == (False, False, ["a@example.org"], {"colour": "#112233"})
    with elsewhere.db.reading() as session:
        (count,) = session.scalars(select(CompetitorCountRow))
    assert (count.competitor_id, count.followers, count.posts, count.interactions) == ("c1", 5, None, 7)


def test_a_second_arrival_gets_ids_of_its_own(told, owner):
    view = told.archive.import_(owner, told.archive.export(owner, CLIENT))
    rival, saved = only(told, CompetitorRow, view.id), only(told, SavedViewRow, view.id)
    assert (rival.id != "c1", saved.id != "v1", saved.query) == (True, True, {"analytics_agent": "a1-2", "many": ["a1"]})
    with told.db.reading() as session:
        owners = session.scalars(select(CompetitorCountRow.competitor_id).order_by(CompetitorCountRow.competitor_id)).all()
    assert sorted(owners) == sorted(["c1", rival.id])


def test_a_client_that_is_erased_takes_them_along(told, owner):
    from agency_core.store.queries import client as clients

    with told.db.transaction() as session:
        clients.erase(session, CLIENT)
    with told.db.reading() as session:
        for row in (FollowersRow, CompetitorRow, CompetitorCountRow, SavedViewRow, AnnotationRow, RecipeRow, ReportPlanRow):
            assert session.scalars(select(row)).all() == []
