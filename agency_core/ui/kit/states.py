"""The five states, and which of them each state of each noun is. Red means that a person must act, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import streamlit as st

from agency_core.ui.kit.text import plain, words

Colour = Literal["green", "blue", "orange", "red", "gray"]


@dataclass(frozen=True)
class Look:
    """How a level looks: a Streamlit colour, a Material icon, a sign for table cells and the colour of that cell."""

    colour: Colour
    icon: str
    sign: str


class Level(Enum):
    """The five states that the product knows."""

    OK = Look("green", ":material/check_circle:", "✓")
    INFO = Look("blue", ":material/schedule:", "◷")
    WARNING = Look("orange", ":material/warning:", "▲")
    CRITICAL = Look("red", ":material/error:", "✖")
    OFF = Look("gray", ":material/pause_circle:", "‖")


@dataclass(frozen=True)
class Status:
    """A state of a noun: its level and its word."""

    level: Level
    word: str

    @property
    def cell(self) -> str:
        """Sign and word, for table cells and plain text."""
        return f"{self.level.value.sign} {self.word}"

    @property
    def markdown(self) -> str:
        """Icon and word as a coloured badge, for Markdown."""
        look = self.level.value
        return f":{look.colour}-badge[{look.icon} {plain(self.word)}]"


_OK, _INFO, _WARN, _BAD, _OFF = Level.OK, Level.INFO, Level.WARNING, Level.CRITICAL, Level.OFF
_DELIVERY = {
    "pending": (_INFO, "Pending"), "sending": (_INFO, "Sending"), "delivered": (_OK, "Delivered"), "failed": (_BAD, "Failed"),
    "unconfirmed": (_BAD, "Unconfirmed"), "missed": (_BAD, "Missed"), "cancelled": (_OFF, "Cancelled"),
}
STATUSES: Mapping[str, Mapping[str, Status]] = {
    noun: {state: Status(level, word) for state, (level, word) in states.items()}
    for noun, states in {
        "content": {
            "draft": (_OFF, "Draft"), "in_review": (_INFO, "In review"), "approved": (_INFO, "Approved"),
            "scheduled": (_INFO, "Scheduled"), "published": (_OK, "Published"),
            "partly_published": (_WARN, "Partly published"), "failed": (_BAD, "Failed"), "cancelled": (_OFF, "Cancelled"),
        },
        "delivery": _DELIVERY,
        "standing": {**_DELIVERY, "would_fail": (_WARN, "Would fail")},
        "attempt": {
            "delivered": (_OK, "Delivered"), "pending": (_WARN, "To be tried again"), "failed": (_BAD, "Failed"),
            "unconfirmed": (_WARN, "Answer lost"), "interrupted": (_WARN, "Interrupted"), "": (_INFO, "Running"),
        },
        "agent": {"active": (_OK, "Active"), "inactive": (_OFF, "Inactive"), "maintenance": (_WARN, "Maintenance")},
        "message": {
            "pending": (_INFO, "Pending"), "claimed": (_INFO, "In work"), "done": (_OK, "Done"),
            "dead": (_BAD, "Dead letter"),
        },
        "log": {
            "DEBUG": (_OFF, "Debug"), "INFO": (_INFO, "Info"), "WARNING": (_WARN, "Warning"), "ERROR": (_BAD, "Error"),
            "CRITICAL": (_BAD, "Critical"),
        },
        "severity": {"critical": (_BAD, "Critical"), "warning": (_WARN, "Warning"), "info": (_INFO, "Info")},
        "alert": {"pending": (_INFO, "Pending"), "firing": (_WARN, "Firing"), "resolved": (_OK, "Resolved")},
        "silence": {"active": (_OFF, "Silent"), "planned": (_INFO, "Planned")},
        "maintenance": {"active": (_WARN, "Under way"), "planned": (_INFO, "Planned")},
        "notifier": {"on": (_OK, "On"), "off": (_OFF, "Off"), "failing": (_BAD, "Failing")},
        "notification": {
            "waiting": (_INFO, "Waiting"), "sending": (_INFO, "Sending"), "sent": (_OK, "Sent"), "failed": (_BAD, "Failed"),
        },
        "account": {
            "connected": (_OK, "Connected"), "paused": (_OFF, "Paused"), "reconnect": (_BAD, "Reconnect"),
            "disconnected": (_OFF, "Disconnected"),
        },
        "reach": {"yes": (_OK, "Can publish"), "no": (_OFF, "Not today")},
        "upload": {
            "read": (_INFO, "Read"), "queued": (_INFO, "Queued"), "importing": (_INFO, "Importing"),
            "imported": (_OK, "Imported"), "refused": (_BAD, "Refused"), "cancelled": (_OFF, "Cancelled"),
            "undone": (_OFF, "Taken back"),
        },
        "backup": {
            "waiting": (_INFO, "Waiting"), "running": (_INFO, "Running"), "verified": (_OK, "Verified"),
            "failed": (_BAD, "Failed"), "deleted": (_OFF, "Deleted"),
        },
        "drill": {"ok": (_OK, "Restored"), "failed": (_BAD, "Failed"), "": (_OFF, "Not tried")},
        "rehearsal": {
            "queued": (_INFO, "Queued"), "running": (_INFO, "Running"), "done": (_OK, "Done"), "failed": (_BAD, "Failed"),
            "cancelled": (_OFF, "Cancelled"),
        },
        "report": {
            "queued": (_INFO, "Queued"), "making": (_INFO, "Being made"), "mailing": (_INFO, "Being mailed"),
            "done": (_OK, "Done"), "failed": (_BAD, "Failed"), "cancelled": (_OFF, "Cancelled"),
        },
        "mailing": {
            "waiting": (_INFO, "Waiting"), "sending": (_INFO, "Sending"), "sent": (_OK, "Sent"), "failed": (_BAD, "Failed"),
            "unknown": (_BAD, "Not certain"),
        },
        "insight": {"open": (_INFO, "Open"), "applied": (_OK, "Applied"), "dismissed": (_OFF, "Dismissed")},
        "health": {"healthy": (_OK, "Healthy"), "degraded": (_WARN, "Degraded"), "down": (_BAD, "Down")},
        "check": {"ok": (_OK, "OK"), "warning": (_WARN, "Warning"), "failed": (_BAD, "Failed")},
        "job": {
            "ok": (_OK, "Done"), "done": (_OK, "Done"), "failed": (_BAD, "Failed"), "error": (_BAD, "Failed"),
            "running": (_INFO, "Running"),
        },
        "task": {
            "running": (_INFO, "Running"), "waiting": (_OK, "On time"), "paused": (_OFF, "Paused"),
            "failing": (_WARN, "Failing"), "late": (_BAD, "Late"),
        },
        "worker": {
            "leading": (_OK, "Leading"), "serving": (_OK, "Serving"), "standby": (_OFF, "Standing by"),
            "silent": (_BAD, "Silent"), "gone": (_OFF, "Gone"),
        },
    }.items()
}


def status(noun: str, state: str) -> Status:
    """The level and word of `state` of `noun` (content, delivery, agent, ...); an unknown state is shown by its name."""
    return STATUSES.get(noun, {}).get(state) or Status(Level.INFO, words(state) or "Unknown")


def badge(noun: str, state: str) -> None:
    """Show a state as a badge: icon, word and colour."""
    shown = status(noun, state)
    st.badge(plain(shown.word), icon=shown.level.value.icon, color=shown.level.value.colour)


def badge_text(noun: str, state: str) -> str:
    """A state as a badge inside Markdown."""
    return status(noun, state).markdown


def cell(noun: str, state: str) -> list[str]:
    """A state for a table column made by `status_column`."""
    return [status(noun, state).cell]
