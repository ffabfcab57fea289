"""Takes a call to a simulator, lets an ordered fault happen, and writes down what was called and how it was answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, exists, select

from agency_core.sandbox.exchange import Desk, Incoming, Line, Refusal, Reply, json_reply
from agency_core.sandbox.faults import Fault, FaultKind, take
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.sandbox.tables import CALLS, FAULTS

_DOWN = Reply(503, b"<html><body>Service Unavailable</body></html>", {"content-type": "text/html"})
_IDS = frozenset({"id", "publish_id", "image", "video", "access_token", "uri", "cid", "ref", "accessJwt"})
_TOKEN = re.compile(r"(access_token=)[^&]*")
_HIDDEN = r"\1..."
_CUT = 0
"""Status written down for a call whose line was cut."""

_FORGET_EVERY = 500
_REMEMBERED_CALLS = 10_000


@dataclass(frozen=True)
class Answered:
    """A reply on its way: after `silence` seconds it is sent, or, when `cut`, the line is cut instead."""

    reply: Reply
    silence: float = 0.0
    cut: bool = False


def fault_for(line: Line, desk: Desk) -> Fault | None:
    """The fault that hits a call on `line` now, if any was ordered."""
    with desk.store.read() as tx:
        if not tx.execute(select(exists(select(FAULTS.c.id)))).scalar():
            return None
    with desk.store.write() as tx:
        return take(tx, line.platform, line.route)


def answered(line: Line, call: Incoming, desk: Desk) -> Answered:
    """The answer to `call`; its effect, and the note that it was made, are on the disk when this returns."""
    fault = call.fault
    early = _instead(line, fault)
    if fault is not None and fault.kind == FaultKind.CLOCK_SKEW:
        desk = replace(desk, skew=timedelta(seconds=fault.seconds))
    if early is None and line.prepare is not None:
        call = replace(call, prepared=line.prepare(call, desk))
    with desk.store.write() as tx:
        try:
            reply = early.reply if early else line.handler(call, desk, tx)
        except Refusal as refusal:
            reply = refusal.reply
        done = early or _afterwards(reply, fault)
        _note(tx, desk, line, (call, _CUT if done.cut else done.reply.status))
    return done


def _instead(line: Line, fault: Fault | None) -> Answered | None:
    """What happens instead of the effect."""
    if fault is None:
        return None
    match fault.kind:
        case FaultKind.REFUSE:
            return Answered(_DOWN, cut=True)
        case FaultKind.ERROR_BEFORE:
            return Answered(_DOWN)
        case FaultKind.RATE_LIMIT:
            return Answered(SIMULATORS[line.platform].rate_limited(fault.seconds))
        case _:
            return None


def _afterwards(reply: Reply, fault: Fault | None) -> Answered:
    """What becomes of the reply after the effect."""
    match fault.kind if fault else None:
        case FaultKind.ERROR_AFTER:
            return Answered(_DOWN)
        case FaultKind.TIMEOUT_AFTER if fault:
            return Answered(reply, fault.seconds, cut=True)
        case FaultKind.BAD_JSON:
            return Answered(Reply(reply.status, b'{"id": ', reply.headers))
        case FaultKind.NO_ID:
            return Answered(_without_id(reply))
        case _:
            return Answered(reply)


def _without_id(reply: Reply) -> Reply:
    headers = {name: value for name, value in reply.headers.items() if name not in {"x-restli-id", "location", "etag"}}
    if not reply.body:
        return Reply(reply.status, b"", headers)
    body: Any = json.loads(reply.body)
    if isinstance(body, list):
        return json_reply(reply.status, [_stripped(entry) for entry in body], headers)
    stripped = {name: _stripped(value) for name, value in body.items() if name not in _IDS}
    return json_reply(reply.status, stripped, headers)


def _stripped(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {name: inner for name, inner in value.items() if name not in _IDS}


def _note(tx: Connection, desk: Desk, line: Line, ended: tuple[Incoming, int]) -> None:
    call, status = ended
    address = f"{call.path}?{_TOKEN.sub(_HIDDEN, call.query)}" if call.query else call.path
    row = {"platform": line.platform, "method": call.method, "path": address, "route": line.route}
    phase = "COMMIT" if line.is_commit else ""
    fault = call.fault.kind if call.fault else ""
    written = tx.execute(CALLS.insert().values(**row, at=desk.now(), phase=phase, status=status, fault=fault))
    number = written.inserted_primary_key[0] if written.inserted_primary_key else 0
    if number % _FORGET_EVERY == 0:
        tx.execute(CALLS.delete().where(CALLS.c.id <= number - _REMEMBERED_CALLS))
