"""Who may do what: the one table of roles, verbs and nouns. Services ask it through `Actor`; the dashboard shows it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is for a client (an owner: for the whole agency)."""

    OWNER = "owner"
    MANAGER = "manager"
    EDITOR = "editor"
    APPROVER = "approver"
    ANALYST = "analyst"
    VIEWER = "viewer"
    CLIENT_REVIEWER = "client_reviewer"


class Verb(StrEnum):
    """What is done: look at it, make or change it, decide about it (approve, publish, set up), or run the installation."""

    VIEW = "view"
    WRITE = "write"
    DECIDE = "decide"
    ADMIN = "admin"


ROLE_MEANS: Mapping[Role, str] = {
    Role.OWNER: "Runs the agency: every client, people, keys, backups and the audit trail.",
    Role.MANAGER: "Runs a client: its people, accounts, rules and settings, and all that others may.",
    Role.EDITOR: "Writes: content, media, messages, imports and reports. Approves and publishes nothing.",
    Role.APPROVER: "Approves, schedules and publishes what others wrote.",
    Role.ANALYST: "Works with numbers: imports, notes, reports, insights.",
    Role.VIEWER: "Looks, and keeps views of its own.",
    Role.CLIENT_REVIEWER: "Somebody of the client: sees what waits for approval or is approved, and gives the client's verdict.",
}
NOUN_LABELS: Mapping[str, str] = {
    "account": "Accounts", "agent": "Agents", "alert": "Alerts", "approval": "The client's verdict", "audit": "Audit trail",
    "backup": "Backups", "client": "Client and its settings", "content": "Content", "delivery": "Deliveries",
    "import": "Posts from a sheet", "insight": "Insights", "key": "Personal keys", "login": "Connecting accounts",
    "match": "Same posts", "medium": "Media", "message": "Messages of agents", "note": "Notes on charts",
    "notification": "Notifications", "notifier": "Notifiers", "others": "Work of other agents", "person": "People and roles",
    "recurrence": "Repetitions", "rehearsal": "Rehearsals", "report": "Numbers and reports", "rule": "Alert rules",
    "setting": "Settings of the agency", "silence": "Silences", "slot": "Slots", "task": "Tasks of the engine",
    "upload": "Imported numbers", "view": "Saved views",
}
"""Every noun that something may be done to, in words."""

_EVERYTHING = "*"
_WRITTEN = frozenset({
    "agent", "alert", "content", "delivery", "import", "match", "medium", "message", "note", "recurrence", "rehearsal", "report",
    "upload", "view",
})
_APPROVED = frozenset({"approval", "content", "delivery", "recurrence"})
_COUNTED = frozenset({"alert", "insight", "match", "note", "report", "upload", "view"})
_SEEN_BY_CLIENT = frozenset({"approval", "client", "content", "medium"})

MAY: Mapping[Role, Mapping[Verb, frozenset[str] | str]] = {
    Role.OWNER: dict.fromkeys(Verb, _EVERYTHING),
    Role.MANAGER: dict.fromkeys((Verb.VIEW, Verb.WRITE, Verb.DECIDE), _EVERYTHING),
    Role.EDITOR: {Verb.VIEW: _EVERYTHING, Verb.WRITE: _WRITTEN},
    Role.APPROVER: {
        Verb.VIEW: _EVERYTHING, Verb.DECIDE: _APPROVED,
        Verb.WRITE: frozenset({"alert", "content", "delivery", "message", "note", "recurrence", "view"}),
    },
    Role.ANALYST: {Verb.VIEW: _EVERYTHING, Verb.WRITE: _COUNTED, Verb.DECIDE: frozenset({"insight", "report"})},
    Role.VIEWER: {Verb.VIEW: _EVERYTHING, Verb.WRITE: frozenset({"view"})},
    Role.CLIENT_REVIEWER: {Verb.VIEW: _SEEN_BY_CLIENT, Verb.DECIDE: frozenset({"approval"})},
}
"""For each role and verb the nouns that it may be done to; `*` stands for all."""


def may(role: Role, verb: Verb, noun: str) -> bool:
    """Whether a role allows a verb on a noun."""
    nouns = MAY[role].get(verb, frozenset())
    return nouns == _EVERYTHING or noun in nouns


def verbs(role: Role, noun: str) -> tuple[Verb, ...]:
    """All that a role may do to a noun."""
    return tuple(verb for verb in Verb if may(role, verb, noun))
