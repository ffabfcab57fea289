"""The calendar's filters: platform, status and agent, all in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from agency_core.domain.agent import AgentView
from agency_core.domain.content import ContentStatus, ContentView
from agency_core.domain.platform import LABELS
from agency_core.ui import kit

PARAMS = ("calendar_platform", "calendar_status", "calendar_agent")
NOBODY = "nobody"


@dataclass(frozen=True)
class Wanted:
    """What the calendar shows; empty fields do not filter."""

    platform: str = ""
    status: str = ""
    agent: str = ""

    def fits(self, content: ContentView) -> bool:
        """Whether content is wanted."""
        agent = "" if self.agent == NOBODY else self.agent
        return (
            self.platform in {"", *content.target_platforms} and self.status in {"", content.status}
            and (not self.agent or content.creator_agent_id == agent)
        )


def filters(agents: Iterable[AgentView]) -> Wanted:
    """The row of filters."""
    statuses = {one.value: kit.status("content", one).word for one in ContentStatus if one != ContentStatus.CANCELLED}
    with st.container(horizontal=True, key="calendar_filters"):
        platform = kit.choose(
            "Platform", {"": "All platforms", **{one.value: label for one, label in LABELS.items()}},
            param_name=PARAMS[0], kind="select",
        )
        status = kit.choose("Status", {"": "All states", **statuses}, param_name=PARAMS[1], kind="select")
        people = {"": "All creators", NOBODY: "People", **{one.id: one.name for one in agents}}
        agent = kit.choose("Creator", people, param_name=PARAMS[2], kind="select")
    return Wanted(platform, status, agent)


def only(contents: Iterable[ContentView], wanted: Wanted) -> tuple[ContentView, ...]:
    """The content that is wanted, in its order."""
    return tuple(one for one in contents if wanted.fits(one))
