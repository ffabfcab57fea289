"""Fifty calls a second over the API, with tokens, while twenty people who are signed in go from page to page."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import mean
from threading import Event

import requests

from agency_core.domain.token import NewToken
from bench.values import Value, percentile
from tests.security.closed_desk import ClosedDesk, closed_desk, drawn

PEOPLE = 20
BETWEEN = 10.0
"""Seconds in which each person opens one page."""
RATE = 50.0
"""Calls a second, whether or not those before were answered: who waits for answers measures too little."""
SPAN = 300.0
CALLERS = 32
PAGES = ("", "review", "calendar", "deliveries", "operations")
PATHS = ("/api/content?limit=20", "/api/system/status", "/api/deliveries?limit=20", "/api/agents", "/api/alerts?limit=20")


def measure() -> list[Value]:
    """Milliseconds from the moment at which a call was due to its whole answer."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as place, closed_desk(Path(place)) as desk:
        owner = desk.agency.door.sessions.resolve(desk.tokens["owner"])
        assert owner, "the owner of a new desk is signed in"
        desk.agency.demo.create(owner)
        key = desk.agency.door.tokens.make(owner, new=NewToken("Load", ("*:view",))).token
        alone, _ = _called(desk, key, SPAN / 10)
        with _people(desk) as drawings:
            beside, failed = _called(desk, key, SPAN)
        seconds = sorted(drawings)
    return [
        Value("API at 50 calls a second beside 20 people, mean", mean(beside), "ms", 100),
        Value("the same, p95", percentile(beside, 0.95), "ms", 200),
        Value("calls that were not answered with 200", float(failed), "", 1),
        Value("API at 50 calls a second, nobody else, mean", mean(alone), "ms"),
        Value("pages drawn meanwhile", float(len(seconds)), "", least=PEOPLE * SPAN / BETWEEN / 2),
        Value("a page beside it, median", percentile(seconds, 0.5) * 1000, "ms"),
        Value("a page beside it, p95", percentile(seconds, 0.95) * 1000, "ms"),
    ]


def _called(desk: ClosedDesk, key: str, span: float) -> tuple[list[float], int]:
    """Milliseconds of each call in order of size, and how many failed."""
    with requests.Session() as session, ThreadPoolExecutor(CALLERS) as pool:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=CALLERS))
        session.headers["Authorization"] = f"Bearer {key}"
        began = time.monotonic()

        def call(number: int) -> tuple[float, bool]:
            answer = session.get(f"{desk.url}{PATHS[number % len(PATHS)]}", timeout=60)
            return (time.monotonic() - began - number / RATE) * 1000, answer.status_code == 200

        waiting = []
        for number in range(int(span * RATE)):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            waiting.append(pool.submit(call, number))
        told = [each.result() for each in waiting]
    return sorted(taken for taken, _ in told), sum(not fine for _, fine in told)


@contextmanager
def _people(desk: ClosedDesk) -> Iterator[list[float]]:
    """Twenty people at their screens; the list grows by the seconds that each of their pages took."""
    over, taken = Event(), list[float]()
    with ThreadPoolExecutor(PEOPLE) as pool:
        sitting = [pool.submit(_sit, desk, number, over.wait, taken) for number in range(PEOPLE)]
        try:
            yield taken
        finally:
            over.set()
    for each in sitting:
        each.result()


def _sit(desk: ClosedDesk, number: int, rest: Callable[[float], bool], taken: list[float]) -> None:
    name = ("owner", "bob", "eve")[number % 3]
    if rest(BETWEEN * number / PEOPLE):
        return
    with desk.socket(token=desk.begin(name)) as line:
        for turn in count(number):
            began = time.monotonic()
            drawn(line, PAGES[turn % len(PAGES)], within=60)
            taken.append(time.monotonic() - began)
            if rest(BETWEEN):
                return
