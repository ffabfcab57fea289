"""The sandbox's own login: exact address, PKCE, one short-lived code."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from agency_core.http_client import Call
from agency_core.sandbox.consent import CODE_SECONDS
from agency_core.sandbox.simulators import SIMULATORS

BACK = "http://127.0.0.1:8501/api/accounts/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code", "client_id": "desk", "redirect_uri": BACK, "state": "st&te", "scope": "read write",
    "code_challenge": CHALLENGE, "code_challenge_method": "S256", "login_hint": "acme",
}


@pytest.fixture
def page(world):
    """The page that asks for consent."""

    def asking(platform="x", **changes):
        asked = {key: value for key, value in {**ASKED, **changes}.items() if value is not None}
        return world.http.request("GET", f"{world.base}/{platform}/_oauth/authorize?{urlencode(asked)}")

    return asking


@pytest.fixture
def code(world, page):
    """A code of a person who allowed everything."""

    def allowing(platform="x", **changes):
        link = page(platform, **changes).body.decode().partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
        back = urlsplit(world.http.request("GET", link).headers["location"])
        told = dict(parse_qsl(back.query))
        assert (f"{back.scheme}://{back.netloc}{back.path}", told["state"]) == (BACK, "st&te")
        return told["code"]

    return allowing


@pytest.fixture
def trade(world):
    """Trades a code; the changes replace what belongs to it."""

    def trading(given, platform="x", **changes):
        form = {"grant_type": "authorization_code", "code": given, "client_id": "desk", "redirect_uri": BACK}
        form["code_verifier"] = VERIFIER
        sent = {key: value for key, value in {**form, **changes}.items() if value is not None}
        return world.http.request("POST", f"{world.base}/{platform}/_oauth/token", Call(data=sent))

    return trading


@pytest.mark.parametrize("platform", SIMULATORS)
def test_a_code_brings_tokens_once(code, trade, platform):
    given = code(platform)
    told = trade(given, platform).json()
    assert told["access_token"].startswith(f"sandbox.{platform}.")
    assert (told["scope"], told["token_type"]) == ("read write", "bearer")
    again = trade(given, platform)
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43}, {"code_verifier": None}, {"client_id": "another"}, {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": BACK.replace("127.0.0.1", "localhost")}, {"redirect_uri": None}, {"code": "made up"},
    ],
)
def test_a_code_is_worth_nothing_to_others(code, trade, changes):
    given = code()
    assert trade(given, **changes).json()["error"] == "invalid_grant"
    if "code" not in changes:
        assert trade(given).json()["error"] == "invalid_grant"


def test_a_code_is_worth_nothing_on_another_platform(code, trade):
    given = code("x")
    assert trade(given, "linkedin").json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("seconds", "status"), [(CODE_SECONDS, 200), (CODE_SECONDS + 1, 400)])
def test_a_code_lasts_half_a_minute(world, code, trade, seconds, status):
    given = code()
    world.clock.move(timedelta(seconds=seconds))
    assert trade(given).status == status


def test_without_a_challenge_no_verifier_is_taken(code, trade):
    assert trade(code(code_challenge=None), code_verifier=None).status == 200
    assert trade(code(code_challenge=None)).json()["error"] == "invalid_grant"


def test_another_kind_of_grant_is_refused(trade):
    assert trade("x", grant_type="password").json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:8501/elsewhere"}, {"redirect_uri": f"{BACK}?next=1"}, {"redirect_uri": None},
        {"redirect_uri": "javascript:alert(1)/api/accounts/callback"}, {"response_type": "token"}, {"client_id": None},
        {"state": None}, {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_request_is_told_on_the_page_and_leads_nowhere(page, changes):
    answer = page(**changes)
    assert (answer.status, "location" in answer.headers) == (400, False)
    assert b"<a " not in answer.body


def test_whoever_refuses_is_sent_back_with_that(page):
    links = page().body.decode().split('<a href="')
    back = dict(parse_qsl(urlsplit(links[2].partition('"')[0].replace("&amp;", "&")).query))
    assert (back["error"], back["state"]) == ("access_denied", "st&te")


def test_words_of_a_request_are_no_markup(page):
    assert b"<script>" not in page(scope="<script>alert(1)</script>", login_hint="<b>").body
