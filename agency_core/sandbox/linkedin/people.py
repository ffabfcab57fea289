"""Who logged in to LinkedIn, and which organizations that member administers: on the sandbox, one of the same number."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.sandbox import SandboxToken
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.linkedin.guard import admitted, refusal, token_of


def userinfo(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /v2/userinfo`."""
    number = _number(token_of(call, tx))
    return json_reply(200, {"sub": number, "name": f"Sandbox member {number}", "given_name": "Sandbox", "family_name": number})


def roles(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /rest/organizationAcls?q=roleAssignee`."""
    number = _number(admitted(call, tx))
    if call.asked().get("q") != "roleAssignee":
        raise refusal(400, "QUERY_PARAM_NOT_ALLOWED", "q must be roleAssignee")
    role = {
        "role": "ADMINISTRATOR", "state": "APPROVED", "roleAssignee": f"urn:li:person:{number}",
        "organization": f"urn:li:organization:{number}",
    }  # fmt: skip
    return json_reply(200, {"paging": {"start": 0, "count": 10, "links": []}, "elements": [role]})


def organization(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET /rest/organizations/{id}`, for its administrators only."""
    number = _number(admitted(call, tx))
    if call.params["id"] != number:
        raise refusal(403, "ACCESS_DENIED", "Not enough permissions to access: organizations.GET", 100)
    return json_reply(200, {"id": int(number), "localizedName": f"Sandbox page {number}"})


def _number(token: SandboxToken) -> str:
    return token.profile_id.rpartition(":")[2]
