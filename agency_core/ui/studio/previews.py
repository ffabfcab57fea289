"""The right side of the Studio: which rules the sheet breaks, and how it will look on each platform."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agency_core.domain.platform import LABELS, Network, Platform
from agency_core.domain.publishing import Issue
from agency_core.ui import context, kit
from agency_core.ui.studio.desk import Desk
from agency_core.ui.studio.sheet import Sheet

FOLDS = {Platform.LINKEDIN: 210, Platform.INSTAGRAM: 125, Platform.FACEBOOK: 480, Platform.THREADS: 500}
"""About how many characters a network shows before its `more`; it differs by device."""

_FIELDS = {"content_body": "Text", "text": "Text", "target_platforms": "Platforms", "scheduled_time": "Planned time"}


def checks(issues: tuple[Issue, ...], platforms: Iterable[str]) -> None:
    """The check list: blocking issues first, each with its field, rule and remedy; what is fine is said too."""
    names = list(platforms)
    if not names:
        st.caption("The checks begin once a platform is chosen.")
        return
    for issue in sorted(issues, key=lambda one: not one.blocking):
        colour, icon = ("red", "error") if issue.blocking else ("orange", "info")
        st.markdown(
            f":{colour}[:material/{icon}: **{kit.plain(_place(issue))}**] "
            f"{kit.plain(issue.message)}  \n:gray[{kit.plain(issue.remedy)} · rule {kit.plain(issue.rule)}]"
        )
    known = context.agency().draft.lengths("")
    broken = {each.platform for each in issues if each.blocking}
    fine = [LABELS[Platform(one)] for one in names if one in known and one not in broken]
    if fine:
        kit.quiet(f"Ready for {', '.join(fine)}.")
    unknown = [LABELS[Platform(one)] for one in names if one not in known]
    if unknown:
        st.caption(f":material/help: Only the brand's rules are checked where there is no connector yet: {', '.join(unknown)}.")


def _place(issue: Issue) -> str:
    field = _FIELDS.get(issue.field) or kit.words(issue.field)
    return f"{kit.palette.label(issue.platform)} · {field}" if issue.platform else field


def previews(desk: Desk, sheet: Sheet) -> None:
    """One card a platform."""
    for name in sheet.platforms:
        with st.container(border=True, key=f"studio_preview_{name}"):
            _card(desk, sheet, name)


def _card(desk: Desk, sheet: Sheet, name: str) -> None:
    reach, label = desk.reach[name], LABELS[Platform(name)]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{label}** :gray[as {kit.plain(desk.client.name)}]", width="content")
        if not reach.can_publish:
            kit.badge("reach", "no")
        else:
            st.badge("Sandbox" if reach.network == Network.SANDBOX else "Live", color="gray")
    text = sheet.text_for(name)
    fold = FOLDS.get(Platform(name), 0)
    folded = bool(fold) and len(text) > fold
    st.text(text[:fold].rstrip() + " …more" if folded else text or "Nothing written yet.")
    for item in sheet.media:
        st.caption(f":material/image: {kit.plain(item.url, 60)} · {kit.plain(item.alt_text, 80) or 'no description'}")
    if sheet.link:
        st.caption(f":material/link: {kit.plain(sheet.link, 80)}")
    if folded:
        with st.popover(f"Folded after about {fold} characters", type="tertiary", key=f"studio_unfold_{name}"):
            st.text(text)
