"""A network that is a file: every process appends its posts to it, and reads them back. It takes no time and forgets nothing."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from agency_core.domain.publishing import Outcome, Phase, PublishState, Shaped, Verdict
from agency_core.platforms import Context
from tests.fakes import FakeNetwork


@dataclass
class SharedNetwork(FakeNetwork):
    """Posts are lines of `file`: the moment, the account and the text. They survive whoever posted them."""

    file: Path = Path("network.txt")
    settling: float = 1

    def step(self, state: PublishState, shaped: Shaped, ctx: Context) -> PublishState:
        if state.phase is Phase.NEW:
            return state.at(Phase.ARMED)
        assert state.phase is Phase.COMMIT_SENT
        line = f"{time.time()}\t{ctx.account.external_id}\t{shaped.text}\n"
        opened = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(opened, line.encode())
        finally:
            os.close(opened)
        return state.confirmed(f"post of {shaped.text}", "https://fake.example/post")

    def reconcile(self, state: PublishState, shaped: Shaped, ctx: Context) -> Outcome:
        if shaped.text in self.public():
            return Outcome(Verdict.PUBLISHED, f"post of {shaped.text}", "https://fake.example/post")
        return Outcome(Verdict.NOT_PUBLISHED, why="No post with this text.")

    def public(self) -> Counter[str]:
        """How often each text is public."""
        return Counter(text for _, text in self.moments())

    def moments(self) -> list[tuple[float, str]]:
        """When each text became public."""
        if not self.file.exists():
            return []
        lines = [line.split("\t") for line in self.file.read_text(encoding="utf-8").splitlines()]
        return [(float(at), text) for at, _, text in lines]
