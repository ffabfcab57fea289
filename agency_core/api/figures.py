"""/metrics: what Prometheus reads, beside the API and behind the same gate; a worker can show it at a port of its own."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agency_core.agency import Agency, current
from agency_core.api.local_gate import LocalGate
from agency_core.services.figures import CONTENT_TYPE
from agency_core.settings import Settings

PATH = "/metrics"
LOG = logging.getLogger(__name__)


def figures_route(agency_provider: Callable[[], Agency]) -> Route:
    """The route of the page; it is written in a thread, as it looks into the database."""

    def page(_request: Request) -> Response:
        return Response(agency_provider().operate.figures.page(), headers={"content-type": CONTENT_TYPE})

    return Route(PATH, page, methods=["GET"])


def show_figures(chosen: Settings) -> None:
    """Serve the page at the loopback port of a worker, where its settings name one; a taken port is said, and no more."""
    if not chosen.metrics_port:
        return
    import uvicorn

    app = Starlette(routes=[figures_route(current)], middleware=[Middleware(LocalGate)])
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", chosen.metrics_port))
    except OSError as error:
        listening.close()
        LOG.warning("The figures are not shown at port %s: %s", chosen.metrics_port, error.strerror)
        return
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", log_config=None, lifespan="off"))
    threading.Thread(target=server.run, args=([listening],), name="figures", daemon=True).start()
