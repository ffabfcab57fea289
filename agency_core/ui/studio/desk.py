"""What the Studio works with in one run: the client, the open content, who may write it and where it can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from agency_core.domain.account import Reach
from agency_core.domain.agent import AgentView
from agency_core.domain.client import ClientView
from agency_core.domain.content import EDITABLE, ContentView
from agency_core.domain.paging import Page
from agency_core.domain.platform import Capabilities
from agency_core.errors import NotFound
from agency_core.ui import context, kit

CONTENT = "content"
"""The query parameter that names the open content."""


@dataclass(frozen=True)
class Desk:
    """One run of the Studio. `content` is None for a new sheet; `reach`, what connectors `can` do and `names` of the acting
    accounts are by platform.
    """

    client: ClientView
    zone: ZoneInfo
    content: ContentView | None
    agents: tuple[AgentView, ...]
    reach: Mapping[str, Reach]
    can: Mapping[str, Capabilities]
    names: Mapping[str, str]

    @property
    def status(self) -> str:
        """Where the content stands; `draft` for a new sheet."""
        return self.content.status if self.content else "draft"

    @property
    def locked(self) -> bool:
        """Whether the words can no longer change."""
        return self.status not in EDITABLE

    def agent_name(self, agent_id: str) -> str:
        """An agent's name, its id when it is gone, or the person."""
        known = {one.id: one.name for one in self.agents}
        return known.get(agent_id, agent_id) or "You"


def desk() -> Desk:
    """Everything the Studio needs to know in this run."""
    agency, actor, client = context.agency(), context.actor(), context.client()
    agents = agency.agents.list(actor, client_id=client.id, page=Page(limit=200)).items
    reach = {each.platform: each for each in agency.accounts.reach(actor, client_id=client.id)}
    can = {each.key.value: each.capabilities for each in agency.accounts.connectors()}
    shown = {each.id: each.display_name for each in agency.accounts.list(actor, client_id=client.id)}
    names = {name: shown.get(each.account_id, client.name) for name, each in reach.items()}
    return Desk(client, context.zone(), _opened(client), agents, reach, can, names)


def _opened(client: ClientView) -> ContentView | None:
    wanted = kit.param(CONTENT)
    if not wanted:
        return None
    try:
        found = context.agency().draft.get(context.actor(), wanted)
    except NotFound as error:
        kit.show_problem(error)
        kit.set_param(CONTENT, "")
        return None
    if found.client_id != client.id:
        kit.set_param(CONTENT, "")  # the person switched to another client; its sheet opens empty
        return None
    return found
