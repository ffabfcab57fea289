"""A client from elsewhere: its rows get ids that are free here, and nothing of it is sent or answered by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from agency_core.domain.account import AccountStatus
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import OPEN, DeliveryState
from agency_core.domain.media import ADDRESS, file_of
from agency_core.domain.message import MessageStatus
from agency_core.errors import Invalid
from agency_core.store.queries.archive import Row, unless_sent

NAMED = frozenset({"client", "agent"})
"""Nouns whose ids people chose: they get a number, others a new id."""
OWN_KEYS = {"post": "pk", "history": "id", "upload_reject": "id"}
"""Tables that number their rows themselves."""
REFERENCES = {
    "client": {"id": "client"},
    "agent": {"id": "agent", "client_id": "client"},
    "account": {"id": "account", "client_id": "client"},
    "media": {"id": "media", "client_id": "client"},
    "content": {"id": "content", "client_id": "client", "creator_agent_id": "agent", "message_id": "message"},
    "delivery": {
        "id": "delivery", "client_id": "client", "content_id": "content", "account_id": "account", "after_id": "delivery",
    },
    "attempt": {"id": "attempt", "delivery_id": "delivery"},
    "post": {"pk": "post", "client_id": "client", "content_id": "content", "agent_id": "agent"},
    "snapshot": {"post_pk": "post"},
    "insight": {"id": "insight", "client_id": "client", "agent_id": "agent"},
    "message": {"id": "message", "client_id": "client", "sender_agent_id": "agent", "receiver_agent_id": "agent"},
    "upload": {"id": "upload", "client_id": "client"},
    "upload_reject": {"upload_id": "upload"},
    "followers": {"client_id": "client"},
    "competitor": {"id": "competitor", "client_id": "client"},
    "competitor_count": {"competitor_id": "competitor"},
    "saved_view": {"id": "saved_view", "client_id": "client"},
    "annotation": {"id": "annotation", "client_id": "client"},
    "recipe": {"client_id": "client"},
    "report_plan": {"client_id": "client"},
    "history": {"client_id": "client"},
}
STRICT = {"client_id", "delivery_id", "post_pk", "account_id", "competitor_id"}
"""References that have to lead to a row of the same export."""
NOT_FROM_HERE = "Imported: it was planned elsewhere and is not sent from here."


@dataclass
class Register:
    """The ids of an export, by noun, and what each becomes here; `delivered` are the contents that went out somewhere.

    `files` are the names of media files, and what each is called here.
    """

    ids: dict[str, dict[Any, Any]] = field(default_factory=dict)
    delivered: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)

    def meet(self, table: str, row: Row) -> None:
        """Note the id of a row.

        Raises:
            Invalid: it came before, or the row refers to one that did not come.
        """
        key = OWN_KEYS.get(table, "id")
        mine = self.ids.setdefault(table, {})
        if key in row and key in REFERENCES[table]:
            if row[key] in mine:
                raise Invalid(f"{table} {row[key]!r} comes twice.", field="file", remedy="Export the client again.")
            mine[row[key]] = row[key]
        if table == "delivery" and row["state"] == DeliveryState.DELIVERED:
            self.delivered.add(row["content_id"])
        for column, noun in REFERENCES[table].items():
            if column in STRICT and row[column] not in self.ids.get(noun, {}):
                raise Invalid(f"A row of {table} belongs to no {noun}.", field="file", remedy="Export the client again.")

    def here(self, table: str, row: Row) -> Row:
        """The row with the ids of this installation."""
        changed = {column: self.ids.get(noun, {}).get(row[column], row[column]) for column, noun in REFERENCES[table].items()}
        if table == "history":
            changed["subject_id"] = self.ids.get(row["noun"], {}).get(row["subject_id"], row["subject_id"])
        if table == "content":
            changed["media"] = [self._shown(item) for item in row["media"]]
        agents = self.ids.get("agent", {})
        if table == "client":
            changed["automatic_agents"] = [agents.get(each, each) for each in row["automatic_agents"]]
        if table == "saved_view":
            named = {name: value for name, value in row["query"].items() if isinstance(value, str)}
            changed["query"] = {**row["query"], **{name: agents.get(value, value) for name, value in named.items()}}
        kept = {name: value for name, value in row.items() if table == "post" or name != OWN_KEYS.get(table)}
        return {**kept, **changed}

    def _shown(self, item: Any) -> Any:  # noqa: ANN401 - JSON of strangers
        file = file_of(item["url"]) if isinstance(item, dict) and isinstance(item.get("url"), str) else ""
        return {**item, "url": f"{ADDRESS}{self.files[file]}"} if file in self.files else item


def settled(table: str, row: Row, delivered: Collection[str]) -> Row:
    """The row as history: what was planned is not planned here, and accounts have to be connected again."""
    if table == "content" and row["status"] == ContentStatus.SCHEDULED:
        status = ContentStatus.PUBLISHED if row["id"] in delivered else ContentStatus.APPROVED
        return {**row, "status": status.value}
    return {**row, **_SETTLED[table](row)} if table in _SETTLED else row


def _delivery(row: Row) -> Mapping[str, Any]:
    calm: dict[str, Any] = {"measure_at": None, "lease_owner": "", "lease_until": None}
    calm["publish_state"] = unless_sent(row["publish_state"]) if row["state"] != DeliveryState.FAILED else {}
    return {**calm, "state": DeliveryState.CANCELLED.value, "why": NOT_FROM_HERE} if row["state"] in OPEN else calm


def _message(row: Row) -> Mapping[str, Any]:
    if row["status"] not in {MessageStatus.PENDING, MessageStatus.CLAIMED}:
        return {}
    return {"status": MessageStatus.DEAD.value, "lease_until": None, "last_error": "Imported; requeue it to have it answered."}


def _account(_row: Row) -> Mapping[str, Any]:
    return {"status": AccountStatus.RECONNECT.value, "credentials": {}, "last_error": "Imported: connect it again."}


def _report_plan(_row: Row) -> Mapping[str, Any]:
    return {"weekly": False, "monthly": False}


_SETTLED = {"delivery": _delivery, "message": _message, "account": _account, "report_plan": _report_plan}
