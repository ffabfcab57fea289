"""R15: what was acknowledged is there after a kill -9 at any moment, and the encrypted file is whole."""

import random
import secrets
import time

import pytest
from sqlalchemy import select

from agency_core.agency import make_agency
from agency_core.models import HistoryRow
from agency_core.settings import Settings
from tests.faults.processes import until


def killed(tmp_path, processes, kills: int) -> int:
    """Kill four writers again and again; how many rows were acknowledged, all of which are there."""
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)
    folder = tmp_path / "data"
    make_agency(Settings(data=folder)).db.close()
    for number in range(kills):
        writers = processes("-m", "tests.security.four_writers", str(folder), str(number))
        writers.start()
        until(lambda life=number, log=writers.said: f"{life}.0.1\n" in log(), 30, f"seed {seed}", said=writers.said)
        time.sleep(dice.random() * 0.6)
        writers.kill()
        told = {line for line in writers.said().split("\n")[:-1] if line.count(".") == 2}
        agency = make_agency(Settings(data=folder))
        with agency.db.reading() as session:
            kept = set(session.scalars(select(HistoryRow.subject_id)))
        assert (len(told - kept), examined(agency)) == (0, (["ok"], [])), f"seed {seed}, kill {number}"
        agency.publish.stop()
        agency.db.close()
    return len(kept)


def examined(agency) -> tuple[list[str], list[str]]:
    """What SQLite says of the rows, and SQLCipher of every page; the journal is taken in for that."""
    with agency.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return tuple(
            [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {name}")]
            for name in ("integrity_check", "cipher_integrity_check")
        )


def test_no_acknowledged_row_is_lost_by_three_kills(tmp_path, processes):
    assert killed(tmp_path, processes, 3) > 30


@pytest.mark.proof
def test_no_acknowledged_row_is_lost_by_twenty_kills(tmp_path, processes):
    assert killed(tmp_path, processes, 20) > 200
