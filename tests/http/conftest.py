"""Servers that misbehave, and a client that may call them."""

from collections.abc import Callable, Iterator

import pytest

from agency_core.http_client import HttpClient
from tests.http.raw_server import RawServer, Script


@pytest.fixture
def start() -> Iterator[Callable[[Script], RawServer]]:
    servers: list[RawServer] = []

    def begin(script: Script) -> RawServer:
        servers.append(RawServer(script))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()


@pytest.fixture
def client() -> Iterator[HttpClient]:
    opened = HttpClient(frozenset({"127.0.0.1"}))
    yield opened
    opened.close()
