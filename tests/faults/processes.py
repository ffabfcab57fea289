"""A process of the product that can be started, asked, told to end, and killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests

from tests.house.tree import ROOT


def until(
    holds: Callable[[], Any], seconds: float, what: str, *, said: Callable[[], str] = str, every: float = 0.05
) -> Any:
    """What `holds` returns as soon as that is true.

    Raises:
        TimeoutError: it was not within `seconds`; `what` and the end of what was `said` until then tell more.
    """
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise TimeoutError(f"after {seconds:.0f} s: {what} {said()[-4000:]}".strip())
        time.sleep(every)
    return found


class Process:
    """One command line, run as often as it is started, with a log that all its lives share."""

    def __init__(self, arguments: Sequence[str], variables: Mapping[str, str], log: Path) -> None:
        """`arguments` follow the name of this Python; `variables` are its whole environment."""
        self.arguments = tuple(arguments)
        self.variables = dict(variables)
        self.log = log
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of the present or last life."""
        assert self._running is not None, "never started"
        return self._running.pid

    @property
    def failed_to_end(self) -> bool:
        """Whether it still runs."""
        return self._running is not None and self._running.poll() is None

    def start(self) -> None:
        """Begin a life."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *self.arguments], cwd=ROOT, env=self.variables, stdout=log, stderr=log, start_new_session=True,
            )

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, and wait until it is gone."""
        if self.failed_to_end:
            assert self._running is not None
            self._running.kill()
            self._running.wait(timeout=10)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to end; its status, and how many seconds it took."""
        assert self._running is not None, "never started"
        began = time.monotonic()
        self._running.send_signal(number)
        return self._running.wait(timeout=30), time.monotonic() - began

    def said(self) -> str:
        """What it logged in all its lives."""
        return self.log.read_text(encoding="utf-8", errors="replace")


class Api:
    """The REST API of a process; it may be away."""

    def __init__(self, port: int) -> None:
        """Ask at `port` of this machine."""
        self.base = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Any:
        """The JSON at a path.

        Raises:
            requests.RequestException: no good answer.
        """
        return self._told(requests.get(f"{self.base}{path}", timeout=20))

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON that answers a POST.

        Raises:
            requests.RequestException: no good answer.
        """
        return self._told(requests.post(f"{self.base}{path}", json=body, timeout=20))

    def page(self) -> str:
        """The document that loads the dashboard."""
        return requests.get(f"{self.base}/", timeout=20).text

    def status(self) -> str:
        """What the system says of itself; empty while nobody answers."""
        try:
            return str(self.get("/api/system/status")["system_status"])
        except requests.RequestException:
            return ""

    def _told(self, answer: requests.Response) -> Any:
        if answer.status_code >= 400:
            raise requests.HTTPError(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None
