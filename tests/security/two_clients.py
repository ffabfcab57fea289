"""Two clients in one agency: one with a canary in every text of every table, and what is asked about both."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Float, Integer, insert
from sqlalchemy.types import JSON

from agency_core.models import Base
from agency_core.models.base import UtcDateTime, UtcMillis
from agency_core.store.reach import tables

CANARY = "kanarienvogel"
OURS, THEIRS, UNKNOWN = "client-a", "client-b", "client-x"
THROUGH = {
    "attempt": ("delivery_id", "delivery"), "competitor_count": ("competitor_id", "competitor"),
    "upload_reject": ("upload_id", "upload"),
}
"""Tables whose rows belong to a client through another one."""
TRUE_WORDS: dict[str, Any] = {
    "platform": "linkedin", "timezone": "UTC", "network": "sandbox", "kind": "report", "severity": "critical", "state": "firing",
    "approval": "person", "source": "api", "purpose": "agent", "step": "client", "verdict": "approved", "mime": "image/png",
    "content_type": "text_post", "message_type": "content_request", "persona": "data_decoder", "rule": "agent_failing",
    "metric": "views", "weather": "calm", "query": {}, "match": {}, "limits": {}, "day": 20_000, "tier": 3,
    "page": "analytics", "target_platforms": ["linkedin"], "options": {},
}
"""What filters look for, so that nothing but the client keeps a row out of an answer."""
STATUS = {"content": "in_review", "agent": "active", "upload": "read", "account": "connected", "message": "pending"}


def named(client: str, table: str) -> str:
    """The id of a client's row of a table."""
    return f"{client[-1]}-{table}"


def planted(agency, client: str, word: str) -> None:
    """One row of a client in every table that belongs to clients, with `word` in every text of it."""
    with agency.db.transaction() as session:
        for table in Base.metadata.sorted_tables:
            if table.name in tables() | set(THROUGH) | {"snapshot"}:
                session.execute(insert(table).values(_row(table, client, word, agency.clock.now())))


def _row(table, client, word, now) -> dict[str, Any]:
    return {column.name: _value(table, column, client, word, now) for column in table.columns}


def _value(table, column, client, word, now):
    name = column.name
    told = {
        "client_id": client, "status": STATUS.get(table.name, "queued"), "creator_agent_id": named(client, "agent"),
        "agent_id": named(client, "agent"), "receiver_agent_id": named(client, "agent"), "post_pk": _number(client),
        "pk": _number(client),
    } | TRUE_WORDS
    if table.name == "client" and name == "id":
        return client
    for key in column.foreign_keys:
        parent = key.column.table.name
        return client if parent == "client" else named(client, parent)
    if table.name in THROUGH and name == THROUGH[table.name][0]:
        return named(client, THROUGH[table.name][1])
    if name == "id" and not isinstance(column.type, Integer):
        return named(client, table.name)
    if name == "id":
        return _number(client)
    if name in told and not (table.name == "snapshot" and name == "source"):
        return told[name]
    return _typed(column, client, word, now)


def _typed(column, client, word, now):
    kind = column.type
    if isinstance(kind, UtcDateTime | UtcMillis):
        return now - timedelta(minutes=5)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return _number(client)
    if isinstance(kind, Float):
        return 1.0
    if isinstance(kind, JSON):
        return [] if column.name in _LISTS else {"said": word}
    if "INT" in str(kind).upper() or "BIGINT" in str(kind).upper():
        return _number(client)
    return word if column.name not in {"file", "thumb", "sha256", "path"} else f"{client[-1]}{word}"


_LISTS = frozenset({
    "automatic_agents", "content_types", "files", "follow_ups", "media", "primary_platforms", "recipients", "sent_to", "steps",
    "told",
})


def _number(client: str) -> int:
    return {"a": 1, "b": 2, "x": 3}[client[-1]] + 900_000


def path_values(client: str) -> dict[str, str]:
    """What stands for the parameters of paths, for things of a client."""
    nouns = (
        "content", "agent", "message", "delivery", "upload", "login", "account", "alert", "slot", "recurrence", "rehearsal",
        "competitor", "report", "annotation", "notifier", "notification", "insight", "silence",
    )
    own = {f"{noun}_id": named(client, noun) for noun in nouns}
    pk = _number(client)
    return own | {
        "client_id": client, "media_id": named(client, "media"), "view_id": named(client, "saved_view"),
        "rule_id": named(client, "custom_rule"), "import_id": named(client, "upload"), "match_id": f"{pk}-{pk}",
        "fingerprint": f"print-{client[-1]}", "maintenance_id": f"{client[-1]}-maintenance", "backup_id": f"{client[-1]}-backup",
        "token_id": named(client, "token"), "person_id": f"{client[-1]}-person", "session_id": f"{client[-1]}-session",
        "invitation_id": named(client, "invitation"), "link_id": named(client, "link"), "day": "2026-11-01",
        "name": "agent_failure", "rule": "agent_failure",
    }


def alike(text: str, client: str) -> str:
    """`text` with everything that the asker named taken out: what is left may not tell one client from another."""
    for value in sorted(path_values(client).values(), key=len, reverse=True):
        if value not in {"2026-11-01", "agent_failure"}:
            text = text.replace(value, "<asked>")
    return re.sub(r'"(request_id|correlation_id)": ?"[^"]*"', "", text.replace(str(_number(client)), "<asked>"))
