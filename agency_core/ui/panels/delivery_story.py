"""The story of one delivery: every decision, call, answer and wait, in the order in which it happened."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from agency_core.domain.delivery import AttemptView
from agency_core.domain.timeline import Event, Moment
from agency_core.ui import context, kit
from agency_core.ui.panels.drawer import heading
from agency_core.ui.who import who

_EVENTS = {Event.DECISION: "Decision", Event.CALL: "Call", Event.WAIT: "Wait"}


def story(delivery_id: str, zone: ZoneInfo) -> None:
    """Draw the story, the newest moment first, and what the network said at the last try."""
    agency, actor = context.agency(), context.actor()
    moments = agency.deliver.timeline(actor, delivery_id)
    heading("What happened")
    if not moments:
        st.caption("Nothing yet.")
        return
    _said(agency.deliver.attempts(actor, delivery_id))
    kit.table(
        [_line(each, zone) for each in reversed(moments)], key=f"story_{delivery_id}",
        alt="Every decision, call and wait of this delivery, the newest first",
    )


def _said(attempts: tuple[AttemptView, ...]) -> None:
    if not attempts or not attempts[-1].failure:
        return
    last = attempts[-1]
    codes = [f"HTTP {last.http_status}" if last.http_status else "", last.network_code, kit.words(last.failure)]
    st.caption(kit.plain(f"Last answer: {' · '.join(code for code in codes if code)}"))
    if last.detail:
        st.text(last.detail)


def _line(moment: Moment, zone: ZoneInfo) -> dict[str, object]:
    called = moment.event is Event.CALL
    said = kit.words(moment.answer).lower() if called else ""
    return {
        "At": kit.clock(moment.at, zone, seconds=True),
        "What": _EVENTS[moment.event],
        "Step": kit.words(moment.title) if called else "" if moment.event is Event.WAIT else moment.title.replace("_", " "),
        "Answer": said,
        "Took": kit.milliseconds(moment.ms) if moment.event is not Event.DECISION else "",
        "Why": moment.detail or "",
        "Who": who(moment.actor) if moment.actor else "",
    }
