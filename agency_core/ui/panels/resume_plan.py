"""Going on after a pause: what became late, what will happen to each, and the button that does it."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.pause import FATES, Fate, ResumePlan, Resumption
from agency_core.domain.platform import LABELS, Platform
from agency_core.ui import context, kit

MOST_SHOWN = 200


def resume_plan(title: str, client_id: str, key: str) -> None:
    """Draw the plan, once `open_plan` was called with the same key. `client_id` empty: everything."""
    if not st.session_state.get(f"{key}_open"):
        return
    with st.container(border=True, key=f"{key}_plan"), kit.problems("The plan"):
        st.markdown(f"**{kit.plain(title)}**")
        _plan(client_id, key)


def open_plan(key: str, *, is_open: bool = True) -> None:
    """Let the plan of this key be drawn, or no more."""
    st.session_state[f"{key}_open"] = is_open


def _plan(client_id: str, key: str) -> None:
    resume, actor = context.agency().calendar.resume, context.actor()
    choice = _choice(key)
    plan = resume.plan(actor, client_id=client_id, choice=choice)
    _told(plan, key)
    with st.container(horizontal=True):
        agreed = st.button("Resume publishing", key=f"{key}_go", type="primary", icon=":material/play_arrow:")
        st.button("Keep it as it is", key=f"{key}_no", on_click=open_plan, args=(key,), kwargs={"is_open": False})
    if agreed:
        open_plan(key, is_open=False)
        kit.act(lambda: resume.resume(actor, client_id=client_id, choice=choice), "Publishing again.")


def _choice(key: str) -> Resumption:
    fate: Fate | None = st.radio("What became late", list(Fate), format_func=lambda one: FATES[one], key=f"{key}_fate")
    gap, hours = Resumption().gap_minutes, Resumption().hours
    if fate is Fate.NOW:
        gap = st.number_input("Minutes between two on one account", 0, 1440, gap, key=f"{key}_gap")
    elif fate is Fate.SPREAD:
        hours = st.number_input("Hours", 1, 336, hours, key=f"{key}_hours")
    return Resumption(fate or Fate.NOW, int(gap), int(hours))


def _told(plan: ResumePlan, key: str) -> None:
    zone, now = context.zone(), context.now()
    waiting = f"{kit.count(plan.waiting, 'delivery', 'deliveries')} wait for a time to come and are not touched."
    if not plan.items:
        st.caption(f"Nothing became late. {waiting}")
        return
    st.markdown(f"**{kit.count(len(plan.items), 'post')} became late.** {waiting}")
    rows = [
        {
            "Title": each.title, "Platforms": ", ".join(LABELS[Platform(one)] for one in each.platforms),
            "Was due": kit.absolute(each.due_at, zone, now), "State": kit.words(each.state),
            "New time": kit.absolute(each.to, zone, now) if each.to else "", "What happens": kit.words(each.says),
        }
        for each in plan.items[:MOST_SHOWN]
    ]
    kit.table(rows, key=f"{key}_table", alt=f"What became late, and what happens to it; times in {zone.key}")
