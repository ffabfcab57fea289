"""An agency on the simulated networks, with a clock that jumps from one event to the next: a delivery's whole life at once."""

from __future__ import annotations

import itertools
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from agency_core.agency import Agency, make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import NewClient
from agency_core.domain.clock import MovableClock
from agency_core.domain.content import ContentType, FollowUpText, MediaItem, NewContent
from agency_core.domain.delivery import FAR, DeliveryState
from agency_core.domain.media import ADDRESS
from agency_core.domain.platform import FollowUp, MediaSort
from agency_core.http_client import Answer
from agency_core.models import AccountRow, DeliveryRow, MediaRow
from agency_core.platforms import CONNECTORS
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner
from agency_core.security import kept_files
from agency_core.settings import Settings
from tests.media import samples

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
A_WEEK = 7 * 24 * 60
MOST_ROUNDS = 300
FOLLOW_UP = "follow_up"
"""A post and two texts that follow it, as a flow beside the kinds of content."""
ENDED = {DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.UNCONFIRMED, DeliveryState.MISSED}


class PowerCut(BaseException):
    """The process ends here; nothing that it had in mind is written down."""


@dataclass(frozen=True)
class Ended:
    """How one delivery ended, and how many posts with its words there are."""

    part: int
    state: str
    posts: int
    why: str
    failure: str


def kinds_of(platform: str) -> list[str]:
    """The flows of a platform: its kinds of content, and a post with what follows it."""
    can = CONNECTORS[platform].facts.capabilities
    return [*can.kinds, *([FOLLOW_UP] if can.follow_up is not FollowUp.NONE else [])]


class _Server:
    """Uvicorn in a thread, on a free port."""

    def __init__(self, app: Starlette) -> None:
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


