"""Pages are opened in the test's own process, on the agency of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.domain.client import Brief, NewClient

PAGES = Path(__file__).resolve().parents[2] / "pages"


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
