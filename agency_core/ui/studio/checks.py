"""The check list: which rules content breaks on its platforms, and where it is ready to go."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agency_core.domain.platform import LABELS, Platform
from agency_core.domain.publishing import Issue
from agency_core.ui import context, kit

_FIELDS = {
    "content_body": "Text", "text": "Text", "target_platforms": "Platforms", "scheduled_time": "Planned time",
    "content_type": "Kind", "follow_ups": "What follows", "options": "Choices",
}


def checks(issues: tuple[Issue, ...], platforms: Iterable[str]) -> None:
    """Blocking issues first, each with its field, rule and remedy; what is fine is said too."""
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
    known = {each.key for each in context.agency().accounts.connectors()}
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
