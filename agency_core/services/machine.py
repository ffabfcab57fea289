"""The machine: how much memory and disk this process may use, and how much of it is used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from agency_core.domain.facts import Room

UNLIMITED = 1 << 60
"""What version 1 of control groups says, rounded, where there is no limit."""
GROUP, MACHINE = "of the control group", "of the machine"
_V1 = Path("memory")


def memory(root: Path = Path("/")) -> Room | None:
    """Memory of the tightest control group that has a limit, else of the machine; None where neither can be read.

    What was read from files and can be dropped at any moment does not count as used.
    """
    groups = list(_groups(root))
    return max(groups, key=lambda each: each.share) if groups else _machine(root)


def disk(folder: Path) -> Room | None:
    """Space of the disk that a folder is on, as this user may use it; None where it cannot be asked."""
    try:
        found = shutil.disk_usage(folder)
    except OSError:  # the folder is gone, or its disk does not answer: the doctor says so
        return None
    return Room(found.used, found.used + found.free, "")


def _groups(root: Path) -> Iterator[Room]:
    """Every control group with a limit that this process is in, from its own up to the outermost."""
    for line in _lines(root / "proc/self/cgroup"):
        _, kinds, path = (*line.split(":", 2), "", "")[:3]
        if not kinds:
            yield from _above(root / "sys/fs/cgroup", path, ("memory.max", "memory.current", "inactive_file"))
        elif "memory" in kinds.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            yield from _above(root / "sys/fs/cgroup" / _V1, path, names)


def _above(top: Path, path: str, names: tuple[str, str, str]) -> Iterator[Room]:
    inner = top / path.strip("/")
    within = inner if inner.is_dir() else top  # inside of a container the path is often that of the host
    while True:
        limit, used = (_number(within / name) for name in names[:2])
        if limit and used is not None and limit < UNLIMITED:
            spare = _table(within / "memory.stat").get(names[2], 0)
            yield Room(max(0, used - spare), limit, GROUP)
        if within == top:
            return
        within = within.parent


def _machine(root: Path) -> Room | None:
    found = _table(root / "proc/meminfo")
    total, free = found.get("MemTotal:", 0), found.get("MemAvailable:")
    return Room((total - free) * 1024, total * 1024, MACHINE) if total and free is not None else None


def _number(file: Path) -> int | None:
    said = next(iter(_lines(file)), "")
    return int(said) if said.isdigit() else None


def _table(file: Path) -> dict[str, int]:
    parts = [line.split() for line in _lines(file)]
    return {each[0]: int(each[1]) for each in parts if len(each) > 1 and each[1].isdigit()}


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # not Linux, or not for us to read: then it is not known
        return []
