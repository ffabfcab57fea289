"""R6: a client's own domain is let in, shows that client's brand alone, and cannot be taken by another client."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from agency_core.api.gate import Gate, Rules
from agency_core.api.pages.routes import door_routes
from agency_core.domain.client import NewClient
from agency_core.domain.clock import SystemClock
from agency_core.domain.report_plan import Brand
from agency_core.errors import Exists
from agency_core.models import ClientRow
from agency_core.services import domains
from tests.entrance import Entrance

DOMAIN = "social.bread.example"
BRAND = Brand(name="Bread & Butter", colour="#123456", domain=DOMAIN)


@pytest.fixture
def house(agency):
    """An agency with an owner and two clients, and its door behind the gate; asked under a host."""
    owner = Entrance(agency, SystemClock()).owner()
    for name in ("bread", "wine"):
        agency.clients.create(owner, new=NewClient(name.title(), "UTC", id=name))
    http = TestClient(Gate(Starlette(routes=door_routes(lambda: agency)), lambda: agency, Rules()))

    def asked(host, path="/login"):
        return http.get(path, headers={"Host": host})

    return agency, owner, asked


def test_a_domain_of_a_client_is_let_in_as_soon_as_it_is_saved_and_no_longer(house):
    agency, owner, asked = house
    seen = [asked(DOMAIN).status_code]
    agency.keeping.terms.save_brand(owner, "bread", brand=BRAND)
    seen += [asked(DOMAIN).status_code, asked(f"x.{DOMAIN}").status_code]
    agency.keeping.terms.save_brand(owner, "bread", brand=replace(BRAND, domain=""))
    assert [*seen, asked(DOMAIN).status_code] == [421, 200, 421, 421]


def test_what_another_process_saved_counts_within_seconds_and_no_request_waits_for_it(house, monkeypatch):
    agency, _, asked = house
    assert asked(DOMAIN).status_code == 421
    reads = []
    monkeypatch.setattr(domains.clients, "domains", lambda _: reads.append(1) or {DOMAIN: "bread"})
    assert ([asked(DOMAIN).status_code for _ in range(3)], len(reads)) == ([421] * 3, 0)
    monkeypatch.setattr(domains.time, "monotonic", lambda now=domains.time.monotonic: now() + domains.REMEMBERED)
    assert (asked(DOMAIN).status_code, len(reads)) == (200, 1)
    agency.keeping.domains.forget()


def test_the_door_under_a_domain_of_a_client_is_in_its_name(house):
    agency, owner, asked = house
    picture = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(picture, "PNG")
    logo = agency.library.add(owner, "bread", name="logo.png", chunks=iter([picture.getvalue()]), alt_text="Logo")
    agency.keeping.terms.save_brand(owner, "bread", brand=replace(BRAND, logo=logo.id))
    own, ours = asked(DOMAIN), asked("localhost")
    marks = ("Bread &amp; Butter", "--blue:#123456", 'class="logo" src="data:image/png')
    assert [mark in own.text for mark in marks] == [True] * 3
    assert [mark in ours.text for mark in marks] == [False] * 3
    assert "Agency</" not in own.text
    assert "img-src data:;" in own.headers["content-security-policy"]


def test_what_did_not_work_is_said_in_the_clients_name_too(house):
    agency, owner, asked = house
    agency.keeping.terms.save_brand(owner, "bread", brand=BRAND)
    answer = asked(DOMAIN, "/r/unknown")
    assert (answer.status_code, "Bread &amp; Butter" in answer.text) == (404, True)


def test_a_domain_is_of_one_client_alone(house):
    agency, owner, _ = house
    agency.keeping.terms.save_brand(owner, "bread", brand=BRAND)
    agency.keeping.terms.save_brand(owner, "bread", brand=replace(BRAND, footer="again"))
    with pytest.raises(Exists, match="is taken"):
        agency.keeping.terms.save_brand(owner, "wine", brand=BRAND)
    assert agency.keeping.terms.brand(owner, "wine").domain == ""


def test_a_name_of_the_agency_itself_is_no_clients(house):
    agency = house[0]
    own = domains.Domains(agency.db, agency.settings.model_copy(update={"public_url": "https://desk.example"}))
    with agency.db.transaction() as session:
        session.execute(update(ClientRow).where(ClientRow.id == "wine").values(brand={"domain": "desk.example"}))
    assert own.known() == {}
    with agency.db.reading() as session, pytest.raises(Exists):
        own.demand_free(session, "bread", "desk.example")


def test_a_link_for_a_client_leads_to_its_own_domain(house):
    agency, owner, _ = house
    agency.keeping.terms.save_brand(owner, "bread", brand=BRAND)
    links = [agency.door.review_links.make(owner, client).link for client in ("bread", "wine")]
    assert [DOMAIN in link for link in links] == [True, False]
