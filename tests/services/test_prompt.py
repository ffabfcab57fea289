"""An answer in time, also when whoever is asked says nothing."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest

import agency_core.services.prompt
from agency_core.errors import NotFound, StorageFailed
from agency_core.services.prompt import Prompt


@pytest.fixture
def hangs():
    """A question that is not answered before the end of the test."""
    over = threading.Event()
    yield lambda: over.wait(30)
    over.set()


def test_an_answer_comes_back():
    assert Prompt(5).answer(lambda: None) is None


def test_an_error_comes_back_as_it_is():
    with pytest.raises(NotFound, match="gone"):
        Prompt(5).answer(lambda: (_ for _ in ()).throw(NotFound("It is gone.")))


def test_silence_is_an_error_in_time(hangs):
    began = time.monotonic()
    with pytest.raises(StorageFailed, match="within"):
        Prompt(0.1).answer(hangs)
    assert time.monotonic() - began < 2


def test_those_that_hang_do_not_become_more_and_more(hangs, monkeypatch):
    monkeypatch.setattr(agency_core.services.prompt, "MOST_HUNG", 2)
    prompt, asked = Prompt(0.05), []
    for _ in range(5):
        with pytest.raises(StorageFailed):
            prompt.answer(lambda: asked.append(1) or hangs())
    assert len(asked) == 2


def test_a_database_that_says_nothing_is_down(agency, monkeypatch, hangs):
    @contextmanager
    def reading():
        hangs()
        yield

    monkeypatch.setattr(agency.operate, "_prompt", Prompt(0.1))
    monkeypatch.setattr(agency.db, "reading", reading)
    status = agency.operate.status()
    assert (status.system_status, status.reasons) == (
        "down", ("The database cannot be read: It did not answer within 0.1 s.",)
    )
