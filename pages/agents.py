"""Agents: who is registered, whether they are alive, what they have to do."""

import streamlit as st

from agency_core.domain.agent import AgentView, Workload
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.agent_detail import agent_detail, persona_label, platform_list
from agency_core.ui.panels.agent_form import agent_form
from agency_core.ui.panels.drawer import drawer

STATES = {"": "All", "active": "Active", "inactive": "Inactive", "maintenance": "Maintenance"}

client = context.client()
register = kit.Action("Register agent", "agents_register", icon=":material/add:", shortcut="Alt+N")
pressed = kit.header(
    "Agents", "Workers that propose content and answer messages. You decide.",
    action=register if context.may(Verb.WRITE, "agent") else None, live=True,
)
with kit.toolbar():
    wanted = kit.search("Search by name or id", param_name="agents_search")
    state = kit.choose("Status", STATES, param_name="agents_status")


def row(agent: AgentView, load: Workload | None) -> dict[str, object]:
    now = context.now()
    return {
        "Agent": agent.name, "Status": kit.cell("agent", agent.status), "Persona": persona_label(agent.persona),
        "Platforms": platform_list(agent.primary_platforms),
        "Last seen": kit.relative(agent.last_seen_at, now) if agent.last_seen_at else "never",
        "Uptime": agent.uptime, "Failing": agent.consecutive_failures,
        "Waiting": load.pending_messages if load else 0, "Drafts": load.drafts if load else 0,
        "Scheduled": load.scheduled if load else 0, "Published 7 d": load.published_7d if load else 0,
    }


@kit.live_panel("The list of agents", every=10, key="agents_board")
def board() -> None:
    everyone = context.agency().agents.list(context.actor(), client_id=client.id, page=Page(limit=500)).items
    if not everyone:
        kit.empty("No agents yet. Register one here, or with POST /api/agents.", icon=":material/smart_toy:")
        return
    text = wanted.lower()
    shown = [one for one in everyone
             if (not state or one.status == state) and (text in one.name.lower() or text in one.id.lower())]
    if not shown:
        kit.empty_filter("agents", "agents_clear", "agents_search", "agents_status")
        return
    loads = {one.agent_id: one for one in context.agency().agents.workload(context.actor(), client_id=client.id)}
    rows = [row(one, loads.get(one.id)) for one in shown]
    kit.table(
        rows, key="agents_table", alt="Agents with status and workload",
        columns={
            "Status": kit.status_column("Status", "agent"),
            "Uptime": st.column_config.ProgressColumn("Uptime", format="percent", min_value=0, max_value=1),
            "Failing": st.column_config.NumberColumn("Failing", help="Failures in a row"),
            "Published 7 d": st.column_config.NumberColumn("Published", help="In the last 7 days"),
        },
        opens=kit.Opens("agent", [one.id for one in shown]),
    )
    with kit.spread():
        st.caption(kit.count(len(shown), "agent"), width="content")
        kit.csv_button(rows, "agents", key="agents_csv")


board()
if pressed:
    kit.set_param("agents_new", "1")
if kit.param("agents_new"):
    drawer("agents_new", "Register an agent", lambda _: agent_form(client.id), icon=":material/smart_toy:")
else:
    drawer("agent", "Agent", agent_detail, icon=":material/smart_toy:")
