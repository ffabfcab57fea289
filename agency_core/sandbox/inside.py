"""The simulators without a network between: a client whose calls are answered in this process, and can reach nothing else.

Time is that of the clock it is given: a call takes none, and what a fault says of waiting is not waited for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PIL import Image
from starlette.routing import compile_path

from agency_core.domain.clock import Clock
from agency_core.http_client import Answer, AnswerLost, Call, HttpClient, NothingSent, encoded
from agency_core.sandbox.exchange import Desk, Incoming, Line, Manner
from agency_core.sandbox.faults import Fault
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.sandbox.store import Store
from agency_core.sandbox.switchboard import answered
from agency_core.security import kept_files

Doom = Callable[[Line, Incoming], Fault | None]
"""Says what goes wrong with a call."""
_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm",
          ".pdf": "application/pdf", ".gif": "image/gif", ".webp": "image/webp"}  # fmt: skip
_SIDE = 1080


@dataclass(frozen=True)
class Place:
    """Where things seem to be: the simulators under `base`, the files of `folder` under `media`."""

    base: str
    media: str
    folder: Path


class Inside(HttpClient):
    """Answers what is asked of the simulators, and for media; a picture elsewhere in the world is a grey one."""

    def __init__(self, store: Store, clock: Clock, place: Place, doom: Doom, manner: Manner | None = None) -> None:
        """`doom` is asked about every call to a simulator."""
        super().__init__()
        self._desk = Desk(store, clock, self, manner or Manner())
        self._place = place
        self._doom = doom
        self._lines = [(*_matcher(line), line) for simulator in SIMULATORS.all() for line in simulator.lines]
        self.calls = 0

    def request(
        self, method: str, url: str, call: Call | None = None, *, deadline: float = 30.0, cap: int = 5_000_000,  # noqa: ARG002
    ) -> Answer:
        """The answer of a simulator or a file.

        Raises:
            NothingSent: nothing here has this address.
            AnswerLost: a fault cut the line.
        """
        if url.startswith(self._place.base + "/"):
            return self._simulated(method, url, call or Call())
        if url.startswith(self._place.media):
            return _file(self._place.folder / Path(urlsplit(url).path).name)
        if method in {"GET", "HEAD"}:
            return Answer(200, {"content-type": "image/jpeg"}, _grey())
        raise NothingSent("A rehearsal reaches nothing outside.")

    def _simulated(self, method: str, url: str, call: Call) -> Answer:
        address, headers, body = encoded(method, url, call)
        parts = urlsplit(address)
        name, _, path = parts.path.removeprefix(urlsplit(self._place.base).path).lstrip("/").partition("/")
        line, params = self._line(method, name, f"/{path}")
        incoming = Incoming(
            method, f"/{path}", parts.query, {**params, "platform": name},
            {key.lower(): value for key, value in headers.items()}, body, f"{self._place.base}/{name}",
        )
        line = line.met(incoming)
        self.calls += 1
        done = answered(line, replace(incoming, fault=self._doom(line, incoming)), self._desk)
        if done.cut:
            raise AnswerLost(f"No usable answer came back ({method} {name}).")
        return Answer(done.reply.status, {key.lower(): value for key, value in done.reply.headers.items()}, done.reply.body)

    def _line(self, method: str, name: str, path: str) -> tuple[Line, dict[str, str]]:
        decoded = unquote(path)
        for pattern, convert, line in self._lines:
            if line.platform == name and line.method == method and (found := pattern.match(decoded)):
                return line, convert(found)
        raise NothingSent(f"The simulator of {name} has no {method} {path}.")


def _matcher(line: Line) -> tuple[re.Pattern[str], Callable[[re.Match[str]], dict[str, str]]]:
    pattern, _, _ = compile_path(line.path)
    return pattern, lambda found: {key: str(value) for key, value in found.groupdict().items()}


def _file(file: Path) -> Answer:
    if not file.is_file():
        return Answer(404, {}, b"")
    data: Any = kept_files.read(file)
    kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
    return Answer(200, {"content-type": kind, "content-length": str(len(data))}, data)


def _grey() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), (128, 128, 128)).save(out, "JPEG")
    return out.getvalue()
