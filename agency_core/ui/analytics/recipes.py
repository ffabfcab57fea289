"""Remembered mappings: by which columns a file is read in which way, to be renamed, changed or forgotten."""

from __future__ import annotations

import streamlit as st

from agency_core.analytics.importers.generic import FIELDS
from agency_core.domain.client import ClientView
from agency_core.domain.platform import LABELS
from agency_core.domain.upload import RecipeView
from agency_core.ui import context, kit
from agency_core.ui.analytics.mapping import fields


def recipes(client: ClientView) -> None:
    """Draw those of a client; nothing where there are none, as they come by themselves."""
    found = context.agency().uploads.recipes.list(context.actor(), client_id=client.id)
    if not found:
        return
    st.subheader("Remembered mappings", anchor=False)
    for each in found:
        read = ", ".join(f"{header} → {kit.words(field).lower()}" for field, header in each.mapping.items())
        where = f" · {LABELS[next(one for one in LABELS if one == each.platform)]}" if each.platform else ""
        with st.expander(f"{kit.plain(each.name)}{where}", key=f"analytics_recipe_{each.fingerprint}", icon=":material/rule:"):
            st.caption(kit.plain(read, 600))
            _edit(client, each)


def _edit(client: ClientView, recipe: RecipeView) -> None:
    key, mine = f"analytics_recipe_{recipe.fingerprint}", context.agency().uploads.recipes
    with st.form(f"{key}_form", border=False):
        name = st.text_input("Name", recipe.name, max_chars=100, key=f"{key}_name")
        names = list(LABELS)
        place = next((index for index, one in enumerate(names) if one == recipe.platform), None)
        platform = st.selectbox(
            "Platform of all rows", names, index=place, format_func=lambda one: LABELS[one], key=f"{key}_platform",
            placeholder="Named by a column",
        )
        chosen = fields(key, tuple(FIELDS), recipe.mapping, dict.fromkeys(recipe.mapping.values(), ""))
        pressed = st.form_submit_button("Save", key=f"{key}_save", icon=":material/save:")
    if pressed:
        kit.act(
            lambda: mine.update(
                context.actor(), recipe.fingerprint, client_id=client.id, name=name, mapping=chosen,
                platform=platform.value if platform else "",
            ),
            "Saved.",
        )
    question = kit.Question(
        f"Forget {recipe.name}?", "Files with these columns are asked about again. What was imported stays.", "Forget it",
        "Forgotten.",
    )
    kit.confirm_here(
        f"{key}_forget", "Forget this mapping", question,
        lambda: mine.delete(context.actor(), recipe.fingerprint, client_id=client.id), icon=":material/delete:",
    )
