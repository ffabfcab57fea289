"""The OAuth 2 part of a login, by Authlib; its calls go out through our own client, with its deadline, cap and guard."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Client
from authlib.oauth2.base import OAuth2Error

from agency_core.domain.clock import Clock
from agency_core.domain.platform import Login
from agency_core.domain.publishing import AppKeys, Failure, PlatformError, Tokens
from agency_core.http_client import Answer, AnswerLost, Call, HttpClient
from agency_core.platforms.reading import identifier, number
from agency_core.platforms.wire import Ask, send

_LONGEST_WORD = 300
_AGAIN = "Start the login again."


@dataclass(frozen=True)
class Door:
    """Where and as whom we ask: a platform's way to log in, its addresses in full, our keys, and where people come back to."""

    login: Login
    authorize_url: str
    token_url: str
    keys: AppKeys
    redirect_uri: str
    hint: Mapping[str, str] = field(default_factory=dict)


def new_verifier() -> str:
    """A PKCE verifier: 64 characters that nobody guesses."""
    return secrets.token_urlsafe(48)


def consent_url(door: Door, state: str, verifier: str) -> str:
    """Where the person is asked: least scopes, the one-time state, and the S256 challenge where the platform has PKCE."""
    client = _client(door, None)
    extra = {**door.login.extra, **door.hint}
    url, _ = client.create_authorization_url(
        door.authorize_url, state=state, code_verifier=verifier if door.login.pkce else None, **extra,
    )
    return str(re.sub(r"([?&])client_id=", rf"\g<1>{door.login.client_key}=", url, count=1))


def traded(door: Door, http: HttpClient, clock: Clock, code: str, verifier: str) -> Tokens:
    """The tokens for an authorization code.

    Raises:
        PlatformError: AUTH_REVOKED when the network refuses, TRANSIENT when no usable answer came.
    """
    client = _client(door, Carrier(http, door.login.client_key))
    proof = {"code_verifier": verifier} if door.login.pkce else {}
    try:
        told = client.fetch_token(
            door.token_url, grant_type="authorization_code", code=code, redirect_uri=door.redirect_uri, **proof,
        )
    except OAuth2Error as error:
        said = " ".join(filter(None, (str(error.error or ""), str(error.description or ""))))[:_LONGEST_WORD]
        raise PlatformError(Failure.AUTH_REVOKED, f"The network refused the login: {said}.", remedy=_AGAIN) from None
    except (ValueError, TypeError, KeyError):
        raise PlatformError(Failure.TRANSIENT, "The network's answer to the login cannot be read.", remedy=_AGAIN) from None
    token, seconds = identifier(told.get("access_token")), number(told.get("expires_in"))
    if not token:
        raise PlatformError(Failure.TRANSIENT, "The network's answer to the login holds no token.", remedy=_AGAIN)
    expires_at = clock.now() + timedelta(seconds=seconds) if seconds else None
    return Tokens(token, identifier(told.get("refresh_token")), expires_at, _scopes(told.get("scope")))


def _client(door: Door, carrier: Carrier | None) -> Any:  # noqa: ANN401 - Authlib comes without types
    method = "client_secret_basic" if door.login.basic else "client_secret_post"
    return OAuth2Client(
        carrier, door.keys.client_id, door.keys.client_secret or None,
        token_endpoint_auth_method=method if door.keys.client_secret else "none",
        scope=door.login.scope_separator.join(door.login.scopes) or None, redirect_uri=door.redirect_uri,
        code_challenge_method="S256" if door.login.pkce else None,
    )


def _scopes(told: object) -> tuple[str, ...]:
    if isinstance(told, list):
        return tuple(str(each) for each in told)
    return tuple(re.split(r"[\s,]+", told.strip())) if isinstance(told, str) and told.strip() else ()


class Carrier:
    """What Authlib takes for a session of requests: sends a form through our client."""

    def __init__(self, http: HttpClient, client_key: str) -> None:
        """Send by `http`; the server calls our id `client_key`."""
        self._http = http
        self._client_key = client_key

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> _Told:  # noqa: ANN401
        """Send the form."""
        address, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        body = re.sub(r"(^|&)client_id=", rf"\g<1>{self._client_key}=", body, count=1)
        return _Told(send(self._http, Ask("POST", address, Call(headers=sent, data=body.encode()))))


class _Told:
    """An answer as Authlib reads it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.status_code = answer.status

    def json(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        try:
            return self._answer.json()
        except AnswerLost as error:
            raise ValueError(error.message) from None

    def raise_for_status(self) -> None:
        if not self._answer.ok:
            said = f"The network answered the login with status {self.status_code}."
            raise PlatformError(Failure.TRANSIENT, said, http_status=self.status_code, remedy="Try again later.")
