"""What every test may rely on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def _chromium() -> str | None:
    named = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return named if Path(named).is_file() else shutil.which(named)


def pytest_collection_modifyitems(items):
    """Skip what needs a browser where there is none."""
    if _chromium() is None:
        reason = "no Chromium at /usr/bin/chromium; install it or name one in the environment variable CHROMIUM"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that the browser tests drive."""
    return _chromium() or pytest.skip("no Chromium")
