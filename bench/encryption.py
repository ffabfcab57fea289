"""What encryption costs: the dashboard's questions and the writing of a million counts, encrypted and not, by turns in one run.

Times are those of the processor, so that other work on the machine changes little. Each question is asked twice: of pages that
the connection has in its memory, and "anew", after somebody else has written, when it reads and decrypts all of them again.
A question that reads many pages for few rows (the best posts) pays most for that.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from agency_core.agency import Agency, make_agency
from agency_core.settings import Settings
from agency_core.store import cipher
from bench.dashboards import QUESTIONS
from bench.many_posts import fill
from bench.values import Value, percentile

POSTS = int(os.environ.get("BENCH_POSTS", "50000"))
TIMES = 31
MOST = 1.3
"""How many times the plain time an encrypted one may be."""


def measure() -> list[Value]:
    """Milliseconds of each question and seconds of writing, both ways, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="agency_bench_") as name, ExitStack() as stack:
        desks, writing = {}, {}
        for way in ("off", "on"):
            desks[way] = _opened(Path(name) / way, way)
            stack.callback(_closed, desks[way])
            writing[way] = _cpu(lambda desk=desks[way]: fill(desk, POSTS))
        found = _compared("writing and adding up", writing["off"] / 1000, writing["on"] / 1000, "s")
        anew = [0.0, 0.0]
        for what, (ask, _) in QUESTIONS.items():
            found += _compared(f"{what}, in memory", *_by_turns(ask, desks, others_write=False), "ms")
            plain, encrypted = _by_turns(ask, desks, others_write=True)
            found += _compared(f"{what}, read anew", plain, encrypted, "ms")
            anew = [anew[0] + plain, anew[1] + encrypted]
        found += _compared("all five, read anew", *anew, "ms")
        sizes = {way: desk.db.file.stat().st_size / 1e6 for way, desk in desks.items()}
        return [*found, Value(f"database of {POSTS * 20:,} counts", sizes["off"], "MB"), Value("encrypted", sizes["on"], "MB")]


def _opened(place: Path, way: str) -> Agency:
    return make_agency(Settings(data=place / "data", key_file=str(place / "keys" / "own.key"), db_encryption=way))


def _closed(desk: Agency) -> None:
    desk.publish.stop()
    desk.db.close()


def _compared(what: str, plain: float, encrypted: float, unit: str) -> list[Value]:
    return [
        Value(f"{what}: plain", plain, unit), Value(f"{what}: encrypted", encrypted, unit),
        Value(f"{what}: ratio", encrypted / plain, "times", MOST),
    ]  # fmt: skip


def _by_turns(ask: Callable[[Agency], object], desks: dict[str, Agency], *, others_write: bool) -> tuple[float, float]:
    """The median of each way."""
    took: dict[str, list[float]] = {way: [] for way in desks}
    for _ in range(TIMES):
        for way, desk in desks.items():
            if others_write:
                _written(desk)
            took[way].append(_cpu(lambda desk=desk: ask(desk)))
    return percentile(sorted(took["off"][1:]), 0.5), percentile(sorted(took["on"][1:]), 0.5)


def _written(desk: Agency) -> None:
    with closing(cipher.connect(desk.db.file, desk.db.key)) as other:
        other.execute("UPDATE client SET name = name || '.'")


def _cpu(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1000
