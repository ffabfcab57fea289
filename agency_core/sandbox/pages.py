"""What people see of the sandbox: the feed of a profile, and the page of each post. Plain HTML, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote

from sqlalchemy import or_, select
from sqlalchemy.engine import Row

from agency_core.domain.platform import LABELS, Platform
from agency_core.sandbox.audience import Shown, audience
from agency_core.sandbox.exchange import Desk, Incoming, Reply
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.sandbox.tables import POSTS, THUMBS

_MOST = 200
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f3f2ef; color: #1c1c1c }
main { max-width: 640px; margin: 0 auto; padding: 24px 16px }
h1 { font-size: 20px; margin: 0 0 4px } header p { margin: 0 0 16px; color: #555 }
article { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 16px; margin: 0 0 16px }
article p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 12px }
img { display: block; max-width: 100%; border-radius: 4px; margin: 0 0 12px }
footer { color: #555; font-size: 14px } a { color: #0a66c2 }
"""


def feed(call: Incoming, desk: Desk) -> Reply:
    """`GET /{platform}/feed/{profile_id}`: a profile's posts, newest first; the profile by its number or URN."""
    name, profile = Platform(call.params["platform"]), call.params["profile_id"]
    mine = or_(POSTS.c.author == profile, POSTS.c.author.endswith(f":{profile}", autoescape=True))
    living = select(POSTS).where(POSTS.c.platform == name, POSTS.c.deleted_at.is_(None), mine)
    with desk.store.read() as tx:
        rows = tx.execute(living.order_by(POSTS.c.created_at.desc()).limit(_MOST)).all()
    count = f"{len(rows)} post" if len(rows) == 1 else f"{len(rows)} posts"
    shown = "".join(_article(row, call, desk) for row in rows) or "<article><p>Nothing was published yet.</p></article>"
    heading = f"{LABELS[name]} profile {profile}"
    return page(200, heading, f"{count}, newest first. Rehearsal: nothing here is public.", shown)


def post(call: Incoming, desk: Desk) -> Reply:
    """The page of one post."""
    name = Platform(call.params["platform"])
    wanted = select(POSTS).where(POSTS.c.platform == name, POSTS.c.id == call.params["post_id"])
    with desk.store.read() as tx:
        row = tx.execute(wanted).first()
    if row is None or row.deleted_at is not None:
        return page(404, "No such post", "It was never published, or it was taken down.", "")
    return page(200, f"{LABELS[name]} post", "Rehearsal: nothing here is public.", _article(row, call, desk))


def thumb(call: Incoming, desk: Desk) -> Reply:
    """`GET /{platform}/thumb/{id}`: a small copy of a picture."""
    with desk.store.read() as tx:
        picture = tx.execute(select(THUMBS.c.picture).where(THUMBS.c.id == call.params["id"])).scalar()
    if picture is None:
        return Reply(404)
    return Reply(200, picture, {"content-type": "image/jpeg", "x-content-type-options": "nosniff"})


def _article(row: Row[Any], call: Incoming, desk: Desk) -> str:
    moment = datetime.fromtimestamp(row.created_at, UTC)
    crowd = audience(Shown(Platform(row.platform), row.author, row.id, row.kind, moment), desk.moment())
    pictures = "".join(
        f'<img src="{escape(call.base)}/thumb/{quote(name, safe="")}" alt="">' for name in _pictures(row.details["media"])
    )
    seen = f"{crowd.impressions:,} views, {crowd.likes:,} likes, {crowd.comments:,} comments, {crowd.shares:,} shares"
    link = f'<a href="{escape(_address(row, call))}">{moment:%Y-%m-%d %H:%M} UTC</a>'
    return f"<article><p>{escape(row.text)}</p>{pictures}<footer>{link} · {escape(row.kind)} · {seen}</footer></article>"


def _pictures(media: Iterable[str]) -> list[str]:
    return [name.rpartition(":")[2] for name in media]


def _address(row: Row[Any], call: Incoming) -> str:
    path = SIMULATORS[row.platform].post_path.format(post_id=quote(row.id, safe=""), author=quote(row.author, safe=""))
    return f"{call.base}/{path}"


def page(status: int, heading: str, note: str, shown: str) -> Reply:
    """A page of the sandbox: `heading` and `note` as text, `shown` as HTML that is escaped already."""
    title = escape(heading)
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><header><h1>{title}</h1><p>{escape(note)}</p></header>{shown}</main></body></html>"
    )
    return Reply(status, html.encode(), _HEADERS)
