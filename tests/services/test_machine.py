"""What this process may use, read from files as Linux writes them; nothing is known elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency_core.domain.facts import Room
from agency_core.services.machine import disk, memory

MEMINFO = "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     400 kB\nHugePages_Total:       0\n"


@pytest.fixture
def linux(tmp_path):
    """Makes files below a root of their own."""

    def make(**files: str) -> Path:
        for name, text in {"proc/meminfo": MEMINFO, **files}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="ascii")
        return tmp_path

    return make


def group(path: str, limit: str, used: int, spare: int = 0) -> dict[str, str]:
    """The files of a control group of version 2."""
    top = f"sys/fs/cgroup{path}"
    return {
        f"{top}/memory.max": f"{limit}\n", f"{top}/memory.current": f"{used}\n",
        f"{top}/memory.stat": f"anon 5\ninactive_file {spare}\n",
    }


def test_memory_is_that_of_the_machine_where_no_group_has_a_limit(linux):
    root = linux(**{"proc/self/cgroup": "0::/desk\n"}, **group("/desk", "max", 900))
    assert memory(root) == Room(600 * 1024, 1000 * 1024, "of the machine")


def test_memory_is_that_of_the_group_without_what_can_be_dropped(linux):
    root = linux(**{"proc/self/cgroup": "0::/desk\n"}, **group("/desk", "1000", 900, spare=300))
    assert memory(root) == Room(600, 1000, "of the control group")


def test_the_tightest_of_nested_groups_counts(linux):
    root = linux(**{"proc/self/cgroup": "0::/slice/desk\n"}, **group("/slice/desk", "1000", 100), **group("/slice", "2000", 1900))
    assert memory(root) == Room(1900, 2000, "of the control group")


def test_inside_of_a_container_the_group_is_found_at_the_top(linux):
    root = linux(**{"proc/self/cgroup": "0::/docker/abc\n"}, **group("", "1000", 500))
    assert memory(root) == Room(500, 1000, "of the control group")


@pytest.mark.parametrize(("limit", "room"), [
    ("1000", Room(700, 1000, "of the control group")), ("9223372036854771712", Room(600 * 1024, 1000 * 1024, "of the machine")),
])
def test_groups_of_version_one_are_read(linux, limit, room):
    top = "sys/fs/cgroup/memory/desk"
    root = linux(**{
        "proc/self/cgroup": "5:cpu,cpuacct:/desk\n4:memory:/desk\n", f"{top}/memory.limit_in_bytes": limit,
        f"{top}/memory.usage_in_bytes": "900", f"{top}/memory.stat": "total_inactive_file 200\n",
    })
    assert memory(root) == room


def test_nothing_is_known_where_there_are_no_such_files(tmp_path):
    assert memory(tmp_path) is None


def test_a_file_that_says_something_else_is_passed_over(linux):
    root = linux(**{"proc/self/cgroup": "nonsense\n", "proc/meminfo": "MemTotal: many kB\n"})
    assert memory(root) is None


def test_the_disk_of_a_folder_has_room(tmp_path):
    room = disk(tmp_path)
    assert (room is not None and 0 < room.used < room.total, disk(tmp_path / "gone")) == (True, None)
