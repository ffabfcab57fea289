"""What `streamlit run app.py` starts: dashboard, REST API and engine in one process."""

import runpy
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

SHELL = Path(__file__).resolve().parent / "agency_core" / "ui" / "shell.py"

if get_script_run_ctx(suppress_warning=True) is None:
    from agency_core.web import lifespan, middleware, on_script_error, routes

    # Streamlit finds the application by reading this line, so it stays as literal as it is.
    app = st.App(SHELL, lifespan=lifespan, routes=routes(), middleware=middleware(), on_script_error=on_script_error)
else:  # run as a plain script, as tests of pages do
    runpy.run_path(str(SHELL), run_name="__main__")
