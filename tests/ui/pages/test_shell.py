from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.alert import AlertState
from agency_core.domain.client import NewClient
from agency_core.domain.rule import Severity
from agency_core.ui.contents import ENTRIES

ROOT = Path(__file__).resolve().parents[3]
NAMES = [entry.name for entry in ENTRIES]


def captions(app) -> str:
    return "\n".join(one.value.replace("\\", "") for one in app.caption)


def titles(app) -> list[str]:
    return [one.value for one in app.title]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_an_empty_agency(name, agency, open_app):
    app = open_app(agency, name)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_the_demo(name, demo_agency, open_app):
    app = open_app(demo_agency, name)
    assert not app.exception
    assert not app.error
    assert len(titles(app)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_alone_on_an_empty_agency(name, open_page):
    page = open_page(name)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_is_marked_on_every_page(name, demo_agency, open_app):
    marks = [one.value for one in open_app(demo_agency, name).markdown if "DEMO" in one.value]
    assert marks == [
        ":violet-badge[:material/science: DEMO] :gray[Made-up data on the sandbox network. Nothing leaves this machine.]"
    ]


def test_the_first_start_offers_the_demo_and_a_client_of_ones_own(agency, open_app):
    app = open_app(agency)
    assert titles(app) == ["Welcome to your agency desk"]
    assert [one.value for one in app.subheader] == ["Explore the demo client", "Start your own client"]


def test_the_demo_is_created_only_when_asked_for(agency, owner, open_app):
    app = open_app(agency)
    assert agency.clients.list(owner) == ()
    app.button(key="welcome_demo").click().run()
    assert not app.exception
    assert [one.is_demo for one in agency.clients.list(owner)] == [True]
    assert titles(app) == ["Command center"]


def test_a_client_of_ones_own_is_started_from_the_form(agency, owner, open_app):
    app = open_app(agency)
    app.text_input(key="own_name").set_value("Acme Coffee")
    app.selectbox(key="own_zone").set_value("Europe/Berlin")
    app.text_input(key="own_topics").set_value("brewing, origins, brewing, ")
    app.button(key="own_start").click().run()
    assert not app.exception
    (made,) = agency.clients.list(owner)
    assert (made.name, made.timezone, made.brief.topics) == ("Acme Coffee", "Europe/Berlin", ("brewing", "origins"))
    assert titles(app) == ["Command center"]


def test_a_client_without_a_name_is_refused_with_the_reason(agency, owner, open_app):
    app = open_app(agency)
    app.button(key="own_start").click().run()
    assert [one.value.replace("\\", "") for one in app.error] == [
        "A client needs a name. :gray[(Name)]  \nGive the brand's name."
    ]
    assert agency.clients.list(owner) == ()


def test_the_time_zone_of_the_browser_is_suggested(agency, open_app):
    assert open_app(agency, timezone="Asia/Tokyo").selectbox(key="own_zone").value == "Asia/Tokyo"
    assert open_app(agency, timezone="Nowhere/Land").selectbox(key="own_zone").value == "UTC"


def test_local_mode_is_said_quietly(client, agency, open_app):
    app = open_app(agency)
    assert ":material/lock_open: Local mode: no sign-in, this machine only" in captions(app)
    assert "Times in Europe/Berlin (UTC+1)" in captions(app)


def test_one_client_needs_no_selector(client, agency, open_app):
    assert not [one for one in open_app(agency).selectbox if one.label == "Client"]


def test_the_client_is_chosen_by_the_address_and_by_the_selector(client, agency, owner, open_app):
    agency.clients.create(owner, new=NewClient("Second", "Asia/Tokyo", id="second"))
    app = open_app(agency, client="second")
    assert "Times in Asia/Tokyo (UTC+9)" in captions(app)
    app.selectbox(key="client_choice").set_value("bread").run()
    assert app.query_params["client"] == "bread"
    assert "Times in Europe/Berlin (UTC+1)" in captions(app)


def test_an_unknown_client_in_the_address_falls_back_to_the_first(client, agency, open_app):
    app = open_app(agency, client="nobody")
    assert not app.exception
    assert "Client: Bread & Co" in captions(app)


def test_paused_publishing_is_said_on_every_page(client, agency, owner, open_app):
    agency.schedule.pause(owner, "bread", paused=True)
    app = open_app(agency, "agents")
    assert [one.value.replace("\\", "") for one in app.markdown if "is paused for" in one.value] == [
        ":orange[:material/pause_circle: **Publishing is paused for Bread & Co.**] Nothing goes out until it is resumed."
    ]


def test_critical_alerts_stand_at_the_top_of_other_pages(firing, agency, open_app):
    burning = agency.watch.list(LOCAL_OWNER, state=AlertState.FIRING, severity=Severity.CRITICAL).items
    shown = [one.value.replace("\\", "") for one in open_app(agency, "deliveries").markdown]
    assert firing.summary in [one.summary for one in burning]
    assert f":red[:material/error: **{burning[0].summary}**] :gray[and {len(burning) - 1} more]" in shown


def test_the_launcher_opens_the_same_dashboard(client, agency, open_app):
    hall.use(agency)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert titles(app) == ["Command center"]
    assert "Client: Bread & Co" in captions(app)


def test_client_that_is_gone_is_said_to_be_gone(client, agency, open_app):
    app = open_app(agency, client="removed")
    said = f"There is no client removed (any more). This is {client.name}."
    assert [one.value.replace("\\", "") for one in app.warning] == [said]
