"""The OAuth 2 part of a login: what is asked, how a code is traded, and what counts as no answer."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from agency_core.domain.platform import Login, LoginKind
from agency_core.domain.publishing import AppKeys, Failure, PlatformError, Tokens
from agency_core.errors import Invalid
from agency_core.http_client import Answer
from agency_core.services.front_doors import server_address
from agency_core.services.oauth import Door, consent_url, traded


def test_a_platform_that_calls_the_id_otherwise_is_asked_so():
    login = Login(LoginKind.OAUTH2, ("a", "b"), scope_separator=",", client_key="client_key", extra={"prompt": "consent"})
    door = Door(login, "https://network.example/authorize", "https://network.example/token", AppKeys("id", "s"), "http://here/back")
    asked = dict(parse_qsl(urlsplit(consent_url(door, "st", "v")).query))
    assert asked == {
        "response_type": "code", "client_key": "id", "redirect_uri": "http://here/back", "scope": "a,b", "state": "st",
        "prompt": "consent",
    }


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("mastodon.social", "https://mastodon.social"), ("https://Mastodon.Social/@acme", "https://mastodon.social"),
        ("@acme@mastodon.social", "https://mastodon.social"), ("social.example:8443/", "https://social.example:8443"),
    ],
)
def test_a_server_is_named_by_its_host(named, address):
    assert server_address(named) == address


@pytest.mark.parametrize("named", ["localhost", "http://mastodon.social", "ftp://a.b", "https://me:pw@a.b", "a b", "a.b:port"])
def test_what_is_no_server_is_refused(named):
    with pytest.raises(Invalid):
        server_address(named)


class Answering:
    """A way to the outside that gives one answer and keeps what was sent."""

    def __init__(self, answer):
        self.answer, self.sent = answer, []

    def request(self, method, url, call=None, **_):
        self.sent.append((method, url, dict(parse_qsl(call.data.decode())), dict(call.headers)))
        return self.answer


@pytest.fixture
def trade(clock):
    """Trades a code with a network that answers so."""

    def trading(body, status=200, **login):
        http = Answering(Answer(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode()))
        way = Login(LoginKind.OAUTH2, ("a",), **login)
        door = Door(way, "https://n.example/authorize", "https://n.example/token", AppKeys("id", "s"), "http://here/back")
        return traded(door, http, clock, "the code", "the verifier"), http.sent[0]

    return trading


def test_a_code_is_traded_in_a_form(trade, clock):
    tokens, (method, url, sent, _) = trade({"access_token": "a", "expires_in": 60, "scope": "x,y"}, pkce=True)
    assert (method, url) == ("POST", "https://n.example/token")
    assert sent == {
        "grant_type": "authorization_code", "code": "the code", "redirect_uri": "http://here/back",
        "code_verifier": "the verifier", "client_id": "id", "client_secret": "s",
    }
    assert tokens == Tokens("a", "", clock.now() + timedelta(seconds=60), ("x", "y"))


def test_an_application_proves_itself_as_the_platform_wants(trade):
    _, (*_, sent, headers) = trade({"access_token": "a"}, basic=True)
    assert headers["Authorization"] == "Basic aWQ6cw=="
    assert "client_secret" not in sent
    _, (*_, sent, _) = trade({"access_token": "a"}, client_key="client_key")
    assert (sent["client_key"], "client_id" in sent) == ("id", False)


@pytest.mark.parametrize(
    ("body", "status", "failure"),
    [
        ({"error": "invalid_grant", "error_description": "gone"}, 400, Failure.AUTH_REVOKED),
        ({"error": {"message": "Bad code"}}, 400, Failure.AUTH_REVOKED), ({}, 200, Failure.TRANSIENT),
        ({"access_token": ""}, 200, Failure.TRANSIENT), (b"<html>", 200, Failure.TRANSIENT), (b"[]", 200, Failure.TRANSIENT),
        (b"", 503, Failure.TRANSIENT), (b"<html>", 429, Failure.TRANSIENT),
        ({"access_token": "a", "expires_in": "soon"}, 200, Failure.TRANSIENT),
    ],
)
def test_an_answer_without_tokens_is_classified(trade, body, status, failure):
    with pytest.raises(PlatformError) as caught:
        trade(body, status)
    assert caught.value.failure is failure
