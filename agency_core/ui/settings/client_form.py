"""The client: name, zone, brief, who approves, and how late is too late, each with its effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import available_timezones

import streamlit as st

from agency_core.domain.agent import AgentView
from agency_core.domain.client import Approval, Brief, ClientChanges, ClientView
from agency_core.domain.paging import Page
from agency_core.domain.permission import Verb
from agency_core.ui import context, kit

_APPROVAL = {
    Approval.PERSON: "A person approves everything",
    Approval.NAMED_AGENTS: "What the agents named below propose is approved by itself",
}


def client_tab(client: ClientView) -> None:
    """The form, and the switch that holds back everything."""
    agency, actor = context.agency(), context.actor()
    may = context.may(Verb.DECIDE, "client")
    agents = agency.agents.list(actor, client_id=client.id, page=Page(limit=200)).items
    counts = agency.draft.counts(actor, client_id=client.id)
    if not may:
        st.caption(":material/visibility: You may look; managers and owners change this.")
    with st.form(f"settings_client_{client.id}", border=False):
        changes = _form(client, agents, counts)
        saved = st.form_submit_button(
            "Save", type="primary", key="settings_client_save", icon=":material/save:", disabled=not may,
            help=None if may else "Managers and owners change this.",
        )
    if saved and may:
        kit.act(lambda: agency.clients.update(actor, client.id, changes=changes), f"Saved {changes.name}.")
    if context.may(Verb.DECIDE, "delivery"):
        _kill_switch(client, counts)


def _form(client: ClientView, agents: Iterable[AgentView], counts: Mapping[str, int]) -> ClientChanges:
    key = f"settings_{client.id}"
    left, right = st.columns(2, gap="large")
    with left:
        name = st.text_input("Name", client.name, key=f"{key}_name", max_chars=120, required=True)
        zones = sorted(available_timezones())
        timezone = st.selectbox("Time zone", zones, index=zones.index(client.timezone), key=f"{key}_zone")
        st.caption(f"Changes how times are shown. {_so_many(counts, 'scheduled')} keep their moment.")
        late = st.number_input("Publish late without asking, minutes", 0, 10_080, client.late_minutes, key=f"{key}_late")
        st.caption("Content that is later than this, after a stop for example, is held as missed until you decide. Applies to "
                   "what is scheduled from now on.")
        approval = st.radio("Approval", list(_APPROVAL), index=list(_APPROVAL).index(Approval(client.approval)),
                            format_func=lambda one: _APPROVAL[one], key=f"{key}_approval")
        names = kit.told_apart({one.id: one.name for one in agents})
        known = [one for one in client.automatic_agents if one in names]
        automatic = st.multiselect("Agents approved by themselves", list(names), default=known, key=f"{key}_automatic",
                                   format_func=lambda one: names[one], placeholder="None")
        st.caption(f"Applies to new proposals. {_so_many(counts, 'in_review')} still wait for a person.")
    with right:
        brief = _brief(client.brief, key)
    return ClientChanges(
        name=name, timezone=timezone, brief=brief, approval=approval, automatic_agents=tuple(automatic), late_minutes=int(late),
    )


def _brief(brief: Brief, key: str) -> Brief:
    st.markdown("**Brief** :gray[what agents write from; applies to their next draft]")
    about = st.text_area("What the client does", brief.about, key=f"{key}_about", height=80)
    audience = st.text_input("Who it speaks to", brief.audience, key=f"{key}_audience")
    tone = st.text_input("Tone", brief.tone, key=f"{key}_tone")
    topics = st.text_area("Topics, one a line", "\n".join(brief.topics), key=f"{key}_topics", height=100)
    hashtags = st.text_input("Hashtags", " ".join(brief.hashtags), key=f"{key}_hashtags")
    banned = st.text_area(
        "Words that may never appear, one a line", "\n".join(brief.banned_words), key=f"{key}_banned", height=80,
    )
    link = st.text_input("Where posts lead", brief.link, key=f"{key}_link", type="url", placeholder="https://")
    return Brief(
        about or "", audience or "", tone or "", lines(topics), tuple((hashtags or "").split()), lines(banned), link or "",
    )


def lines(text: str | None) -> tuple[str, ...]:
    """The lines of a text, without empty ones and repetitions."""
    return tuple(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def _so_many(counts: Mapping[str, int], status: str) -> str:
    return f"{counts[status]} {kit.status('content', status).word.lower()}"


def _kill_switch(client: ClientView, counts: Mapping[str, int]) -> None:
    agency, actor = context.agency(), context.actor()
    if client.publishing_paused:
        question = kit.Question(
            "Resume publishing?", f"What is due for {client.name} goes out again; what is too late waits as missed.",
            "Resume publishing", "Publishing is resumed.",
        )
        label, icon = "Resume publishing", ":material/play_circle:"
    else:
        question = kit.Question(
            "Pause publishing?", f"Nothing of {client.name} goes out until you resume it: {_so_many(counts, 'scheduled')}.",
            "Pause publishing", "Publishing is paused.",
        )
        label, icon = "Pause publishing", ":material/pause_circle:"
    st.subheader("Publishing", anchor=False)
    st.caption("Holds back everything of this client at once. What is being sent this moment is not stopped.")
    kit.confirm_here(
        "settings_pause", label, question,
        lambda: agency.schedule.pause(actor, client.id, paused=not client.publishing_paused), icon=icon,
    )
