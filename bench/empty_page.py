"""The least that a page can be: what Streamlit itself costs."""

import streamlit as st

st.write("Nothing")
