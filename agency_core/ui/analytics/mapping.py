"""The mapping: which column of a table holds which of our fields, checked by a dry run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from agency_core.domain.platform import LABELS
from agency_core.domain.upload import PreviewView
from agency_core.ui import context, kit

NOT_IN_FILE = ""
NAMES = {
    "external_id": "Post id", "url": "Link of the post", "published_at": "Published at", "network": "Platform of the row",
    "taken_at": "Counted at", "engagement_rate": "Engagement rate", "content_type": "Kind of post",
}
GROUPS = {
    "The post (its id or its link is needed)": (
        "external_id", "url", "published_at", "network", "account", "text", "title", "content_type", "campaign", "topic",
        "taken_at",
    ),
    "Its numbers (at least one)": (),
}
"""Fields by what they say; those that no group names are numbers."""


def mapping(read: PreviewView, remember: Callable[[PreviewView], None]) -> None:
    """Draw the form; a check remembers what came of it and runs the page again."""
    st.caption(
        "Say once which column holds what. It is remembered for files with the same columns, which are then read by themselves. "
        "What the file does not have stays empty."
    )
    key = f"analytics_map_{read.upload_id}"
    with st.form(key, border=False):
        names = list(LABELS)
        place = next((index for index, name in enumerate(names) if name == read.platform), None)
        platform = st.selectbox(
            "Platform of all rows", names, index=place, format_func=lambda one: LABELS[one], key=f"{key}_platform",
            placeholder="Named by a column", help="Needed where no column says it.",
        )
        columns = {name: next((row[name] for row in read.sample if row.get(name)), "") for name in read.header}
        chosen = fields(key, read.fields, read.mapping, columns)
        pressed = st.form_submit_button("Check again", key=f"{key}_check", icon=":material/refresh:")
    if pressed:
        with kit.problems("Checking the file"):
            seen = context.agency().uploads.preview(
                context.actor(), read.upload_id, mapping=chosen, platform=platform.value if platform else "",
            )
            remember(seen)
            st.rerun()


def fields(key: str, wanted: Sequence[str], now: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """A choice of a column for each field, shown with an example of what it holds; the columns that were chosen, by field."""
    options = [NOT_IN_FILE, *columns]
    shown = {NOT_IN_FILE: "Not in this file", **{name: _with_example(name, text) for name, text in columns.items()}}
    chosen: dict[str, str] = {}
    words = next(iter(GROUPS.values()))
    for title, group in GROUPS.items():
        st.markdown(f"**{title}**")
        with st.grid(3, min_column_width=220):
            for field in group or [one for one in wanted if one not in words]:
                if field in wanted:
                    column = now.get(field, NOT_IN_FILE)
                    chosen[field] = st.selectbox(
                        NAMES.get(field) or kit.words(field), options, key=f"{key}_{field}",
                        index=options.index(column) if column in options else 0,
                        format_func=shown.__getitem__,
                    )
    return {field: column for field, column in chosen.items() if column}


def _with_example(name: str, text: str) -> str:
    words = " ".join(text.split())
    return f"{name}  ·  {words[:24]}{'…' if len(words) > 24 else ''}" if words else name