@dataclass
class Stage:
    """The agency, its clock, and the simulators behind real HTTP."""

    agency: Agency
    clock: MovableClock
    base: str
    cut: tuple[int, bool] | None = None
    """At which call from now on the power is cut (0: the next), and whether after the network did its part."""
    _number: Iterator[int] = field(default_factory=itertools.count)
    _media: dict[str, MediaRow] = field(default_factory=dict)

    def delivered(self, platform: str, kind: str, faults: list[dict[str, Any]]) -> list[Ended]:
        """Publish a piece of content for a client of its own while these faults happen; how its deliveries ended."""
        words = self.scheduled(platform, kind)
        self._tell("DELETE", "faults")
        for each in faults:
            self._tell("POST", "faults", {"platform": platform, **each})
        self._played(words)
        return self._ended(platform, words)

    def calls(self, platform: str, since: int = 0) -> list[dict[str, Any]]:
        """The calls to a platform after the first `since` ones, oldest first."""
        return self._asked(f"calls?platform={platform}")[since:]

    def forget(self) -> None:
        """Empty the networks: a new day for each, and a short list of calls."""
        self._tell("DELETE", "state")

    def scheduled(self, platform: str, kind: str) -> str:
        """Due content of this kind for a new client; the word that only its texts have, which is also the client's id."""
        agency, word = self.agency, f"case{next(self._number):05}"
        new = NewClient(word, id=word, late_minutes=A_WEEK, connect_sandbox=False)
        agency.clients.create(LOCAL_OWNER, new=new)
        agency.accounts.connect_sandbox(LOCAL_OWNER, word, name=platform)
        can = CONNECTORS[platform].facts.capabilities
        follows = (FollowUpText(f"{word}p1 goes on."), FollowUpText(f"{word}p2 is the end."))
        chosen = min(can.kinds, key=lambda each: can.kinds[each].least) if kind == FOLLOW_UP else kind
        content = agency.draft.create(
            LOCAL_OWNER,
            new=NewContent(
                ContentType(chosen), "A title", f"{word}p0 is what we say.", (platform,), client_id=word,
                link="https://example.com/" if chosen == ContentType.ARTICLE else "",
                media=self._shown(word, platform, chosen), follow_ups=follows if kind == FOLLOW_UP else (),
            ),
        )
        agency.review.approve(LOCAL_OWNER, content.id)
        agency.schedule.publish_now(LOCAL_OWNER, content.id)
        return word

    def _shown(self, client_id: str, platform: str, kind: str) -> tuple[MediaItem, ...]:
        carries = CONNECTORS[platform].facts.capabilities.kinds[ContentType(kind)]
        if not carries.least:
            return ()
        wants = MediaSort.IMAGE if kind == ContentType.IMAGE_POST or carries.sorts == {MediaSort.IMAGE} else MediaSort.VIDEO
        if wants not in carries.sorts:
            wants = next(iter(carries.sorts))
        return (MediaItem(f"{ADDRESS}{self._file(client_id, wants)}", "What can be seen"),)

    def _file(self, client_id: str, sort: MediaSort) -> str:
        """A medium of this sort in the client's library: looked into once, then every client has the same."""
        if sort not in self._media:
            name, data = {
                MediaSort.IMAGE: ("a.jpg", samples.picture((720, 720))),
                MediaSort.VIDEO: ("a.mp4", samples.video(size=(540, 960))),
                MediaSort.DOCUMENT: ("a.pdf", samples.document()),
            }[sort]
            made = self.agency.library.add(LOCAL_OWNER, client_id, name=name, chunks=samples.pieces(data))
            with self.agency.db.reading() as session:
                self._media[sort] = session.get_one(MediaRow, made.id)
            return self._media[sort].file
        like = {column.key: getattr(self._media[sort], column.key) for column in MediaRow.__table__.columns}
        with self.agency.db.transaction() as session:
            session.add(MediaRow(**{**like, "id": f"{client_id}_{sort}", "client_id": client_id}))
        return self._media[sort].file

    def _played(self, client_id: str) -> None:
        """Let the clock run until nothing moves any more; a person connects the account again when that is asked for."""
        for _ in range(MOST_ROUNDS):
            try:
                self.agency.publish.drain()
                self.agency.reconcile.run()
            except PowerCut:
                self.agency.reconcile.recover()
            with self.agency.db.reading() as session:
                rows = session.scalars(select(DeliveryRow).where(DeliveryRow.client_id == client_id)).all()
                account = session.scalars(select(AccountRow).where(AccountRow.client_id == client_id)).one()
            waiting = [row for row in rows if row.state not in ENDED]
            waiting += [row for row in rows if row.state == DeliveryState.UNCONFIRMED and row.next_attempt_at < FAR]
            if not waiting:
                return
            if account.status == "reconnect":
                self.agency.accounts.connect_sandbox(LOCAL_OWNER, client_id, name=account.platform)
                continue
            free = max(filter(None, (account.parked_until, account.free_at, START)))
            first = min(max(row.next_attempt_at, free if row.state == DeliveryState.PENDING else START) for row in waiting)
            self.clock.move(max(first - self.clock.now(), timedelta(seconds=1)))
        raise AssertionError(f"it never ends: {[(row.state, row.why, row.next_attempt_at) for row in waiting]}")

    def _ended(self, platform: str, word: str) -> list[Ended]:
        posts = [post for post in self._asked(f"posts?platform={platform}") if not post["deleted_at"]]
        with self.agency.db.reading() as session:
            author = session.scalars(select(AccountRow.external_id).where(AccountRow.client_id == word)).one()
            rows = session.scalars(select(DeliveryRow).where(DeliveryRow.client_id == word).order_by(DeliveryRow.part)).all()
        silent = sum(post["author"] == author and not post["text"] for post in posts)  # a story says nothing
        there = [sum(f"{word}p{row.part}" in post["text"] for post in posts) or silent for row in rows]
        return [Ended(row.part, row.state, many, row.why, row.failure) for row, many in zip(rows, there, strict=True)]

    def _asked(self, what: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._tell("GET", what).json()
        return found

    def _tell(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        import requests

        answer = requests.request(method, f"{self.base}/sandbox/_control/{what}", json=body, timeout=10)
        answer.raise_for_status()
        return answer


def _files(folder: Path) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        name = request.path_params["name"]
        return Response(kept_files.read(folder / name), media_type=mimetypes.guess_type(name)[0])

    return shown


@contextmanager
def stage(folder: Path, manner: Manner | None = None) -> Iterator[Stage]:
    """A stage whose data lies in `folder` (with a migrated database, or none) until the block ends."""
    clock = MovableClock(START)
    (folder / "media").mkdir(parents=True, exist_ok=True)
    network = sandbox_app(folder / "network.sqlite3", clock, manner=manner)
    server = _Server(
        Starlette(routes=[Route(f"{ADDRESS}{{name}}", _files(folder / "media")), Mount("/sandbox", network)])
    )
    agency = make_agency(Settings(data=folder, port=server.port), clock=clock)
    made = Stage(agency, clock, f"http://127.0.0.1:{server.port}")
    _wire(made)
    yield made
    agency.publish.stop()
    agency.db.close()
    server.stop()


def _wire(made: Stage) -> None:
    """Let the power be cut before or after a call to a network."""
    http = made.agency.library._fitting._networks.http
    plain = http.request

    def request(*args: Any, **kwargs: Any) -> Answer:
        if made.cut is None:
            return plain(*args, **kwargs)
        left, after = made.cut
        made.cut = (left - 1, after) if left else None
        if left == 0 and not after:
            raise PowerCut
        answer = plain(*args, **kwargs)
        if left == 0:
            raise PowerCut
        return answer

    http.request = request  # type: ignore[method-assign]
