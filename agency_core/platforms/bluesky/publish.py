"""From a shaped variant to a post on Bluesky: upload pictures, look up people and the post above, then write the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from agency_core.domain.publishing import Failure, Media, Phase, PlatformError, PublishState, Shaped
from agency_core.errors import SetupProblem, StorageFailed
from agency_core.platforms.base import Context
from agency_core.platforms.bluesky.calls import blob, fetched, post_url, procedure, query, record_key
from agency_core.platforms.bluesky.facets import mentioned
from agency_core.platforms.bluesky.record import post_record
from agency_core.platforms.bluesky.record_keys import new_rkey, timestamp
from agency_core.platforms.reading import an_object, identifier, number
from agency_core.security import kept_files

_NOBODY = frozenset({Failure.CONTENT_REJECTED, Failure.NOT_FOUND})


def step(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """One call further; the last one before the record itself is none: it chooses the post's name and time."""
    if state.phase is Phase.COMMIT_SENT:
        return _commit(state, shaped, ctx)
    if state.phase in {Phase.ARMED, Phase.CONFIRMED}:
        return state
    for name, found in _needed(shaped):
        if name not in state.handles:
            return state.at(Phase.MEDIA_UPLOADING, **{name: found(ctx)})
    now = ctx.clock.now()
    return state.at(Phase.ARMED, rkey=new_rkey(now), created_at=timestamp(now))


def _needed(shaped: Shaped) -> Iterator[tuple[str, Callable[[Context], str]]]:
    """What the record refers to, by the name of its handle, and the call that brings it."""
    for place, media in enumerate(shaped.media):
        yield f"blob_{place}", partial(_uploaded, media)
    for handle in mentioned(shaped.text):
        yield f"did_{handle}", partial(_person, handle)
    parent = shaped.parent
    if parent is not None:
        yield "parent_cid", partial(_cid_of, parent.external_id, parent.handles)
    if parent is not None and parent.root:
        yield "root_cid", partial(_cid_of, parent.root, parent.root_handles)


def _uploaded(media: Media, ctx: Context) -> str:
    """The reference to a picture as the record will carry it, in JSON."""
    try:
        data = kept_files.read(Path(media.path))
    except (OSError, SetupProblem, StorageFailed):
        message, remedy = "The file of this medium cannot be read here.", "Upload it again."
        raise PlatformError(Failure.MEDIA_REJECTED, message, field="media", remedy=remedy) from None
    try:
        found = an_object(fetched(ctx, blob(ctx, data, media.mime)), "blob")
    except PlatformError as error:
        if error.failure is Failure.CONTENT_REJECTED:
            error.failure, error.field = Failure.MEDIA_REJECTED, "media"
        raise
    return json.dumps(_reference(found))


def _reference(found: dict[str, Any]) -> dict[str, Any]:
    link, mime = identifier(an_object(found, "ref").get("$link")), identifier(found.get("mimeType"))
    size = number(found.get("size"))
    if not link or not mime or not size:
        raise PlatformError(Failure.TRANSIENT, "Bluesky took the picture without naming it.")
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": int(size)}


def _person(handle: str, ctx: Context) -> str:
    """The DID behind a handle; empty when nobody has it, and the mention stays plain text."""
    try:
        did = identifier(fetched(ctx, query(ctx, "com.atproto.identity.resolveHandle", {"handle": handle})).get("did"))
    except PlatformError as error:
        if error.failure in _NOBODY:
            return ""
        raise
    return did if did.startswith("did:") else ""


def _cid_of(rkey: str, kept: Mapping[str, str], ctx: Context) -> str:
    """The version of a post that a reply names: as it was kept, else as the server says."""
    cid = kept.get("cid") or identifier(fetched(ctx, query(ctx, "com.atproto.repo.getRecord", record_key(ctx, rkey))).get("cid"))
    if not cid:
        raise PlatformError(Failure.TRANSIENT, "Bluesky did not name the version of the post above.")
    return cid


def _commit(state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
    """Write the record under its own name: a second try with the same handles writes the very same post."""
    rkey = state.handles["rkey"]
    record = post_record(shaped, state.handles, ctx.account)
    asked = procedure(ctx, "com.atproto.repo.putRecord", {**record_key(ctx, rkey), "record": record}, commit=True)
    answer = fetched(ctx, asked)
    uri, cid = identifier(answer.get("uri")), identifier(answer.get("cid"))
    if not uri.endswith(f"/{rkey}") or not cid:
        raise PlatformError(Failure.UNKNOWN_OUTCOME, "Bluesky took the post but did not name it.")
    return state.at(Phase.CONFIRMED, uri=uri, cid=cid).confirmed(rkey, post_url(ctx.account, rkey))
