"""Connections that know their deadline. Imported on the first call only, because `requests` is slow to import."""

from __future__ import annotations

import http.client
import io
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, cast

import requests
import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from agency_core.http_client.guard import Door, PrivateAddress, is_allowed, open_socket

_CONNECT_SECONDS = 10.0
_POOLED_HOSTS = 16
_POOLED_CONNECTIONS = 32


@dataclass
class Flight:
    """One call under way: its deadline on the monotonic clock, whether any byte of it left, what forbade it."""

    deadline: float
    allowed: frozenset[str]
    sent: bool = False
    forbidden: str = ""

    def left(self) -> float:
        """Seconds until the deadline.

        Raises:
            TimeoutError: it has passed.
        """
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("deadline passed")
        return seconds

    def patience(self) -> float:
        """Seconds to wait for a connection."""
        return min(_CONNECT_SECONDS, self.left())


_flight: ContextVar[Flight] = ContextVar("flight")


@contextmanager
def flying(flight: Flight) -> Iterator[None]:
    """Make `flight` the call that connections used in this thread belong to."""
    token = _flight.set(flight)
    try:
        yield
    finally:
        _flight.reset(token)


class _PacedReader(io.RawIOBase):
    """Reads a socket, waiting for each piece no longer than the call has left: a server that drips cannot hold us."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, flight: Flight) -> None:
        self._raw, self._sock, self._flight = raw, sock, flight

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - a writable buffer has no public type in 3.11
        self._sock.settimeout(self._flight.left())
        return cast("int | None", cast(Any, self._raw).readinto(buffer))

    def close(self) -> None:
        self._raw.close()
        super().close()


class _PacedResponse(http.client.HTTPResponse):
    """A response, status line and headers included, that is read by the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on untouched
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_PacedReader(raw, sock, _flight.get()))


class _Paced:
    """What plain and encrypted connections share: a guarded way to connect, and a mark once the first byte leaves."""

    response_class = _PacedResponse

    def _new_conn(self) -> socket.socket:
        connection = cast(HTTPConnection, self)
        flight = _flight.get()
        free = is_allowed(connection.host, connection.port or 0, flight.allowed)
        try:
            return open_socket(Door(connection.host, connection.port or 0, free, flight.patience))
        except PrivateAddress as error:
            flight.forbidden = str(error)
            raise NewConnectionError(connection, str(error)) from error
        except OSError as error:
            raise NewConnectionError(connection, type(error).__name__) from error

    def send(self, data: Any) -> None:  # noqa: ANN401 - whatever http.client sends
        connection = cast(HTTPConnection, self)
        if connection.sock is None:
            connection.connect()
        flight = _flight.get()
        connection.sock.settimeout(flight.left())
        flight.sent = True
        super().send(data)  # type: ignore[misc]


class _PlainConnection(_Paced, HTTPConnection):  # type: ignore[misc]
    pass


class _SecureConnection(_Paced, HTTPSConnection):  # type: ignore[misc]
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(requests.adapters.HTTPAdapter):
    """An adapter whose pools make guarded connections, and which never sends anything twice."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on untouched
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


def new_session() -> requests.Session:
    """A session for all threads: no proxies or passwords from the environment, no cookies, no redirects, no retries."""
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # its DEBUG lines show tokens in addresses
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(
        pool_connections=_POOLED_HOSTS, pool_maxsize=_POOLED_CONNECTIONS, max_retries=urllib3.Retry(0, read=False)
    )
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.headers.update({"User-Agent": "agency-desk/1", "Accept-Encoding": "gzip"})
    return session
