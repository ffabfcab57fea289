"""A link that opens in the same tab, which Streamlit's own links do not: a person who logs in comes back to where they were."""

from __future__ import annotations

import streamlit as st

_LINK = st.components.v2.component(
    "agency_same_tab",
    html="<a></a>",
    css="""
:host { display: block; }
a {
  display: inline-block; padding: 0.4rem 0.9rem; border-radius: var(--st-button-radius);
  font-family: var(--st-font); font-size: var(--st-base-font-size);
  color: #fff; background: var(--st-primary-color); text-decoration: none;
}
a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
""",
    js="""
export default function ({ data, parentElement }) {
  const link = parentElement.querySelector("a");
  link.textContent = data.label;
  if (/^https?:\\/\\//.test(data.url)) link.href = data.url;
}
""",
)


def same_tab(label: str, url: str, *, key: str) -> None:
    """Show a link that looks like a primary button and leads to `url` in this tab."""
    _LINK(key=key, data={"label": label, "url": url})
