"""The launcher's parts: what is checked before a start, what runs beside the dashboard, and what is warmed up."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import os
import re
import secrets
import socket
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit.runtime import Runtime
from streamlit.watcher import polling_path_watcher
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from agency_core import preflight
from agency_core.agency import Agency, current
from agency_core.alive import Alive
from agency_core.api.server import api_routes, gate, no_routes, rules
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.errors import AgencyError
from agency_core.observe.start import observed
from agency_core.settings import Settings, settings
from agency_core.ui.holdings import HOLDINGS, is_action
from agency_core.worker import Engine

LOG = logging.getLogger(__name__)
APP = Path(__file__).resolve().parent.parent / "app.py"
USUAL_PORT = 8501
IDENTITY = {"X-Agency-User": "user", "X-Agency-Role": "role", "X-Agency-Sid": "sid"}
"""What the gate tells the dashboard about who is at the screen, and what pages call it."""
SELDOM = 2.0
"""Seconds between Streamlit's looks at its configuration files; its own 0.2 cost a fifth of an idle process."""
HEAVY = ("pandas", "pyarrow", "altair", "plotly.graph_objects")


@cache
def prepared() -> Settings:
    """The settings of this start, once everything that would stop it has been checked and the database is open.

    Raises:
        SystemExit: it cannot start; the text says why and what to do.
    """
    os.environ["AGENCY_HOST"] = st.get_option("server.address") or "0.0.0.0"  # noqa: S104 - what Streamlit would do
    os.environ["AGENCY_PORT"] = str(st.get_option("server.port"))
    _refuse_other_port()
    preflight.stop_if_unfit(os.environ, listen=False)
    try:
        settings.cache_clear()
        observed(settings())
        show_the_way_in(current())
    except AgencyError as error:
        raise SystemExit(f"\nThe agency cannot start.\n{error.message}\n  -> {error.remedy}\n") from error
    set_up_streamlit(settings())
    return settings()


def routes() -> list[BaseRoute]:
    """What is served beside the dashboard: API and sandbox network, or their absence in a dashboard alone."""
    chosen = prepared()
    return api_routes(chosen) if chosen.role == "all" else no_routes()


def middleware() -> list[Middleware]:
    """What stands before the dashboard and everything else."""
    return gate(replace(rules(prepared()), scripts=own_scripts(), holders=HOLDINGS.of, is_action=is_action))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start the engine, warm up, and then set everything imported so far aside from garbage collection.

    A full collection would go over all of it after every run of a page and hold every request meanwhile.
    """
    vars(polling_path_watcher)["_POLLING_PERIOD_SECS"] = SELDOM
    if Runtime.exists():
        HOLDINGS.watch(Runtime.instance().media_file_mgr)
    engine: Engine | Alive = Engine(current()) if prepared().role == "all" else Alive(current())
    correct_server()
    await asyncio.to_thread(warm_up)
    await asyncio.to_thread(engine.start)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        await asyncio.to_thread(engine.stop)


def own_scripts() -> frozenset[str]:
    """Hashes of the scripts that stand in Streamlit's own page: a browser runs these and no others that stand in a page."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return frozenset(f"sha256-{b64encode(hashlib.sha256(each.encode()).digest()).decode()}" for each in found)


def warm_up() -> None:
    """Import what is heavy and use it once, so that the first page does not pay for it."""
    pandas, arrow, altair, plotly = (import_module(name) for name in HEAVY)
    frame = pandas.DataFrame({"day": pandas.to_datetime(["2026-11-22"]), "value": [1.0]})
    arrow.Table.from_pandas(frame)
    altair.Chart(frame).mark_line().encode(x="day:T", y="value:Q").to_dict()
    plotly.Figure(plotly.Scatter(x=frame["day"], y=frame["value"])).to_json()


def correct_server() -> None:
    """Correct two things of the server below Streamlit, to which no public way leads.

    Send small packets without waiting for the one before to be acknowledged; that wait is 40 ms for every answer. Streamlit
    binds its socket without naming TCP, so asyncio does not switch the wait off. Connections inherit it from the socket.

    Believe nobody where a request came from: uvicorn takes the word of every program on this machine. Our gate knows proxies.
    """
    for each in gc.get_objects():
        if type(each) is socket.socket and _listens(each):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        elif type(each) is ProxyHeadersMiddleware:
            each.trusted_hosts = ProxyHeadersMiddleware(each.app, []).trusted_hosts


def on_script_error(error: Exception) -> bool:
    """Say on the page what went wrong: the product's own errors in their words, others by an id that the log explains."""
    if isinstance(error, AgencyError):
        st.error(f"{error.message} {error.remedy}".strip())
        return True
    error_id = secrets.token_hex(4)
    LOG.error("error %s in a page", error_id, exc_info=error)
    st.error(f"Something went wrong on our side (error {error_id}). Reload the page; the log has the details.")
    return True


def run_dashboard(role: str, host: str, port: int) -> None:
    """Run Streamlit with our application until it is stopped.

    Args:
        role: `all`, or `ui` for a dashboard without API and engine.
        host: address to listen on.
        port: port to listen on.
    """
    from streamlit.web import cli

    os.environ["AGENCY_ROLE"] = role
    sys.argv = ["streamlit", "run", str(APP), "--server.port", str(port), "--server.address", host]
    if settings().tls_cert:
        sys.argv += ["--server.sslCertFile", settings().tls_cert, "--server.sslKeyFile", settings().tls_key]
    cli.main(standalone_mode=False)


def _listens(each: socket.socket) -> bool:
    is_tcp = each.family in {socket.AF_INET, socket.AF_INET6} and each.type == socket.SOCK_STREAM
    return is_tcp and each.fileno() >= 0 and bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def show_the_way_in(agency: Agency) -> None:
    """Where people have to sign in and nobody can: the link of the owner, on the terminal and not in the log."""
    if agency.settings.must_sign_in and not agency.door.first_run.is_over():
        link = agency.door.first_run.link(LOCAL_OWNER)
        sys.stdout.write(f"\nThe owner of this agency comes in here, once, within half an hour:\n  {link}\n")
        sys.stdout.flush()


def set_up_streamlit(chosen: Settings) -> None:
    """Stop where Streamlit would open a door that the gate does not know, or does not tell the dashboard who is there.

    Raises:
        SystemExit: it is set up otherwise.
    """
    wrong = ""
    if st.get_option("server.enableAgentApi"):
        wrong = "server.enableAgentApi is on.\n  -> Switch it off: programs use the API under /api."
    elif st.get_option("server.trustedUserHeaders") != IDENTITY:
        wrong = "server.trustedUserHeaders is not that of .streamlit/config.toml.\n  -> Start from the folder of the agency."
    elif (st.get_option("server.sslCertFile") or "") != chosen.tls_cert:
        wrong = (
            "AGENCY_TLS_CERT is not what Streamlit was started with.\n  -> Start by python -m agency_core serve, or add "
            "--server.sslCertFile and --server.sslKeyFile."
        )
    if wrong:
        raise SystemExit(f"\nThe agency cannot start.\n{wrong}\n")
    if chosen.must_sign_in:  # the gate knows the hosts, Streamlit's own list does not
        st.config.set_option("server.allowedHosts", ["*"])


def _refuse_other_port() -> None:
    """Streamlit moves on to the next port when the usual one is taken and nobody named one: say so instead."""
    if st.get_option("server.port") != USUAL_PORT and not st.config.is_manually_set("server.port"):
        problem = preflight.port_problem(os.environ["AGENCY_HOST"], str(USUAL_PORT))
        if problem:
            raise SystemExit(f"\nThe agency cannot start.\n{problem}\n")
