"""A real desk in which people sign in: an owner and two people who are there already, and what their browsers show."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import requests
from PIL import Image
from sqlalchemy import update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from agency_core.agency import Agency, make_agency
from agency_core.domain.client import NewClient
from agency_core.domain.clock import SystemClock
from agency_core.domain.permission import Role
from agency_core.models import SessionRow
from agency_core.services.people import NewPerson
from agency_core.settings import Settings
from tests.entrance import HERE, PASSWORD, Entrance, token_in

ROOT = Path(__file__).resolve().parents[2]
START = 90
COOKIE = "agency"
WHOLE = {"AGENCY_BEHIND_PROXY": "true", "AGENCY_API_PER_MINUTE": "100000"}


@dataclass(frozen=True)
class ClosedDesk:
    """A running desk, the same agency seen from this process, and tokens of sessions by whose they are."""

    url: str
    agency: Agency
    tokens: Mapping[str, str]
    people: Mapping[str, str]

    @property
    def host(self) -> str:
        """What a browser calls it."""
        return self.url.partition("://")[2]

    def begin(self, name: str) -> str:
        """Another session of somebody; its token."""
        return self.agency.door.sessions.begin(self.person_id(name), "password", "127.0.0.1", "test")

    def person_id(self, name: str) -> str:
        """Who somebody is."""
        return self.people[name]

    def get(self, path: str, token: str = "", **named: object) -> requests.Response:
        """Ask for a path, with a session when a token is given."""
        return self.ask("GET", path, token, **named)

    def ask(self, method: str, path: str, token: str = "", **named: object) -> requests.Response:
        """Send a request, with a session when a token is given."""
        headers = {**named.pop("headers", {}), **({"Cookie": f"{COOKIE}={token}"} if token else {})}
        return requests.request(method, f"{self.url}{path}", headers=headers, timeout=20, allow_redirects=False, **named)

    def socket(
        self, token: str = "", origin: str | None = "", headers: Mapping[str, str] | None = None, rejoin: str = ""
    ) -> ClientConnection:
        """Open the websocket of the dashboard as a browser does."""
        shown = {**({"Cookie": f"{COOKIE}={token}"} if token else {}), **(headers or {})}
        return connect(
            f"ws://{self.host}/_stcore/stream", origin=self.url if origin == "" else origin, additional_headers=shown,
            subprotocols=["streamlit", "none", *([rejoin] if rejoin else [])], max_size=None, open_timeout=20,
        )

    def refused(self, **named: object) -> int:
        """The status with which the websocket is refused at the handshake; 101 when it is not."""
        try:
            with self.socket(**named):
                return 101
        except InvalidStatus as refusal:
            return refusal.response.status_code

    def visits(self) -> int:
        """How many pages were opened so far: without one no script runs."""
        told = self.get("/_stcore/metrics?families=session_events", self.tokens["owner"]).text
        return sum(int(float(count)) for count in re.findall(r'session_events_total\{type="connect"\} (\S+)', told))


def drawn(line: ClientConnection, page: str = "", within: float = 30) -> tuple[str, bytes]:
    """Let a page be drawn: what Streamlit calls this visit, and all that it sent."""
    wish = BackMsg()
    wish.rerun_script.page_name = page
    line.send(wish.SerializeToString())
    visit, seen, deadline = "", b"", time.monotonic() + within
    while time.monotonic() < deadline:
        frame = line.recv(timeout=within)
        seen += frame
        message = ForwardMsg()
        message.ParseFromString(frame)
        if message.HasField("new_session"):
            visit = message.new_session.initialize.session_id
        if message.HasField("script_finished"):
            return visit, seen
    raise AssertionError("the page was not drawn in time")


def closed_after(line: ClientConnection, within: float = 6) -> tuple[float, int]:
    """Seconds until the other side closes the socket, and its code."""
    began = time.monotonic()
    try:
        while time.monotonic() - began < within:
            line.recv(timeout=within)
    except ConnectionClosed as closed:
        return time.monotonic() - began, closed.rcvd.code
    except TimeoutError:
        pass  # the caller judges the time
    return time.monotonic() - began, 0


@contextmanager
def closed_desk(
    folder: Path, environment: Mapping[str, str] = WHOLE, *options: str, tls: Path | None = None
) -> Iterator[ClosedDesk]:
    """Start a desk on a new folder, with options for Streamlit, and stop it afterwards; `tls`: its certificate, if it has one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, key = folder / "data", folder / "keys" / "key"
    agency = make_agency(Settings(data=data, key_file=str(key)))
    tokens = _people(agency)
    people = {name: agency.door.sessions.resolve(tokens[name]).id for name in ("owner", "bob", "eve")}
    set_to = {"AGENCY_DATA": str(data), "AGENCY_KEY_FILE": str(key), "AGENCY_PORT": str(port), "AGENCY_PUBLIC_URL": "https://desk.example"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *options]
    log, url = folder / "log", f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | set_to, stdout=out, stderr=out)
    try:
        _until_up(process, url, log, tls)
        yield ClosedDesk(url, agency, tokens, people)
    finally:
        process.kill()
        process.wait()
        agency.db.close()


def _people(agency: Agency) -> dict[str, str]:
    entrance = Entrance(agency, SystemClock())
    owner_token = entrance.owner_token()
    owner = agency.door.sessions.resolve(owner_token)
    tokens = {"owner": owner_token}
    for name in ("bob", "eve"):
        made = agency.door.invitations.invite(owner, email=f"{name}@agency.example", role=Role.MANAGER, client_id="")
        tokens[name] = agency.door.invitations.accept(token_in(made.link), NewPerson(name.title(), PASSWORD), HERE).token
    client = agency.clients.create(owner, new=NewClient("Bread & Co", "UTC", id="bread"))
    picture = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(picture, "PNG")
    agency.library.add(owner, client.id, name="navy.png", chunks=iter([picture.getvalue()]), alt_text="All navy")
    sessions, bob = agency.door.sessions, agency.door.sessions.resolve(tokens["bob"]).id
    tokens["revoked"], tokens["expired"] = (sessions.begin(bob, "password", "", "test") for _ in range(2))
    sessions.end(tokens["revoked"])
    over = agency.door.sessions.resolve(tokens["expired"]).session_id
    with agency.db.transaction() as session:
        past = SystemClock().now() - timedelta(seconds=1)
        session.execute(update(SessionRow).where(SessionRow.id == over).values(ends_at=past))
    sessions.forget()
    tokens["garbage"] = secrets.token_urlsafe(32)
    return tokens


def _until_up(process: subprocess.Popen, url: str, log: Path, tls: Path | None) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if requests.get(f"{url}/_stcore/health", timeout=2, verify=str(tls) if tls else True).text.strip() == "ok":
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.2)  # it does not listen yet, or is busy starting
    raise AssertionError(f"not up after {START} s:\n{log.read_text()}")
