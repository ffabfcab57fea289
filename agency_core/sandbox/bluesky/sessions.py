"""Sessions: logging in with a sandbox token for a password, renewing, and asking who one is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.bluesky.guard import admitted, counted, invalid, json_body, parameter, refusal
from agency_core.sandbox.bluesky.identities import did_of, document, handle_of, profile_of
from agency_core.sandbox.bluesky.jwt import Scope, is_plain, issued
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.meters import Window, spend
from agency_core.sandbox.tokens import TokenState, end, parsed, renewed, state_of

_FIELDS = {"identifier", "password", "authFactorToken", "allowTakendown"}
_LOGINS = Window("login", 30, 300)


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.server.createSession`: the identifier is the DID or handle, the password a token of the profile."""
    body = json_body(call, _FIELDS, ("identifier", "password"))
    profile = profile_of(body["identifier"])
    headers = counted(spend(tx, Platform.BLUESKY, profile or "?", _LOGINS, desk.now()), int(_LOGINS.seconds), desk)
    token = parsed(str(body["password"]), Platform.BLUESKY)
    if token is None or token.profile_id != profile or state_of(tx, token) is TokenState.REVOKED:
        raise refusal(401, "AuthenticationRequired", "Invalid identifier or password", headers)
    return json_reply(200, _opened(renewed(tx, token), call, desk), headers)


def refresh(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.server.refreshSession` with the refresh token and no body.

    As on the real server the old refresh token is good for some time more; with the fault `revoke_token` it has ended.
    """
    if call.body:
        raise invalid("A request body was provided when none was expected")
    fresh = renewed(tx, admitted(call, desk, tx, Scope.REFRESH))
    opened = _opened(fresh, call, desk)
    if is_plain(call.headers["authorization"].partition(" ")[2]):
        opened |= {"accessJwt": str(fresh), "refreshJwt": str(fresh)}
    return json_reply(200, opened)


def end_session(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.server.deleteSession` with the refresh token."""
    end(tx, admitted(call, desk, tx, Scope.REFRESH), TokenState.REVOKED)
    return Reply(200)


def current(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET com.atproto.server.getSession`."""
    return json_reply(200, _account(admitted(call, desk, tx).profile_id, call))


def resolve(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET com.atproto.identity.resolveHandle?handle=`, open to everybody."""
    handle = parameter(call, "handle")
    if "." not in handle or handle.startswith("did:"):
        raise invalid(f'Invalid com.atproto.identity.resolveHandle params: Invalid handle (got "{handle}")')
    profile = profile_of(handle)
    if not profile:
        raise refusal(400, "HandleNotFound", "Unable to resolve handle")
    return json_reply(200, {"did": did_of(profile)})


def _opened(token: SandboxToken, call: Incoming, desk: Desk) -> dict[str, Any]:
    return {
        "accessJwt": issued(token, Scope.ACCESS, desk.now()),
        "refreshJwt": issued(token, Scope.REFRESH, desk.now()),
        **_account(token.profile_id, call),
    }


def _account(profile: str, call: Incoming) -> dict[str, Any]:
    return {
        "did": did_of(profile),
        "didDoc": document(profile, call.base),
        "handle": handle_of(profile),
        "emailConfirmed": True,
        "active": True,
    }
