"""A browser logs in at the sandbox and comes back; programs see accounts, never tokens."""

import shutil
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.domain.clock import SystemClock
from agency_core.http_client import HttpClient
from agency_core.sandbox import sandbox_app
from agency_core.settings import Settings
from tests.api.conftest import problem, serve
from tests.sandbox.conftest import Server


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """The sandbox as a server of its own."""
    server = Server(sandbox_app(tmp_path_factory.mktemp("network") / "network.sqlite3", SystemClock()))
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def browser(tmp_path, empty_database, network):
    """A browser at the agency of a client `acme`; it keeps cookies and follows nothing by itself."""
    shutil.copytree(empty_database, tmp_path / "data")
    agency = make_agency(Settings(data=tmp_path / "data", sandbox_url=network))
    with serve(agency) as door:
        door.follow_redirects = False
        door.post("/api/clients", json={"name": "Acme", "id": "acme", "connect_sandbox": False})
        yield door
    agency.publish.stop()
    agency.db.close()


@pytest.fixture
def web():
    """The network's side of what a browser asks."""
    made = HttpClient(frozenset({"127.0.0.1"}))
    yield made
    made.close()


def begin(browser: TestClient, **wish):
    """Press Connect."""
    return browser.get("/api/accounts/connect", params={"client_id": "acme", "platform": "x", "sandbox": "true", **wish})


def allowed(web, consent):
    """The way back to the agency of a person who allows everything."""
    page = web.request("GET", consent).body.decode()
    back = web.request("GET", page.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")).headers["location"]
    return back.partition("://")[2].partition("/")[2]


def query(address):
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))


def test_a_browser_logs_in_and_chooses(browser, web):
    begun = begin(browser)
    assert begun.status_code == 303
    back = browser.get(f"/{allowed(web, begun.headers['location'])}")
    assert (back.status_code, urlsplit(back.headers["location"]).path) == (303, "/accounts")
    told = query(back.headers["location"])
    assert told["client"] == "acme"
    login = browser.get(f"/api/accounts/logins/{told['accounts_login']}").json()
    assert (login["state"], login["problem"]) == ("found", "")
    chosen = {"external_ids": [each["external_id"] for each in login["profiles"]]}
    made = browser.post(f"/api/accounts/logins/{login['id']}/choose", json=chosen)
    assert made.status_code == 201
    (account,) = made.json()["accounts"]
    assert (account["platform"], account["network"], account["status"]) == ("x", "sandbox", "connected")
    tested = browser.post(f"/api/accounts/{account['id']}/test").json()
    assert tested == {"ok": True, "said": "The network accepts the login."}
    (health,) = browser.get("/api/accounts/health", params={"client_id": "acme"}).json()["health"]
    assert (health["account_id"], health["missing"], health["renews_itself"]) == (account["id"], [], True)


def test_the_cookie_is_for_this_browser_and_these_addresses_alone(browser):
    said = begin(browser).headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/api/accounts", "max-age=600"} <= {part.strip() for part in said.split(";")}


def test_another_browser_cannot_bring_the_answer_back(browser, web):
    back = allowed(web, begin(browser).headers["location"])
    mine = dict(browser.cookies)
    browser.cookies.clear()
    refused = browser.get(f"/{back}")
    assert refused.headers["location"] == "/accounts?accounts_problem=forbidden"
    browser.cookies.update(mine)
    assert "accounts_login" in browser.get(f"/{back}").headers["location"]


def test_an_answer_counts_once(browser, web):
    back = allowed(web, begin(browser).headers["location"])
    browser.get(f"/{back}")
    assert browser.get(f"/{back}").headers["location"] == "/accounts?accounts_problem=conflict"


def test_two_logins_at_a_time_do_not_disturb_each_other(browser, web):
    first, second = (begin(browser, platform=name).headers["location"] for name in ("x", "mastodon"))
    for consent in (first, second):
        assert "accounts_login" in browser.get(f"/{allowed(web, consent)}").headers["location"]


def test_what_networks_add_to_an_answer_is_ignored(browser, web):
    back = allowed(web, begin(browser).headers["location"])
    assert "accounts_login" in browser.get(f"/{back}&scope=a+b&session_state=1&error_description=").headers["location"]


def test_a_login_that_cannot_begin_leads_back_with_its_reason(browser):
    answer = begin(browser, sandbox="false")
    login = browser.get(f"/api/accounts/logins/{query(answer.headers['location'])['accounts_login']}").json()
    assert login["state"] == "failed"
    assert login["problem"].startswith("X does not know this agency yet.")


def test_a_login_for_no_client_is_a_problem(browser):
    problem(begin(browser, client_id="nobody"), 404, "not_found")


def test_an_account_is_disconnected_and_its_spacing_set(browser):
    made = browser.post("/api/accounts/sandbox", json={"client_id": "acme", "platform": "x"}).json()
    assert browser.put(f"/api/accounts/{made['id']}/spacing", json={"seconds": 90}).status_code == 200
    (health,) = browser.get("/api/accounts/health").json()["health"]
    assert health["spacing_seconds"] == 90
    assert browser.post(f"/api/accounts/{made['id']}/disconnect").json()["status"] == "disconnected"
    problem(browser.put(f"/api/accounts/{made['id']}/status", json={"status": "connected"}), 422, "invalid")
    again = browser.post("/api/accounts/sandbox", json={"client_id": "acme", "platform": "x"}).json()
    assert (again["id"], again["status"]) == (made["id"], "connected")


def test_an_application_is_entered_and_its_secret_never_told(browser):
    given = {"platform": "twitter", "app_id": "app-1", "secret": "canary"}
    assert browser.put("/api/applications", json=given).json() == {
        "platform": "x", "base_url": "", "app_id": "app-1", "source": "desk"
    }
    listed = browser.get("/api/applications")
    assert [each["app_id"] for each in listed.json()["applications"]] == ["app-1"]
    assert "canary" not in listed.text
    assert browser.post("/api/applications/forget", json={"platform": "x"}).status_code == 204
    assert browser.get("/api/applications").json()["applications"] == []
