"""Logging in at every network of the sandbox, over HTTP, and what must not lead to an account."""

import json
import shutil
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select, text

from agency_core.agency import make_agency
from agency_core.domain.account import AccountStatus
from agency_core.domain.login import CHOICE_LASTS, STATE_LASTS, AppPassword, LoginState, LoginWish
from agency_core.domain.publishing import AppKeys, Profile, Tokens
from agency_core.errors import Conflict, Exists, Forbidden, Invalid, NotFound
from agency_core.http_client import HttpClient
from agency_core.models import AccountRow, LoginRow
from agency_core.platforms import CONNECTORS
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.services import connect as connecting
from agency_core.services import front_doors
from agency_core.settings import Settings
from tests.sandbox.conftest import Server

BROWSER = "the secret of a browser"
REACHED = sorted(set(SIMULATORS) & set(CONNECTORS))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """The sandbox as a server of its own."""
    from agency_core.domain.clock import SystemClock

    server = Server(sandbox_app(tmp_path_factory.mktemp("network") / "network.sqlite3", SystemClock()))
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def desk(tmp_path, clock, empty_database, network):
    """An agency with the real connectors and that sandbox."""
    shutil.copytree(empty_database, tmp_path / "desk")
    made = make_agency(Settings(data=tmp_path / "desk", sandbox_url=network), clock=clock)
    yield made
    made.publish.stop()
    made.db.close()


@pytest.fixture
def client(desk, owner):
    """A client without any account."""
    from agency_core.domain.client import NewClient

    return desk.clients.create(owner, new=NewClient("Acme", id="acme", connect_sandbox=False))


@pytest.fixture
def web():
    """What a person's browser does."""
    made = HttpClient(frozenset({"127.0.0.1"}))
    yield made
    made.close()


def allowed(web, url):
    """The parameters with which the network sends the person back who allows everything."""
    page = web.request("GET", url)
    assert page.status == 200, page.body
    asked = page.body.decode().partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    answer = web.request("GET", asked)
    assert answer.status == 303
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.fixture
def begin(desk, owner, client):
    """Begins a login on the sandbox."""

    def beginning(platform="x", browser=BROWSER):
        return desk.connect.begin(owner, wish=LoginWish("acme", platform, sandbox=True), browser=browser)

    return beginning


@pytest.fixture
def found(desk, owner, web, begin):
    """A login on the sandbox that found its profiles."""

    def finding(platform="x"):
        back = allowed(web, begin(platform).url)
        return desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"])

    return finding


@pytest.mark.parametrize("platform", REACHED)
def test_a_login_on_the_sandbox_becomes_an_account_that_works(desk, owner, found, platform):
    login = found(platform)
    assert (login.state, login.problem) == (LoginState.FOUND, "")
    made = desk.connect.choose(owner, login.id, external_ids=[each.external_id for each in login.profiles])
    assert {(each.platform, each.network, each.status) for each in made} == {(platform, "sandbox", "connected")}
    assert {desk.accounts.test(owner, each.id).said for each in made} == {"The network accepts the login."}
    with pytest.raises(NotFound):
        desk.connect.view(owner, login.id)


@pytest.mark.parametrize("platform", REACHED)
def test_one_click_connects_the_profile_that_a_login_finds(desk, owner, client, found, platform):
    account = desk.accounts.connect_sandbox(owner, "acme", name=platform)
    assert desk.accounts.test(owner, account.id).ok
    assert {each.external_id: each.status for each in found(platform).profiles}[account.external_id] == "connected"


def test_a_login_connects_a_disconnected_account_again(desk, owner, client, found):
    account = desk.accounts.connect_sandbox(owner, "acme", name="x")
    desk.accounts.disconnect(owner, account.id)
    login = found()
    (made,) = desk.connect.choose(owner, login.id, external_ids=[account.external_id])
    assert (made.id, made.status) == (account.id, "connected")


def test_nothing_of_a_login_is_readable_in_the_database(desk, owner, web, begin):
    back = allowed(web, begin().url)
    desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"])
    with desk.db.reading() as session:
        kept = str(session.execute(text("SELECT * FROM login")).all())
    for secret in (back["state"], BROWSER, "sandbox.x.", back["code"]):
        assert secret not in kept


