"""LinkedIn's statistics, told from the audience that the sandbox imagines."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.audience import Audience, Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.linkedin.guard import InputError, admitted, bad_input, organizations_only, owner, refusal
from agency_core.sandbox.tables import POSTS

_LIST = re.compile(r"(?:^|&)(shares|ugcPosts)=List\(([^)]*)\)")
_ENTITY = re.compile(r"(?:^|&)entity=\((share|ugc):([^)]*)\)")
_URN = re.compile(r"urn:li:(share|ugcPost):\d+")
_MEMBER = {
    "IMPRESSION": "impressions",
    "MEMBERS_REACHED": "reach",
    "RESHARE": "shares",
    "REACTION": "likes",
    "COMMENT": "comments",
    "POST_SAVE": "saves",
    "POST_SEND": "",
}


def of_organization(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/organizationalEntityShareStatistics?q=organizationalEntity&...&shares=List(...)`."""
    token = admitted(call, tx)
    asked = call.asked()
    if asked.get("q") != "organizationalEntity":
        raise refusal(400, "QUERY_PARAM_NOT_ALLOWED", "q must be organizationalEntity")
    author = owner(asked.get("organizationalEntity"), "/organizationalEntity", token)
    organizations_only(author, "organizationalEntityShareStatistics")
    found = _LIST.search(call.query)
    if found is None:
        raise refusal(400, "INVALID_QUERY_PARAM", "shares or ugcPosts is a Rest.li list")
    key = {"shares": "share", "ugcPosts": "ugcPost"}[found[1]]
    elements = []
    for encoded in filter(None, found[2].split(",")):
        row = _living(_checked(unquote(encoded), key), tx)
        if row is not None and row.author == author:
            totals = _totals(_audience(row, desk.moment()))
            elements.append({"organizationalEntity": author, key: row.id, "totalShareStatistics": totals})
    return json_reply(200, {"paging": {"start": 0, "count": 10, "links": []}, "elements": elements})


def of_member(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /rest/memberCreatorPostAnalytics?q=entity&entity=(share:...)&queryType=...&aggregation=TOTAL`."""
    token = admitted(call, tx)
    asked, found = call.asked(), _ENTITY.search(call.query)
    if asked.get("q") != "entity" or found is None or asked.get("aggregation", "TOTAL") != "TOTAL":
        raise refusal(400, "INVALID_QUERY_PARAM", "q=entity, an entity and aggregation=TOTAL are expected")
    query = asked.get("queryType", "")
    if query not in _MEMBER:
        raise refusal(400, "INVALID_QUERY_PARAM", f"queryType is one of {', '.join(_MEMBER)}")
    row = _living(_checked(unquote(found[2]), {"share": "share", "ugc": "ugcPost"}[found[1]]), tx)
    if row is None:
        raise refusal(404, "NOT_FOUND", "no such post")
    owner(row.author, "/author", token)
    name = _MEMBER[query]
    count = getattr(_audience(row, desk.moment()), name) if name else 0
    element = {"count": count, "targetEntity": {found[1]: row.id}, "metricType": query}
    return json_reply(200, {"paging": {"start": 0, "count": 10, "links": []}, "elements": [element]})


def _checked(urn: str, kind: str) -> str:
    found = _URN.fullmatch(urn)
    if found is None or found[1] != kind:
        raise bad_input(InputError("INVALID_URN_TYPE", "/shares", f"{urn} is not a {kind}"))
    return urn


def _living(urn: str, tx: Connection) -> Row[Any] | None:
    mine = (POSTS.c.platform == Platform.LINKEDIN, POSTS.c.id == urn, POSTS.c.deleted_at.is_(None))
    return tx.execute(select(POSTS).where(*mine)).first()


def _audience(row: Row[Any], now: datetime) -> Audience:
    created = datetime.fromtimestamp(row.created_at, UTC)
    return audience(Shown(Platform.LINKEDIN, row.author, row.id, row.kind, created), now)


def _totals(crowd: Audience) -> dict[str, float]:
    acted = crowd.clicks + crowd.likes + crowd.comments + crowd.shares
    return {
        "impressionCount": crowd.impressions,
        "uniqueImpressionsCount": crowd.reach,
        "clickCount": crowd.clicks,
        "likeCount": crowd.likes,
        "commentCount": crowd.comments,
        "shareCount": crowd.shares,
        "engagement": acted / crowd.impressions if crowd.impressions else 0.0,
    }
