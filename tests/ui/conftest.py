"""Pages are opened in the test's own process, on the agency of the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.client import Brief, NewClient
from agency_core.domain.clock import MovableClock
from agency_core.settings import Settings

PAGES = Path(__file__).resolve().parents[2] / "pages"


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit looks for components in every package that is installed, anew for each page that a test opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def client(agency, owner):
    """A client in Berlin with sandbox accounts on the platforms that can publish."""
    brief = Brief(about="We bake bread", audience="hungry people", tone="warm", topics=("bread",), banned_words=("cheap",))
    return agency.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread", brief=brief))


@pytest.fixture
def open_page(agency) -> Callable[..., AppTest]:
    """Open a page by its name with query parameters; the page sees the agency of the test."""
    hall.use(agency)

    def open_one(name: str, **params: str) -> AppTest:
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=30)
        for key, value in params.items():
            page.query_params[key] = value
        return page.run()

    yield open_one
    hall.use(None)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory, empty_database):
    """The data folder of an agency with the demo client, to copy from: making it up once is cheaper than for every test."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(empty_database, folder)
    made = make_agency(Settings(data=folder), clock=MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC)))
    made.demo.create(LOCAL_OWNER)
    made.publish.stop()
    made.db.close()
    return folder


@pytest.fixture
def demo_agency(tmp_path, clock, demo_folder):
    """An agency with the demo client."""
    shutil.copytree(demo_folder, tmp_path / "demo")
    made = make_agency(Settings(data=tmp_path / "demo"), clock=clock)
    yield made
    made.publish.stop()
    made.db.close()