def test_a_consent_asks_for_what_the_platform_needs(begin):
    asked = dict(parse_qsl(urlsplit(begin().url).query))
    assert set(asked["scope"].split()) == set(CONNECTORS["x"].facts.login.scopes)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://127.0.0.1:8501/api/accounts/callback"


def test_a_state_counts_once(desk, owner, web, begin):
    back = allowed(web, begin().url)
    desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"])
    with pytest.raises(Conflict):
        desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"])


def test_a_state_of_another_browser_is_refused_and_not_spent(desk, owner, web, begin):
    back = allowed(web, begin().url)
    with pytest.raises(Forbidden):
        desk.connect.finish(owner, state=back["state"], browser="another", code=back["code"])
    assert desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"]).state is LoginState.FOUND


def test_a_state_that_was_never_given_is_refused(desk, owner, begin):
    begin()
    with pytest.raises(Conflict):
        desk.connect.finish(owner, state="made up", browser=BROWSER, code="x")


def test_a_state_ends_after_ten_minutes(desk, owner, web, begin, clock):
    back = allowed(web, begin().url)
    clock.move(STATE_LASTS)
    with pytest.raises(Conflict):
        desk.connect.finish(owner, state=back["state"], browser=BROWSER, code=back["code"])
    assert timedelta(minutes=10) == STATE_LASTS


def test_what_was_found_does_not_wait_for_ever(desk, owner, found, clock):
    login = found()
    clock.move(CHOICE_LASTS)
    assert desk.connect.view(owner, login.id).state is LoginState.FAILED
    with pytest.raises(Conflict):
        desk.connect.choose(owner, login.id, external_ids=[login.profiles[0].external_id])
    desk.connect.prune()
    with desk.db.reading() as session:
        assert session.scalars(select(LoginRow)).all() == []


def test_a_refusal_of_the_person_is_said_and_connects_nothing(desk, owner, begin):
    asked = dict(parse_qsl(urlsplit(begin().url).query))
    login = desk.connect.finish(owner, state=asked["state"], browser=BROWSER, error="access_denied")
    assert (login.state, login.problem) == (LoginState.FAILED, "You refused, or the network did.")
    with pytest.raises(Conflict):
        desk.connect.choose(owner, login.id, external_ids=["1"])


def test_a_code_that_the_network_does_not_know_is_said(desk, owner, begin):
    asked = dict(parse_qsl(urlsplit(begin().url).query))
    login = desk.connect.finish(owner, state=asked["state"], browser=BROWSER, code="made up")
    assert login.state is LoginState.FAILED
    assert "invalid_grant" in login.problem


@pytest.mark.parametrize("wanted", [[], ["urn:li:organization:1"]])
def test_only_what_was_found_can_be_chosen(desk, owner, found, wanted):
    with pytest.raises(Invalid):
        desk.connect.choose(owner, found().id, external_ids=wanted)


def test_others_see_and_choose_nothing(desk, owner, writer, stranger, found):
    login = found()
    for actor, refusal in ((stranger, NotFound), (writer, Forbidden)):
        with pytest.raises(refusal):
            desk.connect.view(actor, login.id)
        with pytest.raises(refusal):
            desk.connect.choose(actor, login.id, external_ids=[login.profiles[0].external_id])
        with pytest.raises(refusal):
            desk.connect.begin(actor, wish=LoginWish("acme", "linkedin", sandbox=True), browser=BROWSER)


def test_a_real_network_needs_our_application_first(desk, owner, client):
    with pytest.raises(Invalid) as caught:
        desk.connect.begin(owner, wish=LoginWish("acme", "linkedin"), browser=BROWSER)
    assert "does not know this agency" in caught.value.message


def test_a_real_network_is_asked_as_the_application_that_it_knows(desk, owner, client):
    desk.connect.applications.enter(owner, name="linkedin", app_id="app-1", secret="s")
    asked = urlsplit(desk.connect.begin(owner, wish=LoginWish("acme", "linkedin"), browser=BROWSER).url)
    assert f"https://{asked.netloc}{asked.path}" == CONNECTORS["linkedin"].facts.login.authorize_url
    assert dict(parse_qsl(asked.query))["client_id"] == "app-1"


