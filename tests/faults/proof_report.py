"""What the proof found, for people."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.faults.kills import Balance, Kill, recoveries


@dataclass(frozen=True)
class Proof:
    """One run of the proof."""

    seed: int
    kills: Sequence[Kill]
    balance: Balance
    states: dict[str, int]
    unconfirmed: int
    interrupted: int
    refused_as_duplicate: int
    lateness: Sequence[float]


def report(proof: Proof) -> str:
    """The run as Markdown."""
    middle, longest = recoveries(proof.kills)
    found = [
        ("kills", len(proof.kills)), ("deliveries", proof.balance.deliveries), ("posts on the network", proof.balance.posts),
        ("doubled", proof.balance.doubled), ("lost", proof.balance.lost), ("posts of nobody", proof.balance.strangers),
        ("sent again and stopped by the network's own check for duplicates", proof.refused_as_duplicate),
        ("unconfirmed on the way", proof.unconfirmed), ("tries interrupted by a kill", proof.interrupted),
        ("states at the end", ", ".join(f"{count} {state}" for state, count in sorted(proof.states.items()))),
        ("recovery (kill to leading engine), p50 / max", f"{middle:.1f} s / {longest:.1f} s"),
        ("lateness under fire, p50 / max", f"{proof.lateness[len(proof.lateness) // 2]:.1f} s / {proof.lateness[-1]:.1f} s"),
    ]
    return "\n".join([
        "# Killed while sending", "",
        f"`make proof` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed {proof.seed}, Python {platform.python_version()}, "
        f"{platform.system()}.", "",
        "| what | found |", "| --- | ---: |", *(f"| {what} | {value} |" for what, value in found), "",
        "Each kill is SIGKILL to the process that is dashboard, API, engine and sandbox network in one. *After*: seconds from",
        "the first delivery that was seen being sent in this life. *Intent on disk*: the irreversible call was about to be made,",
        "under way, or made without its answer recorded. *Recovery*: seconds from the kill to an engine that leads again.", "",
        "| kill | after | being sent | intent on disk | waiting | unconfirmed | delivered | recovery |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_line(number, kill) for number, kill in enumerate(proof.kills, 1)), "",
    ])


def _line(number: int, kill: Kill) -> str:
    states = kill.death.states
    return (
        f"| {number} | {kill.after:.2f} s | {states['sending']} | {kill.death.committed} | {states['pending']} "
        f"| {states['unconfirmed']} | {states['delivered']} | {kill.recovery:.1f} s |"
    )
