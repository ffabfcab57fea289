"""Who said what about content: each verdict with its step, its reason and the words that it was given for."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.approval import SHORT, ApprovalView, Verdict
from agency_core.domain.terms import Step
from agency_core.ui import context, kit
from agency_core.ui.who import who

STEPS = {Step.INTERNAL: "The agency", Step.CLIENT: "The client"}
_SAID = {
    Verdict.APPROVED: ":material/check_circle:", Verdict.CHANGES: ":material/undo:", Verdict.VOID: ":material/history:",
}
_DID = {Verdict.APPROVED: "approved", Verdict.CHANGES: "changes wanted", Verdict.VOID: "what was approved counts no more"}


def verdict_story(content_id: str) -> None:
    """Draw the verdicts on content, the newest first; nothing where there is none."""
    found = context.agency().door.approvals.list(context.actor(), content_id)
    if not found:
        return
    with st.expander("Verdicts", icon=":material/how_to_reg:", key=f"verdicts_{content_id}"):
        for each in reversed(found):
            st.caption(_line(each))


def _line(each: ApprovalView) -> str:
    verdict = Verdict(each.verdict)
    step = "" if verdict is Verdict.VOID else f"{STEPS[Step(each.step)]}: "
    at = kit.absolute(each.at, context.zone(), context.now())
    why = f" · {kit.plain(each.why)}" if each.why else ""
    return f"{_SAID[verdict]} {step}{_DID[verdict]} · {kit.plain(who(each.by))} · {at} · words {each.words[:SHORT]}{why}"
