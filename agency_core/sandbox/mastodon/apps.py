"""A server's list of applications, and tokens for them. On the sandbox an authorization code is the token that it brings."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Refusal, Reply, json_reply
from agency_core.sandbox.mastodon.forms import fields_of
from agency_core.sandbox.mastodon.guard import refusal
from agency_core.sandbox.tables import ASSETS
from agency_core.sandbox.tokens import TokenState, parsed, state_of

_FIELDS = {"client_name", "redirect_uris", "scopes", "website"}
_SCOPES = ("read", "write", "follow", "push", "profile")


def register(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /api/v1/apps`, open to everybody."""
    sent = fields_of(call)
    scopes = str(sent.get("scopes", "read")).split()
    wrong = set(sent) - _FIELDS or not sent.get("client_name") or not sent.get("redirect_uris")
    if wrong or any(scope.partition(":")[0] not in _SCOPES for scope in scopes):
        raise refusal(call, 422, "field", named="client_name, redirect_uris, scopes")
    client, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    redirects = sent["redirect_uris"].split() if isinstance(sent["redirect_uris"], str) else sent["redirect_uris"]
    details = {"secret": secret, "redirects": redirects, "scopes": scopes}
    row = {"id": client, "platform": Platform.MASTODON, "owner": "", "kind": "app", "state": "live"}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details=details))
    body = {
        "id": client[:8], "name": sent["client_name"], "website": sent.get("website"), "scopes": scopes,
        "redirect_uris": redirects, "redirect_uri": "\n".join(redirects), "client_id": client, "client_secret": secret,
        "client_secret_expires_at": 0,
    }  # fmt: skip
    return json_reply(200, body)


def token(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /oauth/token` with grant_type=authorization_code."""
    sent = fields_of(call)
    app = _app(str(sent.get("client_id", "")), tx)
    if app is None or not secrets.compare_digest(app.details["secret"], str(sent.get("client_secret", ""))):
        raise _refused(401, "invalid_client")
    if sent.get("grant_type") != "authorization_code":
        raise _refused(400, "unsupported_grant_type")
    found = parsed(str(sent.get("code", "")), Platform.MASTODON)
    if found is None or sent.get("redirect_uri") not in app.details["redirects"] or state_of(tx, found) is not TokenState.LIVE:
        raise _refused(400, "invalid_grant")
    scope = " ".join(app.details["scopes"])
    return json_reply(
        200, {"access_token": str(found), "token_type": "Bearer", "scope": scope, "created_at": int(desk.now())}
    )


def _app(client: str, tx: Connection) -> Row[Any] | None:
    mine = (ASSETS.c.platform == Platform.MASTODON, ASSETS.c.kind == "app", ASSETS.c.id == client)
    return tx.execute(select(ASSETS).where(*mine)).first()


def _refused(status: int, error: str) -> Refusal:
    return Refusal(json_reply(status, {"error": error, "error_description": "This login is not accepted."}))
