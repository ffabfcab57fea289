"""People and the Pages they look after: a person's token names the Page's own, and a Page's token only the Page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.graph.fields import chosen
from agency_core.sandbox.graph.guard import PERSON, USAGE, admitted, invalid, platform_of
from agency_core.sandbox.tables import TOKENS
from agency_core.sandbox.tokens import TokenState, renewed, state_of


def accounts(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /me/accounts`: the Pages of a person; a Page has none."""
    token = admitted(call, tx)
    if not token.profile_id.startswith(PERSON):
        raise invalid("Tried accessing nonexisting field (accounts) on node type (Page)")
    page = token.profile_id.removeprefix(PERSON)
    own = {**page_of(page), "access_token": _page_token(call, tx, page), "tasks": ["CREATE_CONTENT", "MODERATE"]}
    return json_reply(200, {"data": [{**chosen(own, call), "id": own["id"]}], "paging": {"cursors": {"after": "end"}}}, USAGE)


def page_of(profile: str) -> dict[str, Any]:
    """A Page as itself and as the one behind a professional account of the same number."""
    account = {"id": profile, "username": username(profile)}
    return {"id": profile, "name": f"Sandbox {profile}", "category": "Brand", "instagram_business_account": account}


def username(profile: str) -> str:
    """The name of a profile."""
    return f"sandbox_{profile}"


def _page_token(call: Incoming, tx: Connection, page: str) -> str:
    """The latest token of the Page that is accepted."""
    name = platform_of(call)
    newest = select(func.max(TOKENS.c.generation)).where(TOKENS.c.platform == name, TOKENS.c.profile_id == page)
    token = SandboxToken(name, page, tx.execute(newest).scalar() or 0)
    return str(token if state_of(tx, token) is TokenState.LIVE else renewed(tx, token))
