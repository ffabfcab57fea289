"""Messages: what agents ask of each other, most urgent first, and what nobody could answer."""

import streamlit as st

from agency_core.domain.message import MessageView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import drawer
from agency_core.ui.panels.message_detail import message_detail
from agency_core.ui.panels.message_form import message_form

AFTER = "messages_after"

client = context.client()
send = kit.Action("Send message", "messages_new", icon=":material/send:", shortcut="Alt+N")
pressed = kit.header(
    "Messages", "What agents ask of each other. Each is claimed by one, answered, or kept as a dead letter.",
    action=send if context.may(Verb.WRITE, "message") else None, live=True,
)
desk, actor, zone = context.agency(), context.actor(), context.zone()
agents = desk.agents.list(actor, client_id=client.id, page=Page(limit=500)).items
names = {one.id: one.name for one in agents}


def filters() -> tuple[str, str]:
    """Agent and status; inside the live panel, as the number beside each status changes with the list."""
    counts = desk.inbox.counts(actor, client_id=client.id)
    states = {"": "All", **{one: f"{kit.status('message', one).word} {kit.number(counts.get(one, 0))}"
                            for one in ("pending", "claimed", "done", "dead")}}
    with kit.toolbar():
        agent = kit.choose("Inbox of", {"": "All agents", **names}, param_name="messages_agent", kind="select", resets=[AFTER])
        return agent, kit.choose("Status", states, param_name="messages_status", resets=[AFTER])


def row(message: MessageView) -> dict[str, object]:
    about = message.payload.get("topic") or message.last_error or ""
    return {
        "Priority": message.priority, "Status": kit.cell("message", message.status),
        "Type": kit.words(message.message_type), "About": str(about)[:80],
        "From": names.get(message.sender_agent_id, message.sender_agent_id),
        "To": names.get(message.receiver_agent_id, message.receiver_agent_id),
        "Sent": kit.when(message.created_at, zone, context.now()), "Tries": message.attempts,
    }


@kit.live_panel("The inbox", every=5, key="messages_board")
def board() -> None:
    agent, state = filters()
    found = desk.inbox.list(actor, agent_id=agent, client_id=client.id, status=state,
                            page=Page(limit=50, cursor=kit.param(AFTER)))
    if not found.items and (agent or state):
        kit.empty_filter("messages", "messages_clear", "messages_agent", "messages_status")
        return
    if not found.items:
        kit.empty("No messages yet. Ask an agent for content, or let the planner do it.", page="agents", action="Agents")
        return
    kit.table(
        [row(one) for one in found.items], key="messages_table", alt="Messages between agents",
        columns={"Status": kit.status_column("Status", "message"),
                 "Priority": st.column_config.NumberColumn("Priority", help="1 is the most urgent", width="small")},
        opens=kit.Opens("message", [one.id for one in found.items]),
    )
    kit.pager(AFTER, found.next_cursor, kit.count(len(found.items), "message"))


board()
if pressed:
    kit.set_param("messages_new", "1")
if kit.param("messages_new"):
    drawer("messages_new", "Send a message", lambda _: message_form(agents), icon=":material/send:")
else:
    drawer("message", "Message", message_detail, icon=":material/forum:")
