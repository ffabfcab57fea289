"""What the gate costs: the same list, asked for by ten callers with a token at a time, with and without the gate in front."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from agency_core.agency import make_agency
from agency_core.api.app import create_api
from agency_core.api.gate import Gate, Rules
from agency_core.domain.clock import SystemClock
from agency_core.domain.token import NewToken
from agency_core.settings import Settings
from bench.values import Value
from tests.entrance import Entrance

AT_ONCE = 10
CALLS = 100
ROUNDS = 6
"""Taken in turns, so that what else the machine does falls on both."""


def measure() -> list[Value]:
    """Milliseconds of one call, and how many times as long it takes with the gate."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place:
        chosen = Settings(data=Path(place) / "data", key_file=str(Path(place) / "key"), api_per_minute=1_000_000)
        agency = make_agency(chosen)
        door = agency.door
        owner = door.sessions.resolve(Entrance(agency, SystemClock()).owner_token())
        assert owner, "the owner of a new agency is signed in"
        key = door.tokens.make(owner, new=NewToken("Load", ("*:view",))).token
        routes = [Mount("/api", create_api(lambda: agency))]
        bare = Starlette(routes=routes)
        guarded = Starlette(routes=routes, middleware=[Middleware(Gate, agency=lambda: agency, rules=Rules())])
        alone, behind = asyncio.run(_in_turns(bare, guarded, key))
        agency.db.close()
    return [
        Value("a call without the gate, 10 at a time, median", alone, "ms"),
        Value("the same behind the gate", behind, "ms"),
        Value("how much longer", behind / alone, "times", 1.5),
    ]


async def _in_turns(bare: Starlette, guarded: Starlette, key: str) -> tuple[float, float]:
    taken: dict[Starlette, list[float]] = {bare: [], guarded: []}
    for app in (bare, guarded) * ROUNDS:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            client.headers["Authorization"] = f"Bearer {key}"
            found = await asyncio.gather(*(_calls(client) for _ in range(AT_ONCE)))
        taken[app] += [each for calls in found for each in calls]
    return median(taken[bare]), median(taken[guarded])


async def _calls(client: httpx.AsyncClient) -> list[float]:
    taken = []
    for _ in range(CALLS):
        began = time.perf_counter()
        answer = await client.get("/api/content?limit=20")
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return taken
