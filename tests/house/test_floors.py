"""Who may import what, where import-linter cannot say it: pages are no package, frameworks have floors."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, core, imports, name, pages, parsed, product, reaches

PAGES_IMPORT = (
    "agency_core.ui",
    "agency_core.domain",
    "streamlit",
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "functools",
    "itertools",
    "typing",
)
FLOORS = {
    "streamlit": ("agency_core/ui/", "agency_core/web", "pages/", "app.py"),
    "plotly": ("agency_core/ui/",),
    "altair": ("agency_core/ui/",),
    "PIL": ("agency_core/media/", "agency_core/sandbox/"),
    "fastapi": ("agency_core/api/", "agency_core/web", "agency_core/sandbox/"),
    "typer": ("agency_core/cli", "agency_core/__main__.py"),
    "apscheduler": ("agency_core/engine/", "agency_core/worker"),
    "sqlite3": ("agency_core/store/",),
    "sqlcipher3": ("agency_core/store/",),
    "alembic": ("agency_core/store/",),
    "requests": ("agency_core/http_client",),
    "httpx": (),
    "aiohttp": (),
    "urllib.request": ("agency_core/http_client",),
    "http.client": ("agency_core/http_client",),
}
"""Where a framework, or a second way to the database or the outside, may be imported; prefixes of file names."""

TOOLS = ("platforms", "agents", "notifiers", "alerts", "analytics", "media", "domain", "security")
CELLAR = ("agency_core.store", "agency_core.models", "sqlalchemy")


def _strays(files: tuple[Path, ...], forbidden: str) -> list[str]:
    return [name(path) for path in files if any(reaches(imported, forbidden) for imported in imports(path))]


def test_pages_import_only_the_ui_and_words():
    strays = {
        name(path): sorted(found)
        for path in pages()
        if (found := {i for i in imports(path) if not any(reaches(i, module) for module in PAGES_IMPORT)})
    }
    assert strays == {}


@pytest.mark.parametrize("framework", FLOORS)
def test_a_framework_stays_on_its_floor(framework):
    assert [path for path in _strays(product(), framework) if not path.startswith(FLOORS[framework])] == []


@pytest.mark.parametrize("room", TOOLS)
def test_tools_and_words_know_no_database(room):
    files = tuple(path for path in core() if path.is_relative_to(ROOT / "agency_core" / room))
    assert {module: _strays(files, module) for module in CELLAR} == {module: [] for module in CELLAR}


def test_the_check_before_the_start_needs_only_the_standard_library():
    found = imports(ROOT / "agency_core" / "preflight.py")
    assert {module.split(".")[0] for module in found} <= sys.stdlib_module_names


def test_an_import_names_its_floor():
    nodes = ((path, node) for path in product() for node in ast.walk(parsed(path)))
    assert [name(path) for path, node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []
