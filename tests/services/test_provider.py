"""Signing in with an identity provider: a good one lets people in, every lie of a bad one does not."""

import base64
import hashlib
import json
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from agency_core.agency import make_agency
from agency_core.domain.permission import Role
from agency_core.domain.person import PROVIDER_FOR
from agency_core.services.identity_provider import ProviderRefused
from agency_core.services.links import LinkOver
from tests.entrance import HERE, Entrance
from tests.postgres import settings_on
from tests.services.identity_house import CLIENT, SECRET, IdentityHouse, shared_secret_key

ADA = "ada@agency.example"


@pytest.fixture
def house(clock):
    made = IdentityHouse(clock)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path, clock, empty_database, house):
    """An agency that trusts the provider."""
    made = agency_with(tmp_path, clock, empty_database, house.issuer, house.host)
    yield made
    made.db.close()


def agency_with(tmp_path, clock, empty_database, issuer, host, **more):
    settings = settings_on(tmp_path / "provider", empty_database, "")
    oidc = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_hosts": [host]}
    secret = type(settings.smtp_url)(SECRET)
    return make_agency(settings.model_copy(update={**oidc, "oidc_client_secret": secret, **more}), clock=clock)


@pytest.fixture
def owner(desk, clock):
    return Entrance(desk, clock).owner()


def come(desk, house, browser="my browser", **more):
    """Who comes in over the provider."""
    asked = house.sent_to(desk.door.provider.begin("my browser", "/people", HERE))
    entry, where = desk.door.provider.come_back({"state": asked["state"], "code": "c", **more}, browser, HERE)
    assert where == "/people"
    return desk.door.sessions.resolve(entry.token)


def test_who_is_known_comes_in(desk, house, owner):
    assert come(desk, house).id == owner.id
    assert come(desk, house).id == owner.id
    assert [each.how for each in desk.door.sessions.list(owner)].count("provider") == 2


