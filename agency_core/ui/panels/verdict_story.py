"""Who said what about content: each verdict with its step, its reason and the words that it was given for."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.approval import SHORT, ApprovalView, Verdict
from agency_core.domain.content import ContentView
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


def standing(content: ContentView) -> bool:
    """Draw all verdicts, and what each step says of these words where the client approves too.

    Returns:
        Whether only the client's answer is missing.
    """
    verdict_story(content.id)
    found = context.agency().door.approvals.steps(context.actor(), content.id)
    if Step.CLIENT not in found:
        return False
    for step, given in found.items():
        if given is not None:
            told = f"approved by {kit.plain(who(given.by))} {kit.relative(given.at, context.now())}"
            st.caption(f":material/check_circle: {STEPS[step]}: {told} · words {given.words[:SHORT]}")
        else:
            agreed = found[Step.INTERNAL]
            since = f" since {kit.relative(agreed.at, context.now())}" if agreed is not None else ""
            st.caption(f":material/hourglass_empty: {STEPS[step]}: no answer yet{since}")
    return found[Step.INTERNAL] is not None and found[Step.CLIENT] is None
