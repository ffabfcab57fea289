"""Shortcuts see what is being typed: a field hands its words over when it is left, which a key alone does not do."""

from __future__ import annotations

import streamlit as st

_TAKE_TYPED = st.components.v2.component(
    "agency_take_typed",
    js="""
    export default function () {
      const leave = (event) => {
        const field = document.activeElement;
        const typed = field && (field.tagName === "TEXTAREA" || field.tagName === "INPUT");
        if (!typed || !event.altKey || event.ctrlKey || event.key === "Alt") return;
        field.blur();
        field.focus();
      };
      window.addEventListener("keydown", leave, true);
      return () => window.removeEventListener("keydown", leave, true);
    }
    """,
)


def take_typed() -> None:
    """Let every shortcut of the page act on the words in the field that has the focus, not on those before them."""
    _TAKE_TYPED(key="take_typed", height=1)
