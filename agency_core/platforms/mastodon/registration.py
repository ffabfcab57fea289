"""Making our application known to a server: each has its own list of applications."""

from __future__ import annotations

from agency_core.domain.clock import Clock
from agency_core.domain.publishing import AppKeys, Failure, PlatformError
from agency_core.http_client import Call, HttpClient
from agency_core.platforms.mastodon.errors import classified
from agency_core.platforms.mastodon.facts import FACTS
from agency_core.platforms.reading import identifier
from agency_core.platforms.wire import Ask, body_of, send

_NAME = "Agency desk"


def registered(http: HttpClient, clock: Clock, base_url: str, redirect_uri: str) -> AppKeys:
    """The keys under which the server at `base_url` (scheme and host) now knows us; people come back to `redirect_uri`.

    Raises:
        PlatformError: classified; nothing is public by this call, so a lost answer is TRANSIENT.
    """
    form = {"client_name": _NAME, "redirect_uris": redirect_uri, "scopes": " ".join(FACTS.login.scopes)}
    asked = Ask("POST", f"{base_url.rstrip('/')}/api/v1/apps", Call(data=form))
    answer = send(http, asked)
    if not answer.ok:
        raise classified(answer, clock.now())
    body = body_of(answer, asked)
    keys = AppKeys(identifier(body.get("client_id")), identifier(body.get("client_secret")))
    if not keys.client_id or not keys.client_secret:
        raise PlatformError(Failure.TRANSIENT, "The server registered us without naming the keys.", http_status=answer.status)
    return keys
