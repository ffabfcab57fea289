"""What the batches of the proof found, added up, for people. `python -m tests.faults.proof_report <folder> <file> <code>`."""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

Found = dict[str, Any]
_SUMMED = (
    "posts", "doubled", "lost", "strangers", "open", "failed_but_there", "unexplained", "unconfirmed_there",
    "unconfirmed_on_the_way", "interrupted", "tracebacks",
)  # fmt: skip


def batches(folder: Path) -> list[Found]:
    """The results of the batches that ended, in their order."""
    files = sorted(folder.glob("batch_*.json"), key=lambda file: int(file.stem.partition("_")[2]))
    return [json.loads(file.read_text()) for file in files]


def total(results: Sequence[Found]) -> Found:
    """One result for all of them."""
    found: Found = {name: sum(each[name] for each in results) for name in _SUMMED}
    for name in ("states", "reasons", "by_platform"):
        found[name] = dict(sum((Counter(each[name]) for each in results), Counter()).most_common())
    found["kills"] = [kill for each in results for kill in each["kills"]]
    found["deliveries"] = sum(found["states"].values())
    return found


def report(results: Sequence[Found], code: str = "") -> str:
    """All batches as Markdown; `code` names the version that they ran on, where it is known."""
    found = total(results)
    kills, states = found["kills"], found["states"]
    recoveries = [kill["recovery"] for kill in kills]
    aimed = Counter(kill["aim"] for kill in kills if kill["aim"])
    told = [
        ("kills", len(kills)), ("of these aimed at a call, at a random moment", f"{aimed.total()}, {len(kills) - aimed.total()}"),
        ("with an intent on the disk when the worker died", sum(bool(kill["committed"]) for kill in kills)),
        ("deliveries", found["deliveries"]), ("posts on the networks", found["posts"]),
        ("doubled", found["doubled"]), ("lost", found["lost"]),
        ("posts of nobody", found["strangers"]), ("failed, though the post is there", found["failed_but_there"]),
        ("still open", found["open"]), ("delivered", states.get("delivered", 0)),
        ("failed, each with its reason", states.get("failed", 0)),
        ("unconfirmed at the end, each with its reason", states.get("unconfirmed", 0)),
        ("of these on the network", found["unconfirmed_there"]), ("failed or unconfirmed without a reason", found["unexplained"]),
        ("times that a delivery became unconfirmed on the way", found["unconfirmed_on_the_way"]),
        ("tries interrupted by a kill", found["interrupted"]), ("errors in the worker's log", found["tracebacks"]),
        ("recovery (kill to leading engine), p50 / max", f"{median(recoveries):.1f} s / {max(recoveries):.1f} s"),
    ]
    return "\n".join([
        "# Killed while sending", "",
        f"{len(results)} batches (`tests/faults/batch.py`), added up on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, seed "
        f"{results[0]['seed']}, Python {platform.python_version()}, {platform.system()}"
        f"{f', on the code of {code}: later changes are not covered' if code else ''}.", "",
        "Each batch is an agency of 40 clients on all nine simulators, which run in a process of their own with their checks",
        "for duplicates and quotas off, and a worker (`serve --role worker`) that is killed with SIGKILL and started again:",
        "some at a random moment, the others in the middle of a chosen kind of call, just before or just after its effect. A",
        "post is counted by a word that only its text has. *Recovery*: seconds from the kill to an engine that leads again. A",
        "delivery whose process ended five times while it was being prepared is given up for a person to look at: nothing of",
        "it is public.", "",
        "*Lost* means: said to be delivered, and not on the network. It does not mean that everything went out: what failed or",
        "stayed unconfirmed is counted on its own, and waits for a person. Aimed kills see a call from the network's side: the",
        "worker is killed once the network has taken the call that it then stalls. That the effect had landed (*after*), or that",
        "the call still stalled, is likely and not checked each time. What lies between two calls is met by random kills only.",
        "",
        *_table(("what", "found"), told), "",
        "## Deliveries by network", "", *_table(("network", "deliveries"), _items(found["by_platform"])), "",
        "## What did not end as delivered", "",
        *_table(("state, network and reason", "deliveries"), _items(found["reasons"])), "",
        "## Aimed kills", "", *_table(("in the middle of", "kills"), sorted(aimed.items())), "",
    ])  # fmt: skip


def is_clean(found: Found) -> bool:
    """Whether nothing was doubled or lost, and everything is explained."""
    return not any(found[name] for name in ("doubled", "lost", "strangers", "open", "failed_but_there", "unexplained"))


def _items(counted: dict[str, int]) -> list[tuple[str, object]]:
    return [*counted.items()] or [("none", 0)]


def _table(head: tuple[str, str], rows: Sequence[tuple[str, object]]) -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "| --- | ---: |", *(f"| {what} | {_shown(value)} |" for what, value in rows)]


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(report(batches(Path(sys.argv[1])), "".join(sys.argv[3:4])), encoding="utf-8")
