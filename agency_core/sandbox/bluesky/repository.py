"""The repository of an account: records are put under their own names, read and taken away.

A post's id on the sandbox is its name alone: names of 13 characters that hold a time are shared by no two posts.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Row

from agency_core.domain.platform import Platform
from agency_core.sandbox.bluesky.blobs import demand_stored
from agency_core.sandbox.bluesky.cids import of_record
from agency_core.sandbox.bluesky.guard import COLLECTION, admitted, charged, invalid, json_body, own_repo, parameter, refusal
from agency_core.sandbox.bluesky.identities import did_of, profile_of
from agency_core.sandbox.bluesky.lexicon import blobs_of, checked
from agency_core.sandbox.exchange import Desk, Incoming, Reply, json_reply
from agency_core.sandbox.tables import POSTS

_PUT_POINTS, _CREATE_POINTS, _DELETE_POINTS = 2, 3, 1
_WRITTEN = {"repo", "collection", "rkey", "validate", "record", "swapCommit"}
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID = re.compile(f"[234567abcdefghij][{_ALPHABET}]{{12}}")
_PAGE, _LARGEST_PAGE = 50, 100


@dataclass(frozen=True)
class _Write:
    """A record on its way: in whose repository, under which name, and the pictures it shows."""

    profile: str
    rkey: str
    record: dict[str, Any]
    media: list[str]

    @property
    def cid(self) -> str:
        return of_record(self.record)

    @property
    def parent(self) -> str:
        """The name of the post that it answers; empty when it answers none."""
        return str(self.record.get("reply", {}).get("parent", {}).get("uri", "")).rpartition("/")[2]


def put(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.repo.putRecord`: the same record under the same name changes nothing and answers the same."""
    token = admitted(call, desk, tx)
    body = json_body(call, {*_WRITTEN, "swapRecord"}, ("repo", "collection", "rkey", "record"))
    headers = charged(token, desk, tx, _PUT_POINTS)
    write = _read(body, own_repo(body["repo"], token), call, tx)
    there = _found(write.rkey, tx)
    if there is not None and there.author != did_of(write.profile):
        raise refusal(500, "InternalServerError", "Internal Server Error")
    living = there is not None and there.deleted_at is None
    if not living or there is None or there.details["cid"] != write.cid:
        _write(write, desk, tx)
    return json_reply(200, _named(write), headers)


