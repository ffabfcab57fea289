"""After a login: which profiles were found, and which of them to connect."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.login import FoundProfile, LoginState, LoginView
from agency_core.domain.platform import LABELS
from agency_core.errors import AgencyError
from agency_core.ui import context, kit

LOGIN, PROBLEM = "accounts_login", "accounts_problem"
_PROBLEMS = {
    "conflict": "This login is over: it took too long, or was used already. Start it again.",
    "forbidden": "This login was begun in another browser. Start it again here.",
}


def came_back() -> None:
    """What a person sees who comes back from a network's page; nothing for everybody else."""
    if code := kit.param(PROBLEM):
        said = _PROBLEMS.get(code, "The login did not work. Start it again.")
        st.error(said, icon=":material/error:")
    if login_id := kit.param(LOGIN):
        with kit.problems("The login"):
            _came_back(login_id)


def _came_back(login_id: str) -> None:
    try:
        login = context.agency().connect.view(context.actor(), login_id)
    except AgencyError:  # chosen from already, or long over: the address is only old
        kit.clear(LOGIN)
        return
    with st.container(border=True, key="accounts_found"):
        if login.state is LoginState.FOUND:
            _choose(login)
        else:
            st.error(kit.plain(login.problem or "The login is not finished yet."), icon=":material/error:")
            st.button("Close", key="accounts_found_close", on_click=kit.clear, args=(LOGIN,))


def _choose(login: LoginView) -> None:
    network = f"{LABELS[login.platform]}{' of the sandbox' if login.sandbox else ''}"
    st.markdown(f"**Which profiles may we publish to on {network}?**")
    names = kit.told_apart({each.external_id: _named(each) for each in login.profiles})
    only = list(names) if len(names) == 1 else []
    chosen = st.pills(
        "Profiles", list(names), format_func=lambda one: names[one], selection_mode="multi", default=only,
        key=f"accounts_chosen_{login.id}", label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        if st.button("Connect", key="accounts_choose", type="primary", disabled=not chosen):
            kit.act(
                lambda: context.agency().connect.choose(context.actor(), login.id, external_ids=list(chosen)),
                f"{kit.count(len(chosen), 'profile')} connected.", closes=LOGIN,
            )
        st.button("Not now", key="accounts_not_now", on_click=kit.clear, args=(LOGIN,))


def _named(profile: FoundProfile) -> str:
    again = f" ({kit.status('account', profile.status).word.lower()})" if profile.status else ""
    return kit.plain(f"{profile.display_name or profile.external_id}{again}")
