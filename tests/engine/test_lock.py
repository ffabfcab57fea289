"""One leader for each folder."""

from __future__ import annotations

import subprocess
import sys

from agency_core.engine.lock import LeaderLock
from tests.engine.conftest import until

HOLD = """
import sys, time
from pathlib import Path
from agency_core.engine.lock import LeaderLock
lock = LeaderLock(Path(sys.argv[1]))
assert lock.try_acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_does_not_get_the_lead(tmp_path):
    first, second = LeaderLock(tmp_path / "lock"), LeaderLock(tmp_path / "lock")
    assert (first.try_acquire(), second.try_acquire(), second.held) == (True, False, False)
    first.release()


def test_the_lead_is_free_after_a_release(tmp_path):
    first, second = LeaderLock(tmp_path / "lock"), LeaderLock(tmp_path / "lock")
    first.try_acquire()
    first.release()
    assert second.try_acquire()
    second.release()


def test_asking_twice_needs_one_release(tmp_path):
    first, second = LeaderLock(tmp_path / "lock"), LeaderLock(tmp_path / "lock")
    assert (first.try_acquire(), first.try_acquire()) == (True, True)
    first.release()
    assert (first.held, second.try_acquire()) == (False, True)
    second.release()


def test_the_lead_is_free_when_its_process_is_killed(tmp_path):
    lock = LeaderLock(tmp_path / "lock")
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        assert not lock.try_acquire()
        other.kill()
    assert until(lock.try_acquire)
    lock.release()