def create(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.repo.createRecord`: a name that is taken ends in a 500, as it really does."""
    token = admitted(call, desk, tx)
    body = json_body(call, _WRITTEN, ("repo", "collection", "record"))
    headers = charged(token, desk, tx, _CREATE_POINTS)
    named = {**body, "rkey": body.get("rkey") or _new_name(desk.now())}
    write = _read(named, own_repo(body["repo"], token), call, tx)
    there = _found(write.rkey, tx)
    if there is not None and there.deleted_at is None:
        raise refusal(500, "InternalServerError", "Internal Server Error", headers)
    _write(write, desk, tx)
    return json_reply(200, _named(write), headers)


def remove(call: Incoming, desk: Desk, tx: Connection) -> Reply:
    """`POST com.atproto.repo.deleteRecord`: what is not there counts as taken away."""
    token = admitted(call, desk, tx)
    allowed = {"repo", "collection", "rkey", "swapRecord", "swapCommit"}
    body = json_body(call, allowed, ("repo", "collection", "rkey"))
    author = did_of(own_repo(body["repo"], token))
    headers = charged(token, desk, tx, _DELETE_POINTS)
    mine = (*_is(str(body["rkey"])), POSTS.c.author == author, POSTS.c.deleted_at.is_(None))
    if body["collection"] == COLLECTION:
        tx.execute(update(POSTS).where(*mine).values(deleted_at=desk.now()))
    return json_reply(200, {}, headers)


def one(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET com.atproto.repo.getRecord`, open to everybody: a token is not even looked at."""
    repo, collection, rkey = (parameter(call, name) for name in ("repo", "collection", "rkey"))
    profile = profile_of(repo)
    if not profile:
        raise invalid("Could not locate record")
    row = _found(rkey, tx)
    if row is None or row.deleted_at is not None or (row.author, collection) != (did_of(profile), COLLECTION):
        uri = f"at://{did_of(profile)}/{collection}/{rkey}"
        raise refusal(400, "RecordNotFound", f"Could not locate record: {uri}")
    return json_reply(200, _told(row))


def listed(call: Incoming, desk: Desk, tx: Connection) -> Reply:  # noqa: ARG001 - every handler is asked the same way
    """`GET com.atproto.repo.listRecords`: newest names first, open to everybody."""
    repo, collection = parameter(call, "repo"), parameter(call, "collection")
    asked, profile = call.asked(), profile_of(repo)
    limit = asked.get("limit", str(_PAGE))
    if not profile:
        raise invalid(f"Could not find repo: {repo}")
    if not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
        raise invalid("Invalid com.atproto.repo.listRecords params: limit is a number from 1 to 100")
    mine = select(POSTS).where(
        POSTS.c.platform == Platform.BLUESKY, POSTS.c.author == did_of(profile), POSTS.c.deleted_at.is_(None)
    )
    if asked.get("cursor"):
        mine = mine.where(POSTS.c.id < asked["cursor"])
    rows = tx.execute(mine.order_by(POSTS.c.id.desc()).limit(int(limit))).all() if collection == COLLECTION else []
    following = {"cursor": rows[-1].id} if rows else {}
    return json_reply(200, {"records": [_told(row) for row in rows], **following})


def _read(body: dict[str, Any], profile: str, call: Incoming, tx: Connection) -> _Write:
    rkey = body["rkey"]
    if body["collection"] != COLLECTION:
        raise invalid(f"Only {COLLECTION} can be rehearsed here")
    if not isinstance(rkey, str) or not _TID.fullmatch(rkey):
        raise invalid(f'Invalid record key for {COLLECTION}: Invalid TID string (got "{rkey}") at $')
    record = checked(body["record"])
    return _Write(profile, rkey, record, [demand_stored(blob, profile, call, tx) for blob in blobs_of(record)])


def _write(write: _Write, desk: Desk, tx: Connection) -> None:
    text = write.record["text"]
    fresh = {
        "author": did_of(write.profile), "kind": _kind(write), "text": text, "sent_text": text, "deleted_at": None,
        "details": {"media": write.media, "record": write.record, "cid": write.cid, "parent": write.parent},
    }  # fmt: skip
    row = insert(POSTS).values(id=write.rkey, platform=Platform.BLUESKY, created_at=desk.now(), **fresh)
    tx.execute(row.on_conflict_do_update(index_elements=["id"], set_=fresh))


def _kind(write: _Write) -> str:
    if "external" in write.record.get("embed", {}):
        return "article"
    return {0: "text", 1: "image"}.get(len(write.media), "carousel")


def _new_name(now: float) -> str:
    value = (int(now * 1_000_000) << 10) | secrets.randbits(10)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5))


def _named(write: _Write) -> dict[str, str]:
    uri = f"at://{did_of(write.profile)}/{COLLECTION}/{write.rkey}"
    return {"uri": uri, "cid": write.cid, "validationStatus": "valid"}


def _found(rkey: str, tx: Connection) -> Row[Any] | None:
    return tx.execute(select(POSTS).where(*_is(rkey))).first()


def _is(rkey: str) -> tuple[ColumnElement[bool], ...]:
    return POSTS.c.platform == Platform.BLUESKY, POSTS.c.id == rkey


def _told(row: Row[Any]) -> dict[str, Any]:
    uri = f"at://{row.author}/{COLLECTION}/{row.id}"
    return {"uri": uri, "cid": row.details["cid"], "value": row.details["record"]}
