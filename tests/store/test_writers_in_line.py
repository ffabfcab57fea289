"""Writers of one process take turns, and none waits for ever."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from agency_core.errors import Busy
from agency_core.store import database
from agency_core.store.database import Database


@pytest.fixture
def db(tmp_path):
    opened = Database(tmp_path / "one.sqlite3")
    with opened.transaction() as session:
        session.execute(text("CREATE TABLE count (n INTEGER)"))
        session.execute(text("INSERT INTO count VALUES (0)"))
    yield opened
    opened.close()


def test_threads_take_turns_without_losing_a_write(db):
    def work():
        for _ in range(10):
            with db.transaction() as session:
                session.execute(text("UPDATE count SET n = n + 1"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reading() as session:
        assert session.scalar(text("SELECT n FROM count")) == 80


def test_writer_that_waits_too_long_is_told_so_and_it_is_counted(db, monkeypatch):
    monkeypatch.setattr(database, "BUSY_MS", 50)
    said: list[str] = []

    def wait():
        try:
            with db.transaction():
                said.append("in")
        except Busy as busy:
            said.append(busy.code)

    with db.transaction():
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join()
    assert (said, db.errors_since(timedelta(minutes=1))[0]) == (["busy"], 1)
    with db.transaction() as session:  # and the way is free again
        session.execute(text("UPDATE count SET n = 1"))