def test_a_server_is_registered_with_once(desk, owner, client, monkeypatch):
    asked = []

    def registered(http, clock, base_url, redirect_uri):
        asked.append((base_url, redirect_uri))
        return AppKeys(f"app-{len(asked)}", "canary")

    monkeypatch.setitem(front_doors.REGISTRATIONS._loaded, "mastodon", registered)
    wish = LoginWish("acme", "mastodon", "mastodon.social")
    first = urlsplit(desk.connect.begin(owner, wish=wish, browser=BROWSER).url)
    desk.connect.begin(owner, wish=wish, browser=BROWSER)
    assert asked == [("https://mastodon.social", desk.connect.redirect_uri)]
    assert f"{first.netloc}{first.path}" == "mastodon.social/oauth/authorize"
    assert dict(parse_qsl(first.query))["client_id"] == "app-1"
    desk.connect.begin(owner, wish=LoginWish("acme", "mastodon", "other.example"), browser=BROWSER)
    assert len(asked) == 2


def test_a_person_who_waits_is_told_why_a_login_did_not_begin(desk, owner, client):
    told = desk.connect.send(owner, wish=LoginWish("acme", "mastodon"), browser=BROWSER)
    assert desk.connect.view(owner, told.id) == told
    assert (told.state, told.problem) == (
        LoginState.FAILED, "Mastodon has many servers. Give the address of the server, for example mastodon.social."
    )


def test_a_platform_of_many_servers_needs_one(desk, owner, client):
    with pytest.raises(Invalid) as caught:
        desk.connect.begin(owner, wish=LoginWish("acme", "mastodon"), browser=BROWSER)
    assert caught.value.field == "server"


def test_an_app_password_is_used_once_and_not_kept(desk, owner, client, monkeypatch):
    asked = []

    def session(http, clock, base_url, name, password):
        asked.append((base_url, name, password))
        return Tokens("a", "r"), Profile("did:plc:1", "acme.example", base_url="https://pds.example")

    monkeypatch.setitem(connecting.SESSIONS._loaded, "bluesky", session)
    given = AppPassword("acme", "bluesky", "acme.example", "canary-password")
    account = desk.connect.app_password(owner, given=given)
    assert asked == [("https://bsky.social", "acme.example", "canary-password")]
    assert (account.network, account.external_id, account.status) == ("live", "did:plc:1", "connected")
    with desk.db.reading() as session:
        row = session.get_one(AccountRow, account.id)
        assert row.base_url == "https://pds.example"
        assert "canary" not in json.dumps(desk.connect._networks.secret(row))
    assert "canary" not in repr(given)


def test_a_platform_without_app_passwords_says_so(desk, owner, client):
    with pytest.raises(Invalid):
        desk.connect.app_password(owner, given=AppPassword("acme", "linkedin", "a", "b"))


def test_a_profile_with_a_token_of_its_own_keeps_that_one(desk, owner, client, monkeypatch):
    page = Profile("did:plc:2", "Page", access_token="page-token", scopes=("posts",), limits={"text": 5})
    monkeypatch.setitem(connecting.SESSIONS._loaded, "bluesky", lambda *_: (Tokens("person", "refresh"), page))
    account = desk.connect.app_password(owner, given=AppPassword("acme", "bluesky", "a", "b"))
    with desk.db.reading() as session:
        row = session.get_one(AccountRow, account.id)
        used = desk.connect._networks.account(row)
    assert (used.access_token, used.refresh_token, row.scopes, row.limits) == ("page-token", "", ["posts"], {"text": 5})


def test_a_sandbox_profile_is_not_taken_for_a_live_one(desk, owner, client, monkeypatch):
    account = desk.accounts.connect_sandbox(owner, "acme", name="bluesky")
    same = Profile(account.external_id, "Same")
    monkeypatch.setitem(connecting.SESSIONS._loaded, "bluesky", lambda *_: (Tokens("a", "r"), same))
    with pytest.raises(Exists):
        desk.connect.app_password(owner, given=AppPassword("acme", "bluesky", "a", "b"))
    assert desk.accounts.list(owner)[0].status == AccountStatus.CONNECTED
