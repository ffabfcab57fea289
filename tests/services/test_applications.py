"""What platforms know our application by: entered here or set from outside, and never told."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from agency_core.domain.publishing import AppKeys
from agency_core.errors import Forbidden, Invalid
from agency_core.models import AccountRow


def test_an_application_is_entered_sealed_and_forgotten(desk, owner):
    apps = desk.connect.applications
    apps.enter(owner, name="linkedin", app_id=" app-1 ", secret="canary-secret")
    assert [(each.platform, each.app_id, each.source) for each in apps.list(owner)] == [("linkedin", "app-1", "desk")]
    assert apps.keys("linkedin") == AppKeys("app-1", "canary-secret")
    with desk.db.reading() as session:
        assert "canary" not in str(session.execute(text("SELECT * FROM application")).all())
    apps.forget(owner, name="linkedin")
    apps.forget(owner, name="linkedin")
    assert apps.list(owner) == ()


def test_an_application_can_be_set_from_outside(desk, owner, monkeypatch):
    monkeypatch.setenv("AGENCY_APP_X_ID", "outside")
    monkeypatch.setenv("AGENCY_APP_X_SECRET", "canary")
    desk.connect.applications.enter(owner, name="x", app_id="inside", secret="")
    assert desk.connect.applications.keys("x") == AppKeys("outside", "canary")
    assert desk.connect.applications.list(owner)[0].source == "environment"


def test_an_application_without_an_id_is_refused(desk, owner):
    with pytest.raises(Invalid) as caught:
        desk.connect.applications.enter(owner, name="x", app_id=" ", secret="s")
    assert caught.value.field == "app_id"


def test_only_the_owner_sees_and_changes_applications(desk, writer, stranger):
    apps = desk.connect.applications
    for actor in (writer, stranger):
        for act in (lambda actor=actor: apps.list(actor), lambda actor=actor: apps.forget(actor, name="x"),
                    lambda actor=actor: apps.enter(actor, name="x", app_id="a", secret="s")):
            with pytest.raises(Forbidden):
                act()


def test_a_connector_gets_our_application_on_the_real_network_alone(desk, owner):
    desk.connect.applications.enter(owner, name="linkedin", app_id="app-1", secret="s")
    networks = desk.connect._networks
    desk.clients.own(owner)
    with desk.db.reading() as session:
        account = networks.account(session.scalars(select(AccountRow).where(AccountRow.platform == "linkedin")).one())
    assert networks.context(account).app is None
    assert networks.context(replace(account, is_sandbox=False)).app == AppKeys("app-1", "s")
