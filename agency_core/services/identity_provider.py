"""The identity provider, as OpenID Connect describes it: where it asks people, trades codes, and how its word is checked."""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Client
from authlib.oauth2.base import OAuth2Error
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from agency_core.domain.clock import Clock
from agency_core.errors import AgencyError
from agency_core.http_client import Answer, Call, HttpClient
from agency_core.http_client.guard import is_allowed
from agency_core.services.oauth import Carrier
from agency_core.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""How it may sign: with a key of its own only. What is signed with our secret, or not at all, is nobody's word."""
KNOWN_FOR = timedelta(minutes=10)
LEEWAY = 60
SCOPE = "openid email profile"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderRefused(AgencyError):
    """The sign-in with your organisation did not work."""

    code = "provider_refused"
    status = 403


@dataclass(frozen=True)
class Claims:
    """Who somebody is, in the provider's word; `email` only when the provider has verified it."""

    subject: str
    email: str
    name: str


@dataclass(frozen=True)
class _Known:
    endpoints: dict[str, str]
    keys: KeySet = field(repr=False)
    asked_at: datetime


class IdentityProvider:
    """Asks one provider; what it says about itself is remembered for ten minutes."""

    def __init__(self, clock: Clock, chosen: Settings, redirect_uri: str) -> None:
        """People come back to `redirect_uri`; of our own network only the hosts that the settings name are called."""
        self._clock = clock
        self._issuer = chosen.oidc_issuer
        self._client_id = chosen.oidc_client_id
        self._secret = chosen.oidc_client_secret.get_secret_value()
        self._hosts = frozenset(chosen.oidc_hosts)
        self._http = HttpClient(allowed_hosts=self._hosts)
        self._redirect_uri = redirect_uri
        self._guard = threading.Lock()
        self._known: _Known | None = None

    @property
    def issuer(self) -> str:
        """Its name; empty when there is no provider."""
        return self._issuer if self._client_id else ""

    def consent_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where the person is asked.

        Raises:
            ProviderRefused: the provider cannot be asked.
        """
        url, _ = self._client(None).create_authorization_url(
            self._about().endpoints["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce,
        )
        return str(url)

    def claims(self, code: str, nonce: str, verifier: str) -> Claims:
        """Whose code this is.

        Raises:
            ProviderRefused: the provider does not take the code, or its word does not hold.
        """
        about = self._about()
        try:
            told = self._client(Carrier(self._http, "client_id")).fetch_token(
                about.endpoints["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier,
                redirect_uri=self._redirect_uri,
            )
        except (OAuth2Error, AgencyError, ValueError, TypeError, KeyError):
            raise _refused("The provider did not take the code") from None
        found = self._checked(str(told.get("id_token") or ""), nonce, str(told.get("access_token") or ""))
        if "email" not in found and "userinfo_endpoint" in about.endpoints:
            more = self._json(about.endpoints["userinfo_endpoint"], str(told.get("access_token") or ""))
            found = {**more, **found} if more.get("sub") == found["sub"] else found
        email = str(found.get("email") or "") if found.get("email_verified") is True else ""
        return Claims(f"{self._issuer}|{found['sub']}", email, str(found.get("name") or email.partition("@")[0]))

    def _checked(self, token: str, nonce: str, access_token: str) -> dict[str, Any]:
        """What a token says, once it is signed by the provider, for us, now, and for this very sign-in."""
        try:
            decoded = jwt.decode(token, self._keys_for(token), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                decoded.claims, decoded.header,
                {"iss": {"essential": True, "value": self._issuer}, "aud": {"essential": True, "value": self._client_id}},
                {"nonce": nonce, "client_id": self._client_id, "access_token": access_token},
            )
            claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError):
            raise _refused("The provider's word does not hold") from None
        if not isinstance(claims["sub"], str) or not claims["sub"] or not hmac.compare_digest(str(claims["nonce"]), nonce):
            raise _refused("The provider's word does not hold")
        return dict(claims)

    def _keys_for(self, token: str) -> KeySet:
        """Its keys; asked for anew when it signs with one that came since, at most once a minute."""
        about = self._about()
        kid = jwt_header(token).get("kid")
        is_new = kid is not None and all(key.kid != kid for key in about.keys.keys)
        if is_new and self._clock.now() - about.asked_at > timedelta(minutes=1):
            with self._guard:
                self._known = None
            about = self._about()
        return about.keys

    def _about(self) -> _Known:
        with self._guard:
            known = self._known
        if known is None or not timedelta(0) <= self._clock.now() - known.asked_at < KNOWN_FOR:
            known = self._asked()
            with self._guard:
                self._known = known
        return known

    def _asked(self) -> _Known:
        document = self._json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise _refused("The provider calls itself by another name than AGENCY_OIDC_ISSUER")
        endpoints = {name: str(value) for name, value in document.items() if name.endswith(("_endpoint", "_uri"))}
        if any(name not in endpoints for name in _ENDPOINTS):
            raise _refused("The provider does not say where to ask")
        try:
            keys = KeySet.import_key_set(self._json(endpoints["jwks_uri"]))  # type: ignore[arg-type]  # checked by itself
        except (JoseError, ValueError, TypeError, KeyError):
            raise _refused("The provider's keys cannot be read") from None
        return _Known(endpoints, keys, self._clock.now())

    def _json(self, url: str, token: str = "") -> dict[str, Any]:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme != "https" and not is_allowed(parts.hostname or "", port, self._hosts):
            raise _refused("The provider has to be asked over HTTPS")
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            answer: Answer = self._http.request("GET", url, Call(headers=headers))
            said = answer.json() if answer.ok else None
        except AgencyError:
            raise _refused("The provider was not reached") from None
        if not isinstance(said, dict):
            raise _refused("The provider's answer cannot be read")
        return said

    def _client(self, carrier: Carrier | None) -> Any:  # noqa: ANN401 - Authlib comes without types
        return OAuth2Client(
            carrier, self._client_id, self._secret or None, scope=SCOPE, redirect_uri=self._redirect_uri,
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none", code_challenge_method="S256",
        )


def jwt_header(token: str) -> dict[str, Any]:
    """What a token says about its key; nothing when it is none."""
    from joserfc.jws import extract_compact

    return dict(extract_compact(token.encode()).headers())


def _refused(said: str) -> ProviderRefused:
    return ProviderRefused(f"{said}.", remedy="Sign in again; if it stays so, tell an owner of this agency.")
