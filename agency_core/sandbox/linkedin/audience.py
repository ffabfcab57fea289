"""How many follow a page, for its administrators."""

from __future__ import annotations

from urllib.parse import unquote

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.linkedin.guard import admitted, organizations_only, owner, refusal

_EDGE = "COMPANY_FOLLOWED_BY_MEMBER"


def network_size(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`."""
    token = admitted(call, tx)
    author = owner(unquote(call.params["urn"]), "/id", token)
    organizations_only(author, "networkSizes.GET")
    if call.asked().get("edgeType") != _EDGE:
        raise refusal(400, "INVALID_QUERY_PARAM", f"edgeType must be {_EDGE}")
    return json_reply(200, {"firstDegreeSize": followers(Platform.LINKEDIN, author, desk, tx)})
