"""A real server in a thread: the sandbox under /sandbox, and media as the product would serve it."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account, Media, Phase, PublishState, Shaped
from agency_core.http_client import Call, HttpClient
from agency_core.platforms import CONNECTORS, Context
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROFILE = "17000000123"
AUTHORS = {
    "linkedin": f"urn:li:organization:{PROFILE}", "instagram": PROFILE, "bluesky": f"did:plc:{PROFILE}", "youtube": PROFILE,
    "tiktok": PROFILE,
}  # fmt: skip


@dataclass
class World:
    """The running sandbox, the clock it goes by, and the files it may fetch."""

    clock: MovableClock
    http: HttpClient
    folder: Path
    origin: str = ""
    mount: str = "sandbox"
    served: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"{self.origin}/{self.mount}"

    def account(self, platform: str, external_id: str = "", generation: int = 0, refresh: int = 0) -> Account:
        own = f"sandbox.{platform}.{PROFILE}."
        return Account(
            "a1", Platform(platform), f"{self.base}/{platform}", external_id or AUTHORS.get(platform, PROFILE),
            f"{own}{generation}", f"{own}{refresh}",
        )  # fmt: skip

    def context(self, platform: str, **changes: Any) -> Context:
        return Context(self.account(platform, **changes), self.http, self.clock)

    def picture(self, size: tuple[int, int] = (360, 360), kind: str = "JPEG", name: str = "") -> Media:
        out = io.BytesIO()
        Image.new("RGB", size, (200, 80, len(self.served) % 256)).save(out, kind)
        suffix, mime = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png")}[kind]
        return self.file(name or f"p{len(self.served)}.{suffix}", mime, out.getvalue(), size)

    def video(self, size: int, mime: str = "video/mp4") -> Media:
        return self.file(f"v{len(self.served)}.mp4", mime, bytes(range(250)) * (size // 250), (0, 0))

    def file(self, name: str, mime: str, data: bytes, size: tuple[int, int]) -> Media:
        (self.folder / name).write_bytes(data)
        self.served[name] = (mime, data)
        path = str(self.folder / name)
        return Media(f"{self.origin}/media/{name}", path, mime, size[0], size[1], len(data), "A square")

    def order(self, platform: str, route: str, kind: str, times: int = 1, seconds: float = 0.01) -> None:
        fault = {"platform": platform, "route": route, "kind": kind, "times": times, "seconds": seconds}
        assert self.http.request("POST", f"{self.base}/_control/faults", Call(json=fault)).status == 201

    def posts(self, platform: str = "") -> list[dict[str, Any]]:
        return self.http.request("GET", f"{self.base}/_control/posts?platform={platform}").json()

    def calls(self, platform: str = "") -> list[dict[str, Any]]:
        return self.http.request("GET", f"{self.base}/_control/calls?platform={platform}").json()

    def commits(self) -> int:
        return len([call for call in self.calls() if call["phase"] == "COMMIT"])

    def to_armed(self, shaped: Shaped, ctx: Context, state: PublishState | None = None) -> PublishState:
        """Every step up to the one before the irreversible call; waits pass at once."""
        state = state or PublishState()
        connector = CONNECTORS[ctx.account.platform]
        while state.phase is not Phase.ARMED:
            if state.not_before:
                self.clock.move(max(state.not_before - self.clock.now(), START - START))
            state = PublishState.from_json(connector.step(state, shaped, ctx).to_json())
        return state

    def committed(self, state: PublishState) -> PublishState:
        """The state as the engine saves it before the irreversible call."""
        sent = state.at(Phase.COMMIT_SENT).to_json()
        return PublishState.from_json({**sent, "committed_at": self.clock.now().isoformat()})

    def publish(self, shaped: Shaped, ctx: Context) -> PublishState:
        return self.followed(self.committed(self.to_armed(shaped, ctx)), shaped, ctx)

    def followed(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        """The irreversible call, and those that a network wants after it until the outcome is certain; waits pass at once."""
        while state.phase is Phase.COMMIT_SENT:
            if state.not_before:
                self.clock.move(max(state.not_before - self.clock.now(), START - START))
            state = PublishState.from_json(CONNECTORS[ctx.account.platform].step(state, shaped, ctx).to_json())
        return state


class Server:
    """Uvicorn in a thread, on a free port."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("sandbox")
    world = World(MovableClock(START), HttpClient(frozenset({"127.0.0.1"})), folder)

    def media(request: Request) -> Response:
        found = world.served.get(request.path_params["name"])
        return Response(found[1], media_type=found[0]) if found else Response(status_code=404)

    network = sandbox_app(folder / "network.sqlite3", world.clock)
    strict = sandbox_app(folder / "strict.sqlite3", world.clock, manner=Manner(daily_posts=2, wallet_mills=215))
    server = Server(
        Starlette(routes=[Route("/media/{name}", media), Mount("/sandbox", network), Mount("/strict", strict)])
    )
    world.origin = f"http://127.0.0.1:{server.port}"
    yield world
    world.http.close()
    server.stop()


@pytest.fixture
def world(running: World) -> World:
    running.clock.move(START - running.clock.now())
    running.served.clear()
    running.http.request("DELETE", f"{running.base}/_control/state")
    return running


@pytest.fixture
def text() -> Callable[[str], Shaped]:
    return lambda words="Three lessons from launch week": Shaped("text_post", words)
