"""Kills a process again and again while it is sending, and counts what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.faults.ledger_file import Death, LedgerFile
from tests.faults.processes import Process, until

OPEN = ("pending", "sending", "unconfirmed")


@dataclass(frozen=True)
class Kill:
    """One kill: how long after the first delivery was seen being sent, and what was going on."""

    after: float
    death: Death
    recovery: float = 0.0
    """Seconds from the kill until the engine of the next life led."""


@dataclass(frozen=True)
class Balance:
    """Deliveries against the posts on the network."""

    deliveries: int
    posts: int
    doubled: int
    lost: int
    strangers: int

    @property
    def exact(self) -> bool:
        """Whether every delivery has its one post, and there is no other."""
        return self.posts == self.deliveries and not (self.doubled or self.lost or self.strangers)


def kill_while_sending(process: Process, ledger: LedgerFile, moments: Sequence[float]) -> list[Kill]:
    """Kill a running process so many seconds after it is seen sending; start it again after each kill."""
    kills: list[Kill] = []
    for after in moments:
        until(lambda: ledger.states()["sending"], 60, f"nothing was being sent before kill {len(kills) + 1}", every=0.02)
        time.sleep(after)
        process.kill()
        killed = time.monotonic()
        death = ledger.death()
        process.start()
        until(lambda: ledger.leads(process.pid), 60, f"no engine led after kill {len(kills) + 1}", said=process.said)
        kills.append(Kill(after, death, time.monotonic() - killed))
    return kills


def settled(ledger: LedgerFile, seconds: float) -> Counter[str]:
    """The deliveries by state, once nothing is open any more."""
    until(
        lambda: not any(ledger.states()[state] for state in OPEN), seconds, "deliveries are still open:",
        said=lambda: str(ledger.states()), every=0.2,
    )
    return ledger.states()


def balance(external_ids: Sequence[str], texts: Sequence[str], posts: Sequence[dict[str, Any]]) -> Balance:
    """Hold what the network has against what it should have.

    Args:
        external_ids: the posts that the ledger believes in, one for each delivery.
        texts: the words of each delivery, all different.
        posts: what the network says it has.
    """
    said = Counter(post["text"] for post in posts)
    known = {post["id"] for post in posts}
    return Balance(
        deliveries=len(texts),
        posts=len(posts),
        doubled=sum(count - 1 for count in said.values() if count > 1),
        lost=sum(1 for text in texts if not said[text]) + sum(1 for each in external_ids if each not in known),
        strangers=sum(count for text, count in said.items() if text not in set(texts)),
    )
