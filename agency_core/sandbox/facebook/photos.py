"""Pictures of a Page: sent as bytes or fetched from an address, shown at once or kept for a post."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.errors import Invalid
from agency_core.http_client import AnswerLost, NothingSent
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.facebook.feed import BAD_PHOTO, FAILED, FREE, PHOTO, USED, publish
from agency_core.sandbox.graph.guard import USAGE, GraphError, admitted, invalid, only, own_node, parameters, refusal
from agency_core.sandbox.graph.multipart import uploaded
from agency_core.sandbox.pictures import looked_at
from agency_core.sandbox.store import new_number
from agency_core.sandbox.tables import ASSETS, THUMBS

_MOST_BYTES = 10_000_000
_SECONDS = 15.0
_ID_BITS = 16
_FIELDS = frozenset({"url", "caption", "message", "alt_text_custom", "published", "temporary", "no_story"})
_TOO_LARGE = GraphError(1, 1366046, "Photos should be smaller than 10 MB", status=400)


def with_media(call: Incoming, desk: Desk) -> bytes:
    """The picture's bytes, fetched before the transaction when an address was sent; empty when there are none."""
    sent = parameters(call)
    if not sent.get("url"):
        return uploaded(call).files.get("source", b"")
    try:
        answer = desk.http.request("GET", sent["url"], deadline=_SECONDS, cap=_MOST_BYTES + 1)
    except (NothingSent, AnswerLost, Invalid):
        return b""  # a picture that cannot be fetched is no picture
    return answer.body if answer.status == 200 else b""


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST /{page}/photos`."""
    page = own_node(call, admitted(call, tx))
    sent = parameters(call)
    only(sent, _FIELDS)
    if bool(sent.get("url")) == ("source" in uploaded(call).files):
        raise invalid("exactly one of url and source is expected")
    data: bytes = call.prepared
    if len(data) > _MOST_BYTES:
        raise refusal(_TOO_LARGE)
    picture = looked_at(data)
    if picture is None:
        raise refusal(BAD_PHOTO)
    published = is_published(sent)
    photo = new_number(desk.now(), _ID_BITS)
    state = FAILED if call.suffers("processing_failure") else USED if published else FREE
    row = {"id": photo, "platform": Platform.FACEBOOK, "owner": page, "kind": PHOTO, "state": state}
    details = {"alt_text": sent.get("alt_text_custom", "")}
    tx.execute(ASSETS.insert().values(**row, looks=0, created_at=desk.now(), details=details))
    tx.execute(THUMBS.insert().values(id=photo, picture=picture.thumb))
    if not published:
        return json_reply(200, {"id": photo}, USAGE)
    text = sent.get("caption") or sent.get("message", "")
    post = publish(desk, tx, page, {"kind": "image", "text": text, "media": [photo]})
    return json_reply(200, {"id": photo, "post_id": post}, USAGE)


def is_published(sent: dict[str, str]) -> bool:
    """Whether a picture is shown at once, which it is unless told otherwise."""
    return sent.get("published", "true").lower() not in {"false", "0"}


def route(call: Incoming) -> str:
    """A picture shown at once is a post."""
    return "commit" if is_published(parameters(call)) else "upload"
