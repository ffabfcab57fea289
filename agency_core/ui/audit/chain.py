"""How the chain stands: up to which entry it was proven, and a button to look again."""

from __future__ import annotations

import streamlit as st

from agency_core.ui import context, kit


def chain() -> None:
    """Draw it; whoever may not look at the whole chain sees nothing of it."""
    audit, actor = context.agency().door.audit, context.actor()
    proof = audit.last_proof(actor)
    with kit.spread():
        if proof is None:
            st.caption("Nobody looked at the whole chain yet; it is looked at once a day.")
        elif proof.holds:
            when = kit.when(proof.at, context.zone(), context.now())
            kit.quiet(f"Verified up to entry {proof.id:,} ({when}): nothing was edited, taken out or cut off")
        else:
            st.error(
                "The trail does not hold:\n\n" + "\n".join(f"- {kit.plain(each)}" for each in proof.breaks),
                icon=":material/link_off:",
            )
        if actor.clients is None and st.button("Verify now", key="audit_verify", icon=":material/link:", type="tertiary"):
            kit.act(lambda: audit.verify(actor), "Every entry was looked at.")
