"""Roles in the words of the page."""

from __future__ import annotations

from agency_core.domain.permission import Role

LABELS = {
    Role.OWNER: "Owner", Role.MANAGER: "Manager", Role.EDITOR: "Editor", Role.APPROVER: "Approver", Role.ANALYST: "Analyst",
    Role.VIEWER: "Viewer", Role.CLIENT_REVIEWER: "Client reviewer",
}
ABOUT = {
    Role.OWNER: "runs the agency: people, keys, everything", Role.MANAGER: "everything for the client, and its people",
    Role.EDITOR: "writes and plans", Role.APPROVER: "decides what goes out", Role.ANALYST: "reads and explains the numbers",
    Role.VIEWER: "looks", Role.CLIENT_REVIEWER: "the client's own say about content",
}
WHOLE = "Whole agency"


def role_of(label: str) -> Role | None:
    """The role that a label stands for; None for none."""
    return next((role for role, each in LABELS.items() if each == label), None)
