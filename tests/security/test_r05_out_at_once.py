"""Requirement 5: who signs out, is disabled, or gets another role or password has no open page two seconds later, and no API."""

from __future__ import annotations

import re

import pytest
import requests
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosedError

from agency_core.api.gate import Gate, Rules
from agency_core.api.pages.routes import door_routes
from agency_core.domain.permission import Role
from tests.entrance import PASSWORD
from tests.security.closed_desk import COOKIE, closed_after, drawn

LIMIT = 2.0


def sign_out(desk, token):
    """As a browser does it, by the form of the page."""
    with requests.Session() as browser:
        browser.cookies.set(COOKIE, token)
        form = browser.get(f"{desk.url}/logout", timeout=20).text
        csrf = re.search(r'name="csrf" value="(\w+)"', form)[1]
        done = browser.post(f"{desk.url}/logout", data={"csrf": csrf}, headers={"Origin": desk.url}, timeout=20)
        assert (done.status_code, "signed out" in done.text) == (200, True)


def sign_out_elsewhere(desk, token):
    """The same by a process that has the role of the API alone."""
    gate = Middleware(Gate, agency=lambda: desk.agency, rules=Rules())
    roled = Starlette(routes=door_routes(lambda: desk.agency), middleware=[gate])
    browser = TestClient(roled, base_url=desk.url, headers={"Origin": desk.url}, cookies={COOKIE: token})
    csrf = re.search(r'name="csrf" value="(\w+)"', browser.get("/logout").text)[1]
    assert "signed out" in browser.post("/logout", data={"csrf": csrf}).text


def change_password(desk, _token):
    """As its owner does it, in another browser and process."""
    door = desk.agency.door
    eve = door.sessions.resolve(desk.begin("eve"))
    door.passwords.change(eve, old=PASSWORD, new=f"{PASSWORD} again")
    door.passwords.change(eve, old=f"{PASSWORD} again", new=PASSWORD)


def disable(desk, _token):
    desk.agency.door.people.disable(owner(desk), desk.person_id("eve"))


def end_all(desk, _token):
    """What a new password does."""
    desk.agency.door.sessions.end_all(owner(desk), person_id=desk.person_id("bob"))


def owner(desk):
    return desk.agency.door.sessions.resolve(desk.tokens["owner"])


@pytest.mark.parametrize(("name", "act"), [
    ("bob", sign_out), ("bob", sign_out_elsewhere), ("bob", end_all), ("eve", disable), ("eve", change_password),
])
def test_an_open_page_is_closed_and_does_not_open_again(desk, name, act):
    token = desk.begin(name)
    with desk.socket(token) as line:
        drawn(line)
        assert desk.get("/api/clients", token).status_code == 200
        person = desk.person_id(name)
        act(desk, token)
        seconds, code = closed_after(line)
    refused = desk.get("/api/clients", token).status_code, desk.refused(token=token)
    if act is disable:
        desk.agency.door.people.enable(owner(desk), person)
    desk.tokens[name] = desk.agency.door.sessions.begin(person, "password", "", "test")
    assert (code, seconds <= LIMIT) == (1008, True), seconds
    assert refused == (401, 403)


def test_a_frame_after_the_end_is_not_worked_on(desk):
    token = desk.begin("bob")
    with desk.socket(token) as line:
        drawn(line)
        sign_out(desk, token)
        with pytest.raises(ConnectionClosedError, match="1008"):
            drawn(line, within=3)


def test_another_role_closes_the_page_which_opens_anew(desk):
    token = desk.begin("bob")
    with desk.socket(token) as line:
        drawn(line)
        desk.agency.door.people.set_roles(owner(desk), desk.person_id("bob"), roles={"": Role.VIEWER})
        seconds, code = closed_after(line)
    assert (code, seconds <= LIMIT) == (1008, True), seconds
    desk.agency.door.people.set_roles(owner(desk), desk.person_id("bob"), roles={"": Role.MANAGER})
    desk.tokens["bob"] = desk.begin("bob")


def test_an_open_page_of_somebody_who_stays_stays_open(desk):
    with desk.socket(desk.begin("bob")) as line:
        drawn(line)
        assert closed_after(line, within=2.5)[1] == 0
