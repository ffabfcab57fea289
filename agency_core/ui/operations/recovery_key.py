"""The recovery key: a copy of the key file to keep, whether a copy would do, and a new key while everything runs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agency_core.services.recovery import Kept
from agency_core.ui import context, kit
from agency_core.ui.proof import proof

_DONE = "It is noted. A new key asks again."
_LACKING = "recovery_lacking"


@st.dialog("Keep a copy of the recovery key", icon=":material/key:", width="medium")
def keep_a_copy() -> None:
    """Give the key file out and take down that somebody has it, once they said who they are."""
    with kit.problems("The recovery key"):
        if not proof("recovery", partial(st.rerun, scope="fragment")):
            return
        recovery, actor = context.agency().door.recovery, context.actor()
        kept = recovery.kept(actor)
        st.markdown(
            "This file opens the database, every backup and the logins of all accounts. **Lost, they are lost: nobody can bring "
            "them back.** Keep it where neither this machine nor the backups are: a password manager, a drive in a drawer."
        )
        st.caption(f"It lies in {kit.plain(kept.place)}. Whoever has it and a backup reads everything.")
        with st.container(horizontal=True):
            st.download_button(
                "Download the recovery key", partial(recovery.download, actor), "agency-recovery.key", "text/plain",
                key="recovery_download", icon=":material/download:", type="primary", on_click="ignore",
            )
            if st.button("I have a copy", key="recovery_have", icon=":material/check:"):
                kit.act(partial(recovery.acknowledge, actor), _DONE)


def recovery_key() -> None:
    """Draw the section."""
    kept = context.agency().door.recovery.kept(context.actor())
    st.subheader("Recovery key", anchor=False)
    if not kept.names:
        kit.empty("There is no key yet: nothing is encrypted.", icon=":material/key_off:")
        return
    _said(kept)
    proof("keys")
    with kit.toolbar():
        if st.button("Download the recovery key", key="keys_download", icon=":material/download:"):
            keep_a_copy()
        if st.button("Change the key", key="keys_rotate", icon=":material/autorenew:", help="Clients' keys are wrapped anew."):
            kit.confirm("keys_rotate", _QUESTION, _rotate)
    _compare(kept)


_QUESTION = kit.Question(
    "Change the key that wraps all clients' keys?",
    "It takes a moment, and everybody goes on working. The old key stays in the file, for backups. Copies of the key file that "
    "were made before will not do any more: you are asked to download it again. The database keeps its own key until rotate-key "
    "is run while the agency is stopped.",
    "Change it", "The key is changed. Download it now.",
)


def _rotate() -> None:
    with st.spinner("Wrapping the keys of all clients", show_time=True):
        context.agency().door.recovery.rotate(context.actor())


def _said(kept: Kept) -> None:
    newest, *older = kept.names
    st.table(
        {
            "Where": kit.plain(kept.place), "In use": newest,
            "Older, for backups": ", ".join(older) or kit.MISSING,
            "A copy is kept": _copied(kept),
        },
        border="horizontal",
    )


def _copied(kept: Kept) -> str:
    if kept.at is None:
        return "Nobody has said so"
    said = kit.when(kept.at, context.zone(), context.now())
    return f"Not of the newest key; of an older one since {said}" if kept.is_due else f"Since {said}"


def _compare(kept: Kept) -> None:
    given = st.file_uploader(
        "Would your copy do? The drill opens a backup with the key of this machine; this looks whether your copy has the same.",
        key="keys_copy", max_upload_size=1,
    )
    if given is None:
        return
    with kit.problems("The comparison"):
        what, known = (given.file_id, kept.names), st.session_state.get(_LACKING)
        if known is None or known[0] != what:
            known = (what, context.agency().door.recovery.compare(context.actor(), given.getvalue()))
            st.session_state[_LACKING] = known
        if known[1]:
            st.error(f"Your copy lacks {kit.plain(', '.join(known[1]))}. Download it anew.", icon=":material/key_off:")
        else:
            st.success("Your copy has every key.", icon=":material/check_circle:")
