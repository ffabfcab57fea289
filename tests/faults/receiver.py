"""A server on this machine that plays whoever is told: a dead-man's switch and a webhook. It keeps what it was sent, and when."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """One call: its path, its body, and the moment (on a clock that nobody sets)."""

    path: str
    body: str
    at: float


class Receiver:
    """Listens from its making until `close`."""

    def __init__(self, status: int = 200) -> None:
        """Answer every call with `status`."""
        self.calls: list[Received] = []
        self.status = status
        calls, me = self.calls, self

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                calls.append(Received(self.path, body, time.monotonic()))
                self.send_response(me.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = _take  # noqa: N815 - the names that the server calls

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def at(self, path: str) -> list[Received]:
        """What came to a path, oldest first."""
        return [each for each in self.calls if each.path == path]

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
