"""Who may do what: the one table of roles, verbs and nouns. Services ask it through `Actor`; the dashboard shows it."""

from __future__ import annotations

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


_EVERYTHING = "*"
_CREATED = frozenset({"content", "medium", "message", "upload", "note", "view", "report", "rehearsal", "match", "import"})
_COUNTED = frozenset({"upload", "note", "view", "report", "match"})
_SEEN_BY_CLIENT = frozenset({"content", "medium", "approval"})

MAY: dict[Role, dict[Verb, frozenset[str] | str]] = {
    Role.OWNER: dict.fromkeys(Verb, _EVERYTHING),
    Role.MANAGER: {Verb.VIEW: _EVERYTHING, Verb.WRITE: _EVERYTHING, Verb.DECIDE: _EVERYTHING},
    Role.EDITOR: {Verb.VIEW: _EVERYTHING, Verb.WRITE: _CREATED | {"agent", "delivery", "alert", "client"}},
    Role.APPROVER: {
        Verb.VIEW: _EVERYTHING, Verb.WRITE: frozenset({"content", "delivery", "alert", "message", "note", "view"}),
        Verb.DECIDE: frozenset({"content", "delivery", "approval"}),
    },
    Role.ANALYST: {Verb.VIEW: _EVERYTHING, Verb.WRITE: _COUNTED | {"alert"}, Verb.DECIDE: frozenset({"insight", "report"})},
    Role.VIEWER: {Verb.VIEW: _EVERYTHING, Verb.WRITE: frozenset({"view"})},
    Role.CLIENT_REVIEWER: {Verb.VIEW: _SEEN_BY_CLIENT, Verb.DECIDE: frozenset({"approval"})},
}
"""For each role and verb the nouns that it may be done to; `*` stands for all."""


def may(role: Role, verb: Verb, noun: str) -> bool:
    """Whether a role allows a verb on a noun."""
    nouns = MAY[role].get(verb, frozenset())
    return nouns == _EVERYTHING or noun in nouns
