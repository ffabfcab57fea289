"""An import whose process is killed at any moment: all or nothing of each part, it goes on, and a second one adds nothing."""

from __future__ import annotations

import random
import secrets
import time
from functools import partial

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.settings import Settings
from tests.faults.processes import until

ROWS, KILLS = 30_000, 3
FIRST = 1 << 60
MAPPING = {"external_id": "Id", "views": "Seen"}
IMPORTER = """
from pathlib import Path
from agency_core.agency import make_agency
from agency_core.settings import Settings
agency = make_agency(Settings(data=Path({data!r})))
agency.uploads.run_queued()
"""


def table() -> bytes:
    """A table of posts on X, one every four seconds."""
    return b"Id,Seen\n" + b"".join(b"%d,%d\n" % (FIRST + (number << 34), number) for number in range(ROWS))


def started(agency):
    """An upload that waits to be imported."""
    client = agency.clients.own(LOCAL_OWNER)
    seen = agency.uploads.receive(LOCAL_OWNER, client.id, filename="table.csv", chunks=[table()])
    return agency.uploads.start(LOCAL_OWNER, seen.upload_id, mapping=MAPPING, platform="x")


def whole_parts(agency, upload) -> int:
    """How many counts there are, once it is sure that they are those of whole parts."""
    view = agency.uploads.get(LOCAL_OWNER, upload.id)
    with agency.db.reading() as session:
        (kept,) = session.connection().exec_driver_sql("SELECT count(*) FROM snapshot").one()
        (posts,) = session.connection().exec_driver_sql("SELECT count(*) FROM post").one()
        (totals,) = session.connection().exec_driver_sql("SELECT count(*) FROM post_total").one()
    assert (kept, posts, totals, view.rows_total) == (view.rows_added,) * 4
    return kept


def went_on(agency, upload, importer, before: int) -> bool:
    """Whether the importer has kept another part, or is through."""
    return whole_parts(agency, upload) > before or not importer.failed_to_end


def test_killed_import_goes_on_and_keeps_whole_parts(tmp_path, processes):
    seed = secrets.randbelow(1_000_000)
    dice = random.Random(seed)
    agency = make_agency(Settings(data=tmp_path / "data"))
    upload = started(agency)
    importer = processes("-c", IMPORTER.format(data=str(tmp_path / "data")))
    before = 0
    for _ in range(KILLS):
        importer.start()
        until(partial(went_on, agency, upload, importer, before), 30, f"seed {seed}", said=importer.said)
        time.sleep(dice.random() / 4)
        importer.kill()
        kept = whole_parts(agency, upload)
        assert kept >= before, f"seed {seed}"
        before = kept
    agency.uploads.run_queued()
    done = agency.uploads.get(LOCAL_OWNER, upload.id)
    assert (done.status, done.rows_added, whole_parts(agency, upload)) == ("imported", ROWS, ROWS), f"seed {seed}"
    assert agency.tally.drifted(upload.client_id) == ()
    again = started(agency)
    agency.uploads.run_queued()
    second = agency.uploads.get(LOCAL_OWNER, again.id)
    assert (second.rows_added, second.rows_unchanged) == (0, ROWS)
    agency.publish.stop()
    agency.db.close()