def test_the_way_there_carries_challenge_nonce_and_our_exact_address(desk, house, owner):
    asked = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    desk.door.provider.come_back({"state": asked["state"], "code": "c"}, "my browser", HERE)
    (traded,) = house.asked
    digest = hashlib.sha256(traded["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (asked["code_challenge_method"], asked["scope"], asked["response_type"]) == ("S256", "openid email profile", "code")
    assert asked["redirect_uri"] == traded["redirect_uri"] == "http://127.0.0.1:8501/login/provider/callback"
    assert len({asked["state"], asked["nonce"], traded["code_verifier"]}) == 3


def test_the_state_of_an_attacker_is_refused_in_the_browser_of_a_victim(desk, house, owner):
    with pytest.raises(ProviderRefused):
        come(desk, house, browser="the victim's browser")
    with pytest.raises(ProviderRefused):
        come(desk, house, browser="")
    assert house.asked == []


def test_a_state_is_good_once_and_for_a_while(desk, house, clock, owner):
    asked = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    answer = {"state": asked["state"], "code": "c"}
    desk.door.provider.come_back(answer, "my browser", HERE)
    with pytest.raises(LinkOver):
        desk.door.provider.come_back(answer, "my browser", HERE)
    late = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    clock.move(PROVIDER_FOR)
    for state in (late["state"], "made up", ""):
        with pytest.raises(LinkOver):
            desk.door.provider.come_back({"state": state, "code": "c"}, "my browser", HERE)


LIES = {
    "another nonce": {"nonce": "another"}, "no nonce": {"nonce": None}, "another audience": {"aud": "another"},
    "no audience": {"aud": None}, "two audiences without a party": {"aud": [CLIENT, "another"], "azp": "another"},
    "another issuer": {"iss": "https://evil.example"}, "no issuer": {"iss": None}, "over": {"exp": 1}, "no end": {"exp": None},
    "no subject": {"sub": None}, "a subject that is no text": {"sub": 42}, "not yet": {"nbf": 4_000_000_000},
    "no address": {"email": None}, "an address that is not verified": {"email_verified": False},
    "an address that is verified in words": {"email_verified": "true"}, "somebody unknown": {"email": "eve@agency.example"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_word_that_does_not_hold_lets_nobody_in(desk, house, owner, lie):
    house.says = LIES[lie]
    with pytest.raises(ProviderRefused):
        come(desk, house)


def _unsigned(house):
    def part(said):
        return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()

    claims = house.signed().split(".")[1]
    house.token = f"{part({'alg': 'none'})}.{claims}."


def _hmac_with_our_secret(house):
    house.header, house.signing = {"alg": "HS256", "kid": "one"}, shared_secret_key()


def _key_of_somebody_else(house):
    house.signing = type(house.key).generate_key(2048, parameters={"kid": "one"}, private=True)


def _no_token(house):
    house.token = "no token"


@pytest.mark.parametrize("forge", [_unsigned, _hmac_with_our_secret, _key_of_somebody_else, _no_token])
def test_a_word_that_the_provider_did_not_sign_lets_nobody_in(desk, house, owner, forge):
    asked = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    forge(house)
    with pytest.raises(ProviderRefused):
        desk.door.provider.come_back({"state": asked["state"], "code": "c"}, "my browser", HERE)


def test_an_answer_of_another_provider_or_a_refusal_lets_nobody_in(desk, house, owner):
    with pytest.raises(ProviderRefused):
        come(desk, house, iss="https://evil.example")
    asked = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    with pytest.raises(ProviderRefused):
        desk.door.provider.come_back({"state": asked["state"], "error": "access_denied"}, "my browser", HERE)


def test_a_provider_that_calls_itself_otherwise_is_not_asked(desk, house, owner):
    house.document = {"issuer": "https://evil.example"}
    with pytest.raises(ProviderRefused):
        desk.door.provider.begin("my browser", "/", HERE)


def test_a_provider_in_our_own_network_is_asked_only_when_it_is_named(tmp_path, clock, empty_database, house):
    made = agency_with(tmp_path, clock, empty_database, house.issuer, "elsewhere:1")
    with pytest.raises(ProviderRefused):
        made.door.provider.begin("my browser", "/", HERE)
    made.db.close()


def test_who_was_invited_comes_without_a_password(desk, house, owner):
    house.says = {"email": "Bob@agency.example", "sub": "43", "name": "Bob"}
    with pytest.raises(ProviderRefused):
        come(desk, house)
    desk.door.invitations.invite(owner, email="bob@agency.example", role=Role.EDITOR)
    bob = come(desk, house)
    assert (bob.roles, desk.door.people.me(bob).has_password, desk.door.invitations.list(owner)) == ({"": Role.EDITOR}, False, ())


def test_an_address_that_moved_to_somebody_else_opens_nothing(desk, house, owner):
    come(desk, house)
    house.says = {"sub": "another subject"}
    with pytest.raises(ProviderRefused):
        come(desk, house)


def test_a_person_who_was_disabled_stays_out(desk, house, clock, owner):
    bob = Entrance(desk, clock).person(owner)
    house.says = {"email": "bob@agency.example", "sub": "43"}
    assert come(desk, house).id == bob.id
    desk.door.people.disable(owner, bob.id)
    with pytest.raises(ProviderRefused):
        come(desk, house)


def test_a_domain_may_come_with_the_usual_role(tmp_path, clock, empty_database, house):
    more = {"oidc_domain": "agency.example", "oidc_role": "analyst"}
    made = agency_with(tmp_path, clock, empty_database, house.issuer, house.host, **more)
    Entrance(made, clock).owner()
    house.says = {"email": "eve@agency.example", "sub": "44"}
    assert come(made, house).roles == {"": Role.ANALYST}
    house.says = {"email": "eve@agency.example.evil.example", "sub": "45"}
    with pytest.raises(ProviderRefused):
        come(made, house)
    made.db.close()


def test_a_second_factor_is_asked_for_here_too(desk, house, clock, owner):
    Entrance(desk, clock).with_second_factor(owner)
    asked = house.sent_to(desk.door.provider.begin("my browser", "/", HERE))
    entry, _ = desk.door.provider.come_back({"state": asked["state"], "code": "c"}, "my browser", HERE)
    assert (entry.token, bool(entry.pending)) == ("", True)


@pytest.fixture(scope="module")
def real_provider():
    """A provider of somebody else's making, in a process of its own."""
    port = 19_483
    claims = json.dumps({"sub": "ada", "email": ADA, "email_verified": True, "name": "Ada"})
    running = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", claims],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            requests.get(f"http://localhost:{port}/.well-known/openid-configuration", timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield f"http://localhost:{port}"
    running.terminate()
    running.wait()


def test_a_provider_of_somebody_else_lets_people_in(tmp_path, empty_database, real_provider):
    from agency_core.domain.clock import SystemClock

    made = agency_with(tmp_path, SystemClock(), empty_database, real_provider, "localhost")
    owner = Entrance(made, SystemClock()).owner()
    url = made.door.provider.begin("my browser", "/people", HERE)
    with requests.Session() as browser:
        answer = browser.post(url, data={"sub": "ada"}, allow_redirects=False, timeout=10)
    found = {name: each[0] for name, each in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert made.door.sessions.resolve(made.door.provider.come_back(found, "my browser", HERE)[0].token).id == owner.id
    with pytest.raises(LinkOver):
        made.door.provider.come_back(found, "my browser", HERE)
    made.db.close()
