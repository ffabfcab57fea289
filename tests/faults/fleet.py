"""A distributed agency: a PostgreSQL server, several workers, a network that is a file, and much that falls due."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.models import AccountRow, ClientRow, ContentRow, DeliveryRow
from agency_core.settings import Settings
from tests.fakes import registry_of
from tests.faults.processes import Process, until
from tests.faults.shared_network import SharedNetwork
from tests.postgres import Server

ACCOUNTS = 200
ENDED = {"delivered", "failed"}


class Fleet:
    """What a test starts, kills and counts."""

    def __init__(self, folder: Path, processes: Callable[..., Process], *, workers: int, threads: int = 16) -> None:
        """A server whose commits survive its death, an agency on it, and `workers` that do not run yet."""
        self.server = Server(safe=True)
        self.server.create("agency")
        self.network = SharedNetwork(file=folder / "network.txt")
        self.agency = make_agency(self._settings(folder), connectors=registry_of(self.network))
        arguments = (self.server.url("agency"), str(folder / "data"), str(self.network.file), str(threads))
        self.workers = [processes("-m", "tests.faults.bare_worker", *arguments) for _ in range(workers)]

    def _settings(self, folder: Path) -> Settings:
        return Settings(data=folder / "data", database_url=self.server.url("agency"))

    def end(self) -> None:
        """Take everything away."""
        for worker in self.workers:
            worker.kill()
        self.agency.publish.stop()
        self.agency.db.close()
        self.server.remove()

    def start(self) -> None:
        """Start the workers; returns when all of them beat."""
        for worker in self.workers:
            worker.start()
        until(lambda: self._beating() == len(self.workers), 60, "the workers do not start", said=self.said)

    def said(self) -> str:
        """The ends of what the workers logged."""
        return "\n".join(worker.said()[-1500:] for worker in self.workers)

    def plan(self, count: int, *, at: datetime | None = None) -> None:
        """So many deliveries for ACCOUNTS accounts, due at a time."""
        now = datetime.now(UTC)
        due = at or now
        ids = [f"{number:06}" for number in range(count)]
        with self.agency.db.transaction() as session:
            if session.get(ClientRow, "fleet") is None:
                session.execute(insert(ClientRow), [client_row(now)])
                session.execute(insert(AccountRow), [account_row(number, now) for number in range(ACCOUNTS)])
            session.execute(insert(ContentRow), [content_row(each, now) for each in ids])
            session.execute(insert(DeliveryRow), [delivery_row(each, due, now) for each in ids])
            for content in session.scalars(select(ContentRow)):
                content.approved_hash = content.view().approvable_hash

    def states(self) -> Counter[str]:
        """How many deliveries there are in each state."""
        with self.agency.db.reading() as session:
            found = session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)).all()
        return Counter({state: count for state, count in found})

    def drained(self, seconds: float) -> Counter[str]:
        """The states once every delivery has ended."""
        until(lambda: set(self.states()) <= ENDED, seconds, "deliveries are left", said=lambda: f"{self.states()} {self.said()}")
        return self.states()

    def rate(self) -> float:
        """Posts a second from the first to the last."""
        moments = sorted(at for at, _ in self.network.moments())
        return (len(moments) - 1) / (moments[-1] - moments[0])

    def processor_ms(self) -> float:
        """Milliseconds of processor that workers and server took for each post, so far."""
        pids = {worker.pid for worker in self.workers} | self.server.pids()
        return sum(_processor_seconds(pid) for pid in pids) * 1000 / len(self.network.moments())

    def torment(self, kills: int, *, restart_after: int, pause: float, dice: random.Random) -> None:
        """Kill workers at random moments and start them again; once, let the server die in between, too."""
        for number in range(kills):
            time.sleep(pause * dice.uniform(0.5, 1.5))
            victim = dice.choice(self.workers)
            victim.kill()
            if number == restart_after:
                self.server.stop("immediate")
                time.sleep(0.5)
                self.server.start()
            victim.start()

    def _beating(self) -> int:
        return len({worker.pid for worker in self.workers} & {each.pid for each in self.agency.operate.workers(LOCAL_OWNER)})


def _processor_seconds(pid: int) -> float:
    """What a process and its children that ended took."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def client_row(now: datetime) -> dict[str, object]:
    return {
        "id": "fleet", "name": "Fleet", "timezone": "UTC", "brief": {}, "approval": "person", "automatic_agents": [],
        "late_minutes": 600, "is_demo": False, "publishing_paused": False, "created_at": now,
    }


def account_row(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": f"a{number}", "client_id": "fleet", "platform": "linkedin", "network": "sandbox", "external_id": f"p{number}",
        "display_name": f"Profile {number}", "credentials": {"access_token": "t"}, "status": "connected", "created_at": now,
    }


def content_row(each: str, now: datetime) -> dict[str, object]:
    return {
        "id": f"c{each}", "client_id": "fleet", "creator_agent_id": "", "persona": "", "content_type": "text_post",
        "title": each, "content_body": f"Lesson {each}.", "target_platforms": ["linkedin"], "scheduled_time": now,
        "status": "scheduled", "created_at": now, "updated_at": now,
    }


def delivery_row(each: str, due: datetime, now: datetime) -> dict[str, object]:
    return {
        "id": f"d{each}", "client_id": "fleet", "content_id": f"c{each}", "account_id": f"a{int(each) % ACCOUNTS}",
        "platform": "linkedin", "state": "pending", "due_at": due, "next_attempt_at": due,
        "expires_at": now + timedelta(hours=9), "created_at": now, "updated_at": now,
    }
