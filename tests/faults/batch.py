"""One batch of the proof: an agency of its own, a worker that is killed again and again, and what became of every delivery.

Arguments: number of the batch, kills, deliveries, seed, folder. The result is `batch_<number>.json` in that folder.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import requests

from agency_core.agency import make_agency
from agency_core.settings import Settings
from tests.faults import crowd
from tests.faults.aim import Network, Target, in_turn
from tests.faults.ledger_file import Delivered, LedgerFile
from tests.faults.processes import Process, until

CLIENTS = 40
WORKERS = "8"
EACH_CALL = 0.05
AIMED = 0.5
"""Share of the kills that are aimed at a call; the others come at a random moment after the worker began to send."""
LATEST = 1.5
SETTLED_WITHIN = 1200.0
WORD = re.compile(r"w\d{5}p\d")


@dataclass(frozen=True)
class Kill:
    """One kill: where it was aimed (empty: nowhere), what was under way, and seconds until the next life led."""

    aim: str
    sending: int
    committed: int
    recovery: float


@dataclass
class Batch:
    """The processes of a batch."""

    worker: Process
    ledger: LedgerFile
    network: Network
    dice: random.Random

    def killed(self, target: Target | None) -> Kill:
        """Kill the worker at this call, or at any moment; start it again."""
        self.network.slow(target)
        until(lambda: self.ledger.states()["sending"], 120, "nothing is being sent", said=self.worker.said, every=0.02)
        hit = target is not None and self.network.is_hit(target)
        time.sleep(self.dice.uniform(0, 0.1 if hit else LATEST))
        self.worker.kill()
        at = time.monotonic()
        death = self.ledger.death()
        self.worker.start()
        until(lambda: self.ledger.leads(self.worker.pid), 120, "no engine led", said=self.worker.said)
        return Kill(target.name if target and hit else "", death.states["sending"], death.committed, time.monotonic() - at)


def ended(found: Sequence[Delivered], posts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What became of every delivery, against what the networks have."""
    said = Counter((post["platform"], word) for post in posts for word in WORD.findall(post["text"])[:1])
    wanted = {(each.platform, each.word) for each in found}
    there = {each.id: said[each.platform, each.word] for each in found}
    return {
        "states": dict(Counter(each.state for each in found)),
        "posts": len(posts),
        "doubled": sum(max(count - 1, 0) for count in there.values()),
        "lost": sum(1 for each in found if each.state == "delivered" and not there[each.id]),
        "failed_but_there": sum(1 for each in found if each.state == "failed" and there[each.id]),
        "strangers": sum(not WORD.search(post["text"]) for post in posts) + sum(said[key] for key in said if key not in wanted),
        "open": sum(1 for each in found if each.state not in {"delivered", "failed", "unconfirmed"}),
        "unexplained": sum(1 for each in found if each.state in {"failed", "unconfirmed"} and not each.why),
        "reasons": Counter(f"{each.state} on {each.platform}: {each.why}" for each in found if each.state != "delivered"),
        "unconfirmed_there": sum(1 for each in found if each.state == "unconfirmed" and there[each.id]),
        "by_platform": Counter(each.platform for each in found),
    }


def run(number: int, kills: int, deliveries: int, seed: int, folder: Path) -> dict[str, Any]:
    """The whole batch."""
    place, dice = folder / f"batch_{number}", random.Random(seed * 1000 + number)
    shutil.rmtree(place, ignore_errors=True)
    data, port = place / "data", _free_port()
    base = f"http://127.0.0.1:{port}"
    agency = make_agency(Settings(data=data, port=port, sandbox_url=base))
    crowd.due(agency, crowd.clients(agency, CLIENTS), deliveries, dice)
    agency.publish.stop()
    agency.db.close()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AGENCY_")}
    sandbox = ("-m", "tests.faults.open_sandbox", str(port), str(place / "network.sqlite3"), str(data / "media"))
    network = Process(sandbox, clean, place / "network.log")
    told = {"AGENCY_DATA": str(data), "AGENCY_SANDBOX_URL": base, "AGENCY_PORT": str(port), "AGENCY_DELIVERY_WORKERS": WORKERS}
    worker = Process(("-m", "agency_core", "serve", "--role", "worker"), {**clean, **told}, place / "worker.log")
    try:
        network.start()
        until(lambda: _answers(base), 60, "the network does not start", said=network.said)
        batch = Batch(worker, LedgerFile(data / "agency.sqlite3"), Network(base, EACH_CALL), dice)
        worker.start()
        return _played(batch, kills)
    finally:
        worker.kill()
        network.kill()


def _played(batch: Batch, kills: int) -> dict[str, Any]:
    began, targets, done = time.monotonic(), in_turn(batch.dice), []
    for _ in range(kills):
        if not _plenty(batch.ledger):
            break
        done.append(batch.killed(next(targets) if batch.dice.random() < AIMED else None))
    fire = time.monotonic() - began
    batch.network.quick()
    until(batch.ledger.is_settled, SETTLED_WITHIN, "deliveries are still open:", said=lambda: str(batch.ledger.states()), every=1)
    return {
        "kills": [asdict(each) for each in done], "under_fire": fire, "taken": time.monotonic() - began,
        "unconfirmed_on_the_way": batch.ledger.moved_to("unconfirmed"), "interrupted": batch.ledger.interrupted(),
        "tracebacks": batch.worker.said().count("Traceback"),
        **ended(batch.ledger.delivered_words(), batch.network.posts()),
    }


def _plenty(ledger: LedgerFile) -> bool:
    """Whether there is still something to be killed at."""
    states = ledger.states()
    return states["pending"] + states["sending"] > 10


def _answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/_control/faults", timeout=5).json() == []
    except requests.RequestException:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str]) -> None:
    """Run the batch that the arguments name, unless its result is there."""
    number, kills, deliveries, seed = (int(each) for each in arguments[:4])
    folder = Path(arguments[4])
    result = folder / f"batch_{number}.json"
    if not result.exists():
        part = result.with_suffix(".part")
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"seed": seed, **run(number, kills, deliveries, seed, folder)}, indent=1))
        part.replace(result)
        shutil.rmtree(folder / f"batch_{number}")


if __name__ == "__main__":
    main(sys.argv[1:])
