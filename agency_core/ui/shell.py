"""The frame around every page: navigation, sidebar, banners, and the first start. Streamlit runs this file for each view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.permission import Verb
from agency_core.domain.rule import Severity
from agency_core.ui import contents, context, kit
from agency_core.ui.banner import banners
from agency_core.ui.signed_in import signed_in
from agency_core.ui.welcome import add_client, welcome

_STATIC = Path(__file__).resolve().parent / "static"


def firing(client: ClientView | None) -> int:
    """How many alerts ask for somebody: critical and warning; 0 when that cannot be read, so that the pages still open."""
    if not context.may(Verb.VIEW, "alert"):
        return 0
    with kit.problems("Counting the alerts"):
        counts = context.agency().watch.counts(context.actor(), client_id=client.id if client else "")
        return counts.get(Severity.CRITICAL, 0) + counts.get(Severity.WARNING, 0)
    return 0


def navigation(urgent: int, client: ClientView | None) -> tuple[contents.Entry, st.Page]:
    """Declare the pages and return the one that is open, with its entry. The title of Alerts carries the number `urgent`.

    Pages on which the person finds nothing stand in no menu; whoever has their address is told so by what they ask for.
    """
    sections: dict[str, list[st.Page]] = {}
    shown = [one for one in contents.ENTRIES if one.is_for(context.actor(), client.id if client else "")]
    for one in contents.ENTRIES:
        title = f"{one.title} ({urgent})" if one.name == "alerts" and urgent else one.title
        sections.setdefault(one.section, []).append(
            st.Page(one.file, title=title, icon=one.icon, url_path=one.name, help=one.help, default=one is contents.HOME,
                    visibility="visible" if one in shown else "hidden")
        )
    chosen = st.navigation(sections, expanded=True)
    entry = contents.entry(chosen.url_path or contents.HOME.name)
    if entry is contents.HOME and entry not in shown:
        st.switch_page(shown[0].file)
    return entry, chosen


def sidebar(client: ClientView | None) -> None:
    """Logo, client, its zone, and who is signed in."""
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(_STATIC / f"logo_{shade}.svg", icon_image=_STATIC / "mark.svg", size="large")
    with st.sidebar:
        context.client_selector()
        if client is not None:
            if len(context.clients()) == 1:
                st.caption(f"Client: {kit.plain(client.name)}")
            st.caption(f":material/schedule: Times in {kit.plain(kit.zone_name(context.zone(), context.now()))}")
            if client.publishing_paused:
                st.badge("Publishing paused", icon=":material/pause_circle:", color="orange")
            may_add = context.actor().may(Verb.DECIDE, "")
            if may_add and st.button("Add a client", key="add_client", type="tertiary", icon=":material/add_business:"):
                add_client()
        signed_in()
        kit.take_typed()


def main() -> None:
    """Draw the frame, then the page that is open; without any client, the welcome in its place."""
    unknown = context.unknown_client()
    client = context.client_or_none()
    entry, page = navigation(firing(client), client)
    if entry.name == "alerts" and client is not None and context.may(Verb.VIEW, "alert"):
        with kit.problems("Noting what you have seen"):
            context.agency().watchroom.bell.look(context.actor(), client_id=client.id)
    st.set_page_config(page_title=f"{page.title} · Agency desk", page_icon=_STATIC / "mark.svg", layout="wide")
    sidebar(client)
    if unknown and client:
        gone = f"There is no client {kit.plain(unknown, 60)} (any more). This is {kit.plain(client.name)}."
        st.warning(gone, icon=":material/error:")
    banners(client, shows_alerts=entry.shows_alerts)
    if client is None and entry.needs_client:
        welcome()
    elif not entry.opens_for(context.actor(), client.id if client else ""):
        kit.header(entry.title, "")
        kit.empty("Your role does not show you this page. Ask an owner or manager.", icon=":material/visibility_off:")
    else:
        page.run()


main()
