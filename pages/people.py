"""People: who signs in, what they are for each client, and my own profile."""

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.people.directory import directory
from agency_core.ui.people.inviting import open_dialog, waiting
from agency_core.ui.people.local_mode import local_mode
from agency_core.ui.people.profile import profile

TABS = {"People": directory, "My profile": profile}

signs_in = context.agency().door.sessions.needs_sign_in()
may_invite = signs_in and context.agency().door.people.looks_after(context.actor())
invite = kit.Action("Invite", "people_invite_open", icon=":material/person_add:") if may_invite else None
pressed = kit.header("People", "Who comes in here, and what they may do for each client.", action=invite)
if pressed:
    open_dialog()
if signs_in:
    for tab, draw in zip(
        st.tabs(list(TABS), key="people_tab", on_change="rerun", bind="query-params"), TABS.values(), strict=True
    ):
        if tab.open:
            with tab, kit.problems("This tab"):
                draw()
                if draw is directory:
                    waiting()
else:
    local_mode()
