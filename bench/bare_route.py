"""A web application that does nothing but return the bytes of a file. Arguments: port, file."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def bare(body: bytes) -> Starlette:
    """The application."""

    async def same(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/", same)])


if __name__ == "__main__":
    app = bare(Path(sys.argv[2]).read_bytes())
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
