"""What the tests of safety share."""

from __future__ import annotations

import pytest

from tests.faults import conftest as faults
from tests.security.closed_desk import closed_desk

processes = faults.processes


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """A real desk in which an owner and two people are signed in."""
    with closed_desk(tmp_path_factory.mktemp("closed")) as running:
        yield running
