"""Reading X: posts of a user, single posts with their numbers, and who the user is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.following import followers
from agency_core.sandbox.meters import Window
from agency_core.sandbox.tables import ASSETS, POSTS
from agency_core.sandbox.x.guard import admitted, forbidden, invalid, missing, not_found
from agency_core.sandbox.x.posts import QUARTER_HOUR, living
from agency_core.sandbox.x.telling import Question, question, told
from agency_core.sandbox.x.wallet import pay_for_reading

_TIMELINE = Window("timeline", 900, QUARTER_HOUR)
_LOOKUP = Window("lookup", 900, QUARTER_HOUR)
_ME = Window("me", 75, QUARTER_HOUR)
_FEWEST, _MOST, _USUAL = 5, 100, 10
_USER_FIELDS = frozenset(
    {
        "created_at", "description", "id", "name", "profile_image_url", "protected", "public_metrics", "subscription_type", "url",
        "username", "verified", "verified_type",
    }
)  # fmt: skip


@dataclass(frozen=True)
class _Page:
    """Which posts are wanted: so many after an offset, made at or after a moment (seconds since 1970)."""

    count: int
    offset: int
    since: float


def of_user(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /2/users/{id}/tweets`: newest first."""
    caller = admitted(call, desk, tx, _TIMELINE)
    if call.params["id"] != caller.user:
        raise forbidden("The sandbox lets users read their own posts only.")
    page, asked = _page(call.asked()), question(call)
    mine = select(POSTS).where(POSTS.c.platform == Platform.X, POSTS.c.author == caller.user, POSTS.c.deleted_at.is_(None))
    newest = mine.where(POSTS.c.created_at >= page.since).order_by(POSTS.c.created_at.desc(), POSTS.c.id.desc())
    rows = tx.execute(newest.offset(page.offset).limit(page.count + 1)).all()
    seen = [row for row in rows[: page.count] if not _hidden(row, call, desk)]
    pay_for_reading(desk, tx, caller.user, len(seen))
    meta: dict[str, Any] = {"result_count": len(seen)}
    if seen:
        meta |= {"newest_id": seen[0].id, "oldest_id": seen[-1].id}
    if len(rows) > page.count:
        meta["next_token"] = str(page.offset + page.count)
    data = {"data": [told(row, asked, desk) for row in seen]} if seen else {}
    return json_reply(200, {**data, **_included(seen, asked, tx), "meta": meta}, caller.headers)


def several(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /2/tweets?ids=`: those that are there, and an error for each that is not."""
    caller = admitted(call, desk, tx, _LOOKUP)
    names = [name for name in call.asked().get("ids", "").split(",") if name]
    if not 1 <= len(names) <= _MOST or not all(name.isdecimal() for name in names):
        raise invalid("ids", ",".join(names), "ids holds 1 to 100 numbers")
    asked = question(call)
    rows = [row for name in names if (row := living(name, tx)) is not None and row.author == caller.user]
    pay_for_reading(desk, tx, caller.user, len(rows))
    gone = [_gone(name) for name in names if name not in {row.id for row in rows}]
    data = {"data": [told(row, asked, desk) for row in rows]} if rows else {}
    return json_reply(200, {**data, **_included(rows, asked, tx), **({"errors": gone} if gone else {})}, caller.headers)


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /2/tweets/{id}`."""
    caller = admitted(call, desk, tx, _LOOKUP)
    row, asked = living(call.params["id"], tx), question(call)
    if row is None:
        raise not_found("id", call.params["id"])
    pay_for_reading(desk, tx, caller.user, 1)
    return json_reply(200, {"data": told(row, asked, desk), **_included([row], asked, tx)}, caller.headers)


def me(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`GET /2/users/me`."""
    caller = admitted(call, desk, tx, _ME)
    wanted = {name for name in call.asked().get("user.fields", "").split(",") if name}
    if wanted - _USER_FIELDS:
        raise invalid("user.fields", ",".join(sorted(wanted)), f"user.fields holds {', '.join(sorted(_USER_FIELDS))}")
    user = {"id": caller.user, "name": f"Sandbox {caller.user[-4:]}", "username": f"sandbox_{caller.user[-4:]}"}
    told_more: dict[str, Any] = {"subscription_type": "None"} if "subscription_type" in wanted else {}
    if "public_metrics" in wanted:
        told_more["public_metrics"] = _counted(caller.user, desk, tx)
    return json_reply(200, {"data": {**user, **told_more}}, caller.headers)


def _counted(user: str, desk: Desk, tx: Connection) -> dict[str, int]:
    others = dict.fromkeys(("following_count", "tweet_count", "listed_count", "like_count", "media_count"), 0)
    return {"followers_count": followers(Platform.X, user, desk, tx), **others}


def _page(asked: dict[str, str]) -> _Page:
    count, token = asked.get("max_results", str(_USUAL)), asked.get("pagination_token", "0")
    if not (count.isdecimal() and _FEWEST <= int(count) <= _MOST):
        raise invalid("max_results", count, f"max_results is {_FEWEST} to {_MOST}")
    if not token.isdecimal():
        raise invalid("pagination_token", token, "There is no such page")
    try:
        since = datetime.strptime(asked.get("start_time", "1970-01-01T00:00:00Z"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise invalid("start_time", asked["start_time"], "start_time is YYYY-MM-DDTHH:mm:ssZ") from None
    return _Page(int(count), int(token), since.timestamp())


def _hidden(row: Row[Any], call: Incoming, desk: Desk) -> bool:
    """A network may show a post some seconds late: `slow_processing` on reads hides those younger than its `seconds`."""
    fault = call.fault
    return fault is not None and call.suffers("slow_processing") and row.created_at > desk.now() - fault.seconds


def _included(rows: Sequence[Row[Any]], asked: Question, tx: Connection) -> dict[str, Any]:
    if not asked.with_media:
        return {}
    names = [name for row in rows for name in row.details["media"]]
    media = tx.execute(select(ASSETS).where(ASSETS.c.platform == Platform.X, ASSETS.c.id.in_(names))).all()
    return {"includes": {"media": [asked.medium(row) for row in media]}} if media else {}


def _gone(name: str) -> dict[str, Any]:
    detail = f"Could not find tweet with ids: [{name}]."
    kind = "https://api.x.com/2/problems/resource-not-found"
    return {"title": "Not Found Error", "type": kind, "detail": detail, **missing(name), "parameter": "ids"}
