"""Logging in to the sandbox as to the real networks: a page that asks for consent, and an endpoint that trades its codes.

The same for every platform, under names that none of them has. A code is good for half a minute and for one try; with a wrong
verifier, client or address it is gone as well. Which profile a page offers comes from `login_hint`.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.sandbox import SandboxToken, profile_id
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.guard import PERSON
from agency_core.sandbox.pages import page
from agency_core.sandbox.tables import ASSETS
from agency_core.sandbox.tokens import LIFETIME_SECONDS, renewed

CODE_SECONDS = 30
REGISTERED_PATH = "/api/accounts/callback"
"""Where applications may send people back to: the sandbox knows this one, whatever the host."""
_KIND = "oauth_code"
_OF_A_PERSON = frozenset({Platform.FACEBOOK, Platform.INSTAGRAM})
"""Here a person logs in, and the profiles are the Pages of that person."""
_PROOF = ("client_id", "redirect_uri")
_CARRIED = ("client_id", "redirect_uri", "state", "scope", "code_challenge", "login_hint")


def ask(call: Incoming, desk: Desk) -> Reply:  # noqa: ARG001 - every order is asked the same way
    """`GET /{platform}/_oauth/authorize`: the page on which a person allows our application to act, or not."""
    name, asked = Platform(call.params["platform"]), call.asked()
    wrong = _wrong(asked) or _hidden(call, asked)
    if wrong:
        return page(400, "This login cannot go on", wrong, "")
    carried = {key: asked[key] for key in _CARRIED if key in asked}
    allow = f"{call.base}/_oauth/allow?{urlencode(carried)}"
    refuse = _back(asked, {"error": "access_denied", "error_description": "The person refused."})
    wishes = "".join(f"<li>{escape(each)}</li>" for each in asked.get("scope", "").replace(",", " ").split())
    shown = (
        f"<article><p>The agency desk asks to act for this profile:</p><p><b>Sandbox profile {escape(_number(name, asked))}</b>"
        f"</p><ul>{wishes}</ul><p><a href=\"{escape(allow)}\">Allow</a> · <a href=\"{escape(refuse)}\">Refuse</a></p></article>"
    )
    return page(200, f"Log in to the {LABELS[name]} of the sandbox", "Rehearsal: nothing here is public.", shown)


def allow(call: Incoming, desk: Desk) -> Reply:
    """`GET /{platform}/_oauth/allow`: what the page's link leads to; sends the person back with a code."""
    name, asked = Platform(call.params["platform"]), call.asked()
    wrong = _wrong({"response_type": "code", **asked}) or _hidden(call, asked)
    if wrong:
        return page(400, "This login cannot go on", wrong, "")
    code = secrets.token_urlsafe(24)
    details = {key: asked.get(key, "") for key in (*_PROOF, "scope", "code_challenge")}
    row = {"id": _hashed(code), "platform": name, "owner": _number(name, asked), "kind": _KIND, "state": "given"}
    with desk.store.write() as tx:
        tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details=details))
    return Reply(303, headers={"location": _back(asked, {"code": code})})


def trade(call: Incoming, desk: Desk) -> Reply:
    """`POST /{platform}/_oauth/token` with grant_type=authorization_code: the tokens for a code."""
    name, form = Platform(call.params["platform"]), call.form()
    if form.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type")
    with desk.store.write() as tx:
        row = _taken(tx, name, form.get("code", ""))
        if row is None or desk.now() - row.created_at > CODE_SECONDS or not _proven(row.details, form):
            return _refused("invalid_grant")
        person = PERSON if name in _OF_A_PERSON else ""
        token = str(renewed(tx, SandboxToken(name, f"{person}{row.owner}")))
    body = {
        "access_token": token, "refresh_token": token, "token_type": "bearer", "expires_in": LIFETIME_SECONDS,
        "scope": row.details["scope"],
    }
    return json_reply(200, body, {"cache-control": "no-store"})


def _taken(tx: Connection, name: Platform, code: str) -> Row[Any] | None:
    """The row of a code, which is gone from now on."""
    mine = (ASSETS.c.platform == name, ASSETS.c.kind == _KIND, ASSETS.c.id == _hashed(code))
    row = tx.execute(select(ASSETS).where(*mine)).first()
    tx.execute(delete(ASSETS).where(*mine))
    return row


def _proven(given: Mapping[str, str], form: Mapping[str, str]) -> bool:
    """Whether the code comes from where it went: the same address and client, and whoever knows the verifier."""
    if any(form.get(key, "") != given[key] for key in _PROOF):
        return False
    if not given["code_challenge"]:
        return "code_verifier" not in form
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == given["code_challenge"]


def _wrong(asked: Mapping[str, str]) -> str:
    """What is wrong with a request for consent. It is said on the page: an address that is not known is never sent to."""
    target = urlsplit(asked.get("redirect_uri", ""))
    if target.scheme not in {"http", "https"} or target.path != REGISTERED_PATH or target.query or target.fragment:
        return f"redirect_uri has to be the registered address: it ends in {REGISTERED_PATH}."
    if asked.get("response_type") != "code" or not asked.get("client_id") or not asked.get("state"):
        return "response_type has to be code; client_id and state have to be there."
    if asked.get("code_challenge") and asked.get("code_challenge_method", "S256") != "S256":
        return "code_challenge_method has to be S256."
    return ""


def _hidden(call: Incoming, asked: Mapping[str, str]) -> str:
    """That the profile is another client's: who may not see it cannot log in as it."""
    is_seen = call.sight.is_everything or asked.get("login_hint", "") in (call.sight.clients or ())
    return "" if is_seen else "login_hint has to name a client of yours."


def _back(asked: Mapping[str, str], said: Mapping[str, str]) -> str:
    return f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state']})}"


def _number(name: Platform, asked: Mapping[str, str]) -> str:
    return profile_id(name, asked.get("login_hint") or "somebody")


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _refused(error: str) -> Reply:
    return json_reply(400, {"error": error, "error_description": "This login is not accepted."})
