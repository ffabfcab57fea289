"""A call as a simulator sees it, its reply, and what the simulators share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection

from agency_core.domain.clock import Clock
from agency_core.domain.platform import Platform
from agency_core.http_client import HttpClient
from agency_core.sandbox.faults import Fault
from agency_core.sandbox.sight import EVERYTHING, Sight
from agency_core.sandbox.store import Store


@dataclass(frozen=True)
class Manner:
    """How the simulators behave; the defaults are the real networks' known or likely ones.

    `image_looks` and `video_looks`: how often the state must be asked for before media is ready; after `ready_after` it is
    ready unasked. `duplicate_window`: for how long the same text is refused. `daily_posts`: Instagram's quota, and YouTube's;
    Mastodon grants as many hundredths of its usual calls.
    `unaudited`: TikTok treats the application as one that it has not audited, whose posts are for their owner alone.
    `calls_times`: how many times the calls a minute that TikTok really grants are granted.
    `window_posts`: how many posts X takes in 15 minutes; `wallet_mills`: what there is to pay X with, in tenths of a cent.
    """

    image_looks: int = 1
    video_looks: int = 2
    ready_after: timedelta = timedelta(seconds=5)
    duplicate_window: timedelta = timedelta(minutes=10)
    daily_posts: int = 100
    unaudited: bool = False
    calls_times: int = 1
    window_posts: int = 100
    wallet_mills: int = 1_000_000_000


@dataclass(frozen=True)
class Desk:
    """What a handler works with."""

    store: Store
    clock: Clock
    http: HttpClient
    manner: Manner
    skew: timedelta = timedelta(0)
    """How far the network's clock is ahead of ours."""

    def now(self) -> float:
        """Seconds since 1970."""
        return self.moment().timestamp()

    def moment(self) -> datetime:
        """The present moment in UTC, as the network has it."""
        return self.clock.now() + self.skew


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_reply(status: int, body: object, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json", **(headers or {})})


class Refusal(Exception):
    """A simulator refuses a call."""

    def __init__(self, reply: Reply) -> None:
        """Refuse with `reply`."""
        self.reply = reply
        super().__init__(f"refused with {reply.status}")


@dataclass(frozen=True)
class Incoming:
    """A call: `path` and `query` as they came over the wire, `params` the decoded parts of the path."""

    method: str
    path: str
    query: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str
    """Address under which this simulator was reached, without a slash at the end."""
    fault: Fault | None = None
    prepared: Any = None
    """What the preparation of this address found."""
    sight: Sight = EVERYTHING
    """Whose profiles are shown to the one who asks."""

    def asked(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """The body as form fields or a flat JSON object; empty when it is neither."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/json"):
            body = self.json()
            return {name: _flat(value) for name, value in body.items()} if isinstance(body, dict) else {}
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        return {}

    def json(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def suffers(self, kind: str) -> bool:
        """Whether a fault of this kind was ordered for this call."""
        return self.fault is not None and self.fault.kind == kind


Handler = Callable[[Incoming, Desk, Connection], Reply]
"""Answers one call inside one transaction."""
Preparation = Callable[[Incoming, Desk], object]
"""Does what may take long, such as fetching media, before the transaction begins; the handler finds it in `prepared`."""


@dataclass(frozen=True)
class Line:
    """One address of a simulator. `route` is its kind in the language of faults; `commit` marks the irreversible call.

    `sort` tells the kind of each call where one address serves several, as that of a resumable upload does.
    """

    platform: Platform
    method: str
    path: str
    route: str
    handler: Handler
    prepare: Preparation | None = None
    sort: Callable[[Incoming], str] | None = None

    def met(self, call: Incoming) -> Line:
        """The address as `call` uses it."""
        return replace(self, route=self.sort(call)) if self.sort else self

    @property
    def is_commit(self) -> bool:
        """Whether a call here makes a post public."""
        return self.route == "commit"


@dataclass(frozen=True)
class Simulator:
    """One simulated network.

    `rate_limited` is its answer to too many calls, free again after so many seconds; `post_path` is where people see a
    post, with `{post_id}` (and `{author}` where the network names it there), relative to the network's address.
    """

    platform: Platform
    lines: tuple[Line, ...]
    rate_limited: Callable[[float], Reply]
    post_path: str


def _flat(value: object) -> str:
    if isinstance(value, list):
        return ",".join(str(entry) for entry in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
