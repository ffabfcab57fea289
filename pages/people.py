"""People: who signs in, what they are for each client, what each role may do, and my own profile."""

from collections.abc import Callable

import streamlit as st

from agency_core.ui import context, kit
from agency_core.ui.people.directory import directory
from agency_core.ui.people.inviting import open_dialog, waiting
from agency_core.ui.people.local_mode import local_mode
from agency_core.ui.people.permission_table import permission_table
from agency_core.ui.people.profile import profile


def everybody() -> None:
    directory()
    waiting()


signs_in = context.agency().door.sessions.needs_sign_in()
looks_after = signs_in and context.agency().door.people.looks_after(context.actor())
TABS: dict[str, Callable[[], None]] = {
    **({"People": everybody} if looks_after else {}), **({"My profile": profile} if signs_in else {"People": local_mode}),
    "Roles": permission_table,
}
invite = kit.Action("Invite", "people_invite_open", icon=":material/person_add:") if looks_after else None
told = "Who comes in here, and what they may do for each client." if looks_after or not signs_in else (
    "Your own profile, and what each role may do."
)
if kit.header("People", told, action=invite):
    open_dialog()
for tab, draw in zip(
    st.tabs(list(TABS), key="people_tab", on_change="rerun", bind="query-params"), TABS.values(), strict=True
):
    if tab.open:
        with tab, kit.problems("This tab"):
            draw()
